"""The head gradient taken for a list of factors, one for each entry of the gradient."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class HeadAsScale(Misconception):
    """The gradient for a head of ones, multiplied entry by entry by the head."""

    name = "head-as-scale"
    says = (
        "The head gradient has been multiplied into the finished gradient, entry by entry; it "
        "weighs the results."
    )
    asks = "Which results does each entry of x feed, and with which weights do they count?"
    hints = (
        "Your answer scales each entry of the gradient by one number of the head. Print it for "
        "the heads (1, 0) and (0, 1). Does each of the two leave a zero where there is none?",
        "Apples and pears are sold in two kinds of basket, 2 and 1 in the first, 3 and 5 in the "
        "second. For 10 baskets of the first kind and 1 of the second you need 10 · 2 + 3 apples. "
        "Work out the pears.",
        "Begin with the weighted sum of the results, (v * y).sum(), before anything is "
        "differentiated.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is None or case.jacobian is None:
            return None
        if case.head.numel() != case.reference.numel():
            return None
        scaled = case.jacobian.sum(0) * case.head.flatten()
        return scaled.reshape(case.reference.shape)
