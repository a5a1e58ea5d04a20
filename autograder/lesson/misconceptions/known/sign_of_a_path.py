"""One of several contributions with the wrong sign."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class SignOfAPath(Misconception):
    """A minus too many or too few in one term of a sum, the other terms right."""

    name = "sign-of-a-path"
    says = "One term of the sum has the wrong sign; the others are right."
    asks = "Which term does a minus belong to, or not belong to?"
    hints = (
        "A minus came in, or was lost, in one term only. Print each term on its own, and the "
        "expected entry of the message minus yours. Which term is half of that?",
        "In the derivative of t² + cos t, which is 2t − sin t, the first term grows and the second "
        "falls. Ask of each function in yours whether it rises or falls near the point.",
        "Give each term a name and a line of its own, like first = ..., and compare its sign with "
        "the slope of the function that it comes from.",
    )

    def __init__(self, path: int) -> None:
        self._path = path

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(path) for path in range(4)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if not 1 < len(case.paths) > self._path:
            return None
        return case.reference - 2 * case.paths[self._path]
