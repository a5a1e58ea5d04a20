"""A difference with its sign where its size is wanted."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class AbsoluteMissing(Misconception):
    """The right number, negative wherever the two sides stand in that order."""

    name = "absolute-missing"
    says = "This would be right without its minus: a size is wanted, and a size is never negative."
    asks = "Which line makes a size of the difference?"
    hints = (
        "Your result is negative at this point. Exchange the two sides of your subtraction and run "
        "the test again. Does it fail elsewhere now?",
        "3 and 5 are as far apart as 5 and 3: both times by 2, though 3 − 5 is −2. Say what turns "
        "−2 into 2 and leaves 2 as it is.",
        "t.abs() is the absolute value of a tensor. Print yours with it and without.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        right, answer = case.reference, case.answer
        if not case.unsigned or answer is None or answer.shape != right.shape:
            return None
        return torch.where(answer.detach().to(right) < 0, -right, right)
