"""One of several paths from x to the result taken for all of them."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class OnePath(Misconception):
    """What a single path contributes, or all but one, where all should be added."""

    name = "one-path"
    family = "part"
    asks = "In how many places does x enter, and what do you do with each contribution?"
    hints = (
        "A part of the gradient is missing. Count the places where x enters the expression, and "
        "print what you have after each of them. Do they add up, or is only one left?",
        "In 3 t + t² the t enters twice: along one path the slope is 3, along the other 2t, "
        "together 3 + 2t. List the paths of your expression in the same way.",
        "Where a contribution is stored, compare = with +=; where one is cut off, look for "
        "detach(). Begin by printing each contribution on its own.",
    )

    def __init__(self, path: int, alone: bool) -> None:
        self._path, self._alone = path, alone
        self.says = (
            "This is what one path from x to the result contributes; the others are missing."
            if alone
            else "What one path from x to the result contributes is missing; the others are right."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(path, alone) for path in range(4) for alone in (True, False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if not 1 < len(case.paths) > self._path:
            return None
        path = case.paths[self._path]
        # Of two paths, all but one is one alone.
        return path if self._alone else case.reference - path if len(case.paths) > 2 else None
