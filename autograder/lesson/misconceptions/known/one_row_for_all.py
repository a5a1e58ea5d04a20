"""The rows of a Jacobian, all of them one tensor."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class OneRowForAll(Misconception):
    """``.grad`` gathered under several names; later passes changed what was gathered."""

    name = "one-row-for-all"
    # Where .grad was not cleared either, every row is the sum over the first axis.
    family = "summed-axis"
    rank = 1
    hints = (
        "All rows are alike. Print your list of rows at the end of each round of the loop. Does "
        "the first row change after you had it, or is it wrong at once?",
        "After a = [1]; rows = [a, a]; a.append(2), both rows show [1, 2]: one list, three names. "
        "Say which tensor all your rows are names of.",
        "leaf.grad.clone() is a copy; leaf.grad = None lets the next pass make a new tensor; a "
        "head of ones sums the rows. Print the head of each pass, and what your loop keeps.",
    )

    def __init__(self, added: bool) -> None:
        self._added = added
        self.says = (
            "All rows are the same: the sum of all the rows of the Jacobian."
            if added
            else "All rows are the same: the last row of the Jacobian."
        )
        # Ones as heads lead to the sum, too.
        self.asks = (
            "Which head did each pass get? And if you gathered .grad itself, how would you keep "
            "its value before the next pass adds to it?"
            if added
            else "If you gathered .grad itself: how would you keep its value before .grad moves on?"
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(added=True), cls(added=False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is not None or case.jacobian is None or len(case.jacobian) < 2:
            return None
        if case.jacobian.numel() != case.reference.numel():
            return None
        row = case.jacobian.sum(0) if self._added else case.jacobian[-1]
        return row.expand_as(case.jacobian).reshape(case.reference.shape)
