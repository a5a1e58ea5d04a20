"""A second backward pass through a graph that was used up."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class GraphFreed(Misconception):
    """PyTorch refused to go backward through the same graph again."""

    name = "graph-freed"
    symptom = True
    says = "An earlier backward pass used this graph up, and a second one needs what it kept."
    asks = "Where is the forward pass that builds a new graph?"
    hints = (
        "Two backward passes share one forward pass. Number the forward and the backward passes "
        "in the order in which they run. Does each backward have its own forward?",
        "A film in an old camera is developed once. For another picture you put in a new film "
        "and press the button again. Which line of yours puts in the film?",
        "Compute the result anew, y = f(x), right before each y.backward(). Only where two passes "
        "must share one graph does the first need retain_graph=True.",
    )

    def fits(self, case: Case) -> bool:
        return "backward through the graph a second time" in case.said("RuntimeError")
