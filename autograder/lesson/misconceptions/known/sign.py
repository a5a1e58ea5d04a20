"""The gradient with the other sign."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Sign(Misconception):
    """A minus too many or too few; or, where the check foretells it, a run that goes uphill."""

    name = "sign"
    hints = (
        "Your slope falls where the function rises. Print the function at the point and a little "
        "to the right of it. Does it go up or down, and what does your answer say?",
        "The derivative of cos t is −sin t, that of 1/t is −1/t², and that of 7 − t is −1. Look "
        "for one of these three kinds in your expression.",
        "Begin at the end of your code and ask of each subtraction a - b which of the two should "
        "come first; swap one and run again.",
    )

    def __init__(self, run: bool) -> None:
        self._run = run
        self.says = (
            "This is what comes out if each step goes uphill, with the gradient."
            if run
            else "Every entry has the wrong sign; otherwise it is right."
        )
        self.asks = (
            "Is a gradient times the rate added or subtracted?"
            if run
            else "Where did a minus come in, or get lost?"
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(run=False), cls(run=True)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if self._run:
            ways = case.foretold.get(self.name, ())
            return ways[0] if ways else None
        if case.unsigned:  # there is no other sign: see absolute-missing
            return None
        if case.length is not None and case.right:
            # Of the two directions along a line, whoever leaves the choice to chance is right at
            # some points.
            return case.reference
        return -case.reference
