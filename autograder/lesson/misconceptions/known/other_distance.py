"""A difference divided by something else than the distance of its two points."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class OtherDistance(Misconception):
    """``(f(x + h) - f(x - h)) / h``, or the same ``/ 2 * h``.

    Where the answer is not the quotient itself, the check foretells what the two lead to.
    """

    name = "other-distance"
    # For the quotient itself, either is a factor.
    family = "multiple"
    rank = 3
    hints = (
        "The two values are right, and what they are divided by is not. Print the two points and "
        "the number that you divide by. Is it their distance?",
        "From 3 − 1 to 3 + 1 the square grows by 16 − 4 = 12, over a distance of 2: the slope is "
        "6. Do the same from 3 − 2 to 3 + 2.",
        "Python works from left to right: 12 / 2 * 3 is 18, and 12 / (2 * 3) is 2. Print both for "
        "your own h.",
    )

    def __init__(self, way: int) -> None:
        self._way = way
        self.says = (
            "The central difference is divided by h."
            if way == 0
            else "The central difference is divided by 2 and multiplied by h."
        )
        self.asks = "How far apart are the two points at which f is evaluated?"

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(0), cls(1)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        ways = case.foretold.get(self.name, ())
        if ways:
            return ways[self._way]
        if case.step is None or case.backward_passes or case.reference.shape != case.x.shape:
            return None
        return case.reference * (case.step**2 if self._way else 2.0)
