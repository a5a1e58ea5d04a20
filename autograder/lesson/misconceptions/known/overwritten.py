"""Contributions that replace each other where they should add up."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Overwritten(Misconception):
    """The last contribution alone, where the check knows that there were several."""

    name = "overwritten"
    family = "part"
    rank = 1
    says = "Only the last contribution is left: each one has replaced the one before."
    asks = "Where should a contribution be added to what is there already?"
    hints = (
        "Earlier contributions are lost. Print the gradient after each contribution. Does it "
        "grow, or does it start afresh every time?",
        "Two people pay 20 and 30 into an account. A clerk who writes the last payment over the "
        "balance reports 30, one who adds reports 50. Which clerk is your code?",
        "Compare g = part with g = g + part, and remember that x.grad = None forgets what was "
        "there. Print how often each of your lines runs.",
    )

    def __init__(self, way: int) -> None:
        self._way = way

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(way) for way in range(3)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        ways = case.foretold.get(self.name, ())
        if ways:
            return ways[self._way] if self._way < len(ways) else None
        if len(case.paths) < 2 or (case.backward_passes or 0) < 2:
            return None
        return case.paths[-1]
