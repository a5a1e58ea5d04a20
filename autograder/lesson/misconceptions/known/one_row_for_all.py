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
    asks = "If you gathered .grad itself: how would you keep its value, before .grad moves on?"
    hints = (
        "All rows are alike, so the first one changed after you had it. Print your list of rows "
        "at the end of each round of the loop. What happens to the first row?",
        "After a = [1]; rows = [a, a]; a.append(2), both rows show [1, 2]: one list, three names. "
        "Say which tensor all your rows are names of.",
        "leaf.grad.clone() is a copy; leaf.grad = None lets the next pass make a new tensor. Ask "
        "which of the two your loop has.",
    )

    def __init__(self, added: bool) -> None:
        self._added = added
        self.says = (
            "All rows are the same: the sum of all the rows of the Jacobian."
            if added
            else "All rows are the same: the last row of the Jacobian."
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
