"""The right numbers, the last one first."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

#: Of three numbers, two that are exchanged are in reverse order as well.
_ENOUGH = 4


class ReversedOrder(Misconception):
    """What belongs to one number is listed backward."""

    name = "reversed-order"
    says = "These are the right numbers in reverse order: the last one stands first."
    asks = "Which of your numbers is made first, and at which place should it stand?"
    hints = (
        "Nothing is wrong but the order. Print your answer, and read it from its end. Which of the "
        "two ends begins with the number that is asked for first?",
        "Of 2 + 3t + 5t² the list 2, 3, 5 counts the powers up, and 5, 3, 2 counts them down. "
        "Which way does the exercise count?",
        "Say what index 0 of your result stands for, and what the last index does. Then look for "
        "the line that puts a number in front of others, where it should go behind them.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        right = case.reference
        if right.dim() != 1 or case.x.dim() or len(right) < _ENOUGH:
            return None
        return right.flip(0)
