"""The same gradient added into ``.grad`` several times."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Accumulated(Misconception):
    """Several backward passes added up; only where the check counted so many."""

    name = "accumulated"
    family = "multiple"
    rank = 2
    hints = (
        "The same gradient went in more than once. Print the gradient right before your last "
        "backward pass. Is it still empty there?",
        "A till shows the sum of all sales since it was last cleared: after 4 and 4 it shows 8, "
        "and 8 is no sale. Find the place where yours should be cleared, and mark it.",
        "x.grad = None clears it. Put that line right before the forward pass and run again.",
    )

    def __init__(self, times: int) -> None:
        self._times = times
        words = "twice" if times == 2 else f"{times} times"
        self.says = f"This is {words} the gradient, and backward ran {words} or more: it added up."
        self.asks = "What did .grad hold when the last backward began?"

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(times) for times in range(2, 11)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.adding_passes is None or case.adding_passes < self._times:
            return None
        return self._times * case.reference
