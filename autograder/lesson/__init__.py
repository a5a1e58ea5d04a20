"""What a notebook imports: ``from autograder.lesson import check, device, show``.

Nothing in here knows of nbgrader, authoring or grading; it needs torch, NumPy and
matplotlib, and IPython only to display.
"""

from autograder.lesson.checks import check
from autograder.lesson.devices import device
from autograder.lesson.figures import show

__all__ = ["check", "device", "show"]
