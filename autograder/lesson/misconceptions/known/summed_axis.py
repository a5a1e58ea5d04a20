"""Entries added up along an axis that should have been kept."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike
from autograder.lesson.misconceptions.misconception import Misconception


class SummedAxis(Misconception):
    """A sum over the wrong axis, dropped, kept as 1 or broadcast back to the full shape."""

    name = "summed-axis"
    hints = (
        "Entries that should stand apart have been added up. Print the shape after each line of "
        "your code. Where does an axis vanish, become 1, or get stretched?",
        "In a table of sales in 4 shops on 7 days, adding over the days leaves 4 numbers. Copying "
        "them back into every day does not bring the 7 days back. Name the axis that your answer "
        "still needs.",
        "sum(0) adds down the columns, sum(1) along the rows; keepdim=True leaves a 1. Print "
        "x.sum(0).shape and x.sum(1).shape.",
    )

    def __init__(self, axis: int, afterwards: str) -> None:
        self._axis, self._afterwards = axis, afterwards
        self.says = f"This is the right gradient, added up along axis {axis}."
        self.asks = "Which axis of x should each entry of your answer still belong to?"

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(axis, how) for axis in range(3) for how in ("dropped", "kept", "stretched")]

    def predicts(self, case: Case) -> torch.Tensor | None:
        right = case.reference
        if right.dim() <= self._axis or right.shape[self._axis] == 1:
            return None
        summed = right.sum(self._axis, keepdim=self._afterwards != "dropped")
        if alike(summed, torch.ones_like(summed)):
            return None  # ones have other causes, also where probabilities add up to them
        if self._afterwards != "stretched":
            return summed
        if alike(right, right.mean().expand_as(right)):
            return None  # of equal entries a sum is a multiple, which has other causes
        return summed.expand_as(right)
