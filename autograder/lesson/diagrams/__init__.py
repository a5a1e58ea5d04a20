"""Diagrams of the graph that autograd keeps: drawn from the student's own tensors.

``tracing`` walks PyTorch's record and gives data (``model``), ``layout`` and ``drawing`` make a
picture of it, ``wording`` says the same in words, and ``stepping`` plays a backward pass.
"""

from autograder.lesson.diagrams.showing import show_graph, step_backward

__all__ = ["show_graph", "step_backward"]
