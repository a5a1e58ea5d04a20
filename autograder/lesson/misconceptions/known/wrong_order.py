"""A derivative of the order next to the one asked for."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike
from autograder.lesson.misconceptions.misconception import Misconception


class WrongOrder(Misconception):
    """One differentiation too many or too few."""

    name = "wrong-order"
    asks = "How often does your code differentiate, and how often should it?"
    hints = (
        "Your derivative is right, but of another order. Print how often your loop goes round "
        "for the order 0 and for the order 1. What should the two counts be?",
        "Of t⁴ the order 0 is t⁴ itself, which takes no step; the order 3, 24 t, takes three "
        "steps. Count the steps of your code for the order 2.",
        "Start from the function's own value, y = f(leaf), and then let range(n) say how often "
        "to differentiate. Try n = 0 by hand: what is returned?",
    )

    def __init__(self, shift: int) -> None:
        self._shift = shift
        self.says = f"This is the derivative of an order one too {'high' if shift > 0 else 'low'}."

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(-1), cls(1)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        for order, derivative in enumerate(case.orders):
            if alike(derivative, case.reference):
                other = order + self._shift
                return case.orders[other] if 0 <= other < len(case.orders) else None
        return None
