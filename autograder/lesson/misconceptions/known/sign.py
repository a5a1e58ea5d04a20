"""The gradient with the other sign."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Sign(Misconception):
    """A minus too many or too few."""

    name = "sign"
    says = "Every entry has the wrong sign; otherwise it is right."
    asks = "Where did a minus come in, or get lost?"
    hints = (
        "Your slope falls where the function rises. Print the function at the point and a little "
        "to the right of it. Does it go up or down, and what does your answer say?",
        "The derivative of cos t is −sin t, that of 1/t is −1/t², and that of 7 − t is −1. Look "
        "for one of these three kinds in your expression.",
        "Begin at the end of your code and ask of each subtraction a - b which of the two should "
        "come first; swap one and run again.",
    )

    def predicts(self, case: Case) -> torch.Tensor:
        if case.length is not None and case.right:
            # Of the two directions along a line, whoever leaves the choice to chance is right at
            # some points.
            return case.reference
        return -case.reference
