"""What a notebook imports: ``from autograder.lesson import check, device, explore, show``.

Nothing in here knows of nbgrader, authoring or grading; it needs torch, NumPy, matplotlib,
graphlay to lay out graphs, anywidget for controls, and IPython only to display.
"""

from autograder.lesson.checks import check
from autograder.lesson.devices import device
from autograder.lesson.explorers import explore
from autograder.lesson.figures import show
from autograder.lesson.graph import show_graph, step_backward
from autograder.lesson.progress import progress

__all__ = ["check", "device", "explore", "progress", "show", "show_graph", "step_backward"]
