"""What a wrong answer may mean: each misconception predicts the numbers it would lead to.

:func:`diagnose` holds what a check saw (:class:`Case`) against all of :data:`KNOWN`. Each
of these is one small class in a file of its own in ``known``; a new file there is found by
itself.
"""

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.diagnosis import diagnose
from autograder.lesson.misconceptions.known import KNOWN
from autograder.lesson.misconceptions.misconception import Misconception

__all__ = ["KNOWN", "Case", "Misconception", "diagnose"]
