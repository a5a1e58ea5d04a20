"""A name for ``.grad`` where its value was wanted."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class LiveName(Misconception):
    """What was returned is ``.grad`` itself, and a later pass changed it."""

    name = "live-name"
    asks = "If you kept a name for .grad: how would you keep its value, before .grad moves on?"
    hints = (
        "Your first result changed after you had it. Print it twice: right after you took it, and "
        "at the end. Between which two lines does it change?",
        "After a = [1]; b = a; a.append(2), b shows [1, 2]: one list, two names. Ask of each "
        "tensor that you return whether a later line still writes to it.",
        "A copy is made by .clone(). Compare first is x.grad with first.clone() is x.grad.",
    )

    def __init__(self, added: bool) -> None:
        self._added = added
        self.says = (
            "This is the right gradient plus the one asked for after it."
            if added
            else "This is the gradient that was asked for after this one."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(added=True), cls(added=False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        # In memory of its own nothing changes later; without a pass of its own it never was right.
        if case.later is None or case.shared is False or case.backward_passes == 0:
            return None
        return case.reference + case.later if self._added else case.later
