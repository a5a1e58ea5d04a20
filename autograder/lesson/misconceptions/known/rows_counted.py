"""The number of rows taken for the number of entries."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.means import is_mean
from autograder.lesson.misconceptions.misconception import Misconception


class RowsCounted(Misconception):
    """``len(x)`` in the place of ``x.numel()``."""

    name = "rows-counted"
    family = "multiple"
    rank = 2
    says = "The mean's 1/n counts the rows of x: for a vector it is right, for a matrix too large."
    asks = "How many numbers does the mean go over, and what does your n count?"
    hints = (
        "Your answer is right for a vector and too large for a matrix. Print your n for a matrix "
        "of two rows and three columns. Which number should it be?",
        "A chessboard has 8 rows and 64 squares. Who shares 64 pieces of cake out to 8 guests "
        "gives away too much at each square. Say which of the two your n is.",
        "len(t) and t.shape[0] count rows, t.numel() counts entries. Print the three for "
        "torch.ones(2, 3).",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.f is None or case.x.dim() < 2 or not is_mean(case.f, case.x):
            return None
        return case.reference * case.x.numel() / len(case.x)

    def indifferent(self, case: Case) -> bool:
        """A vector has as many rows as entries."""
        return (case.x.dim() < 2 and case.right) or super().indifferent(case)
