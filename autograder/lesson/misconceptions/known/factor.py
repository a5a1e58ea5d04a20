"""The gradient times a small number that does not belong there."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

_FACTORS = (
    *(Fraction(k) for k in range(2, 11)),
    *(Fraction(1, k) for k in range(2, 11)),
    *(Fraction(*pair) for pair in ((3, 2), (2, 3), (4, 3), (3, 4))),
)
_IN_WORDS = {
    Fraction(2): "twice",
    Fraction(1, 2): "half of",
    Fraction(1, 3): "a third of",
    Fraction(1, 4): "a quarter of",
}


class Factor(Misconception):
    """A constant factor too many or too few."""

    name = "factor"
    family = "multiple"
    hints = (
        "Every entry is off by the same factor, so the shape of your answer is right. Print your "
        "answer divided by the expected entry of the message. Which line has a number like that?",
        "The derivative of 5 t³ is 15 t²: the 5 stays, the 3 comes down. Leaving one out, or "
        "counting one twice, spoils all entries alike. Check each constant of yours in turn.",
        "Start at t = 1, where powers are 1 and only constants are left: put "
        "torch.ones_like(x) in and compare the result with what you get on paper.",
    )

    def __init__(self, factor: Fraction) -> None:
        self._factor = float(factor)
        words = _IN_WORDS.get(factor, f"{factor} times")
        self.says = f"Every entry is exactly {words} what it should be."
        self.asks = (
            "Is a factor counted twice? Or, if you go backward: what did .grad hold before?"
            if factor > 1
            else "Is a factor missing, or divided away?"
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(factor) for factor in _FACTORS]

    def predicts(self, case: Case) -> torch.Tensor:
        return self._factor * case.reference
