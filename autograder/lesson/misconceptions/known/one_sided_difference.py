"""A difference on one side, wrongly put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.misconceptions.quotients import quotients

Fault = Literal["sign", "sides", "distance"]
_SAYS: dict[Fault, str] = {
    "sign": "The difference to the left has the wrong sign; otherwise the answer is right.",
    "sides": "The differences to the left and to the right have changed places.",
    "distance": "The differences to the left and to the right are half as large as they should be.",
}
_ASKS: dict[Fault, str] = {
    "sign": "Which of its two points lies further to the right, and which value do you subtract?",
    "sides": "Which of the two uses the point before x?",
    "distance": "How far apart are the two points of each?",
}


class OneSidedDifference(Misconception):
    """The right values of the function, subtracted, ordered or divided in the wrong way."""

    name = "one-sided-difference"
    hints = (
        "Your two differences are not yet what their names say. Print both for a straight line "
        "with the slope 4. Is each of them 4, with this sign?",
        "A path is 290 m high at kilometre 1, 300 m at 2 and 340 m at 3: it climbs 10 m per km "
        "before kilometre 2, and 40 behind it. Say what is subtracted from what, both times.",
        "Name the points in their order: before, here, after = x - h, x, x + h. Which two belong "
        "to the left difference, and how far apart are they?",
    )

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self.says, self.asks = _SAYS[fault], _ASKS[fault]

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(fault) for fault in _SAYS]

    def predicts(self, case: Case) -> torch.Tensor | None:
        wanted = case.reference
        if case.f is None or case.step is None or case.x.numel() != 1 or wanted.dim() != 1:
            return None
        left, right = (
            quotients(case.f, case.x, step, False, [0]).reshape(())
            for step in (-case.step, case.step)
        )
        # Each entry that is one of the two is what the fault makes of it; the others are right.
        made = {
            "sign": (-left, right),
            "sides": (right, left),
            "distance": (left / 2, right / 2),
        }[self._fault]
        entries = [
            made[0] if alike(entry, left) else made[1] if alike(entry, right) else entry
            for entry in wanted
        ]
        return torch.stack(entries)
