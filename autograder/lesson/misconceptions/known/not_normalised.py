"""The right direction, and another length than was asked for."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NotNormalised(Misconception):
    """A vector that was not divided by its length, or divided by something else."""

    name = "not-normalised"
    # At one point, another length is a factor.
    family = "multiple"
    rank = 4
    says = "The direction is right, and the length is not."
    asks = "How long should your vector be, and by what do you divide it?"
    hints = (
        "Your vector points the right way and has the wrong length. Print its length. Is it the "
        "one that was asked for?",
        "The vector (3, 4) has the length 5, the root of 9 + 16; (0.6, 0.8) points the same way "
        "and has the length 1. Do the same with (5, 12).",
        "v.norm() is the length of v. Print v.norm() on the line before you return v.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.length is None or case.answer is None or case.reference.numel() < 2:
            return None
        length = case.answer.detach().to(case.reference).norm()
        return None if length == 0 else case.reference * (length / case.length)
