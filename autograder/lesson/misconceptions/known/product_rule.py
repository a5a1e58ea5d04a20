"""One term of the product rule forgotten."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class ProductRule(Misconception):
    """u′v or uv′ alone instead of their sum."""

    name = "product-rule"
    family = "part"
    rank = 2
    says = "This is one of the two terms of the product rule; the other is missing."
    asks = "Both factors change with x: what does the second one contribute?"
    hints = (
        "One of the two factors was held fixed. Print both factors at the point and at a point "
        "nearby. Do not both of them move?",
        "For t³ · eᵗ the derivative is 3t² eᵗ + t³ eᵗ: first one factor moves, then the other. "
        "Do it once for t² · sin t on paper.",
        "Name the factors: u = ..., v = ..., and then their derivatives du = ... and dv = .... "
        "Which of the four does your answer not use?",
    )

    def __init__(self, term: int) -> None:
        self._term = term

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(term) for term in range(2)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        return None if case.product is None else case.product[self._term]
