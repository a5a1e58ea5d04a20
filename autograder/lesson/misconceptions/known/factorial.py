"""The factorials of Taylor's formula left out, or taken for plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

#: As many coefficients tell a factorial from a factor: 0! and 1! are both 1.
_ENOUGH = 4


class Factorial(Misconception):
    """Derivatives where Taylor coefficients are wanted, or derivatives divided by k, not k!."""

    name = "factorial"
    asks = "By what is the derivative of order k divided?"
    hints = (
        "Some coefficients are too large. Print the expected one of the message divided by "
        "yours, or the other way round. Is that a factorial?",
        "Differentiate 5 t³ three times: 30 is left, though the coefficient is 5. The 6 between "
        "the two is 3 · 2 · 1. Do the same for 5 t⁴.",
        "math.factorial(k) is 1 · 2 ··· k. Print it for k = 0 to 4 beside what you divide by.",
    )

    def __init__(self, plain: bool) -> None:
        self._plain = plain
        self.says = (
            "The derivative of order k is divided by k, where k! belongs."
            if plain
            else "These are the derivatives themselves: the division by k! is missing."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(plain=False), cls(plain=True)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        right = case.reference
        if right.dim() != 1 or case.x.dim() or len(right) < _ENOUGH:
            return None
        factors = [math.factorial(k) / (max(k, 1) if self._plain else 1) for k in range(len(right))]
        return right * torch.tensor(factors, dtype=right.dtype, device=right.device)
