"""The rule for powers, with the exponent off by one."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class ExponentRule(Misconception):
    """A power of x too many or too few in every entry."""

    name = "exponent-rule"
    asks = "By how much does an exponent fall when you differentiate?"
    hints = (
        "Each entry is off by its own x. Print your answer divided by the input, and multiplied "
        "by the input. Does one of the two look like what is expected?",
        "t⁵ becomes 5 t⁴: the exponent comes down as a factor and falls by one, not by none and "
        "not by two. Do it once for t⁷.",
        "In Python a power is x**n. Put x = 2 into yours, where each power too many doubles the "
        "result, and compare with paper.",
    )

    def __init__(self, too_many: bool) -> None:
        self._too_many = too_many
        self.says = (
            "Every entry holds one factor x too many: a power of x is one too high."
            if too_many
            else "Every entry lacks one factor x: a power of x is one too low."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(too_many=True), cls(too_many=False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.x.shape != case.reference.shape:
            return None
        return case.reference * case.x if self._too_many else case.reference / case.x
