"""What a notebook imports: ``from autograder.lesson import check, device, explore, show``.

Nothing in here knows of nbgrader, authoring or grading; it needs torch, NumPy, matplotlib and
graphlay to lay out graphs. In a notebook IPython displays, and anywidget makes the controls; in a
plain Python, which need not have them, pictures say in words what they show.
"""

from autograder.lesson import explorers as explore
from autograder.lesson.checks import check
from autograder.lesson.devices import device
from autograder.lesson.diagrams import show_graph, step_backward
from autograder.lesson.pictures.figures import show
from autograder.lesson.standing.progress import progress

__all__ = ["check", "device", "explore", "progress", "show", "show_graph", "step_backward"]
