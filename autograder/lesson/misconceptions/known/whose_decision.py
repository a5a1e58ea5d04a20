"""A loop or a branch decided by all entries together, or by each for itself: by the wrong one."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

_EACH = (
    "Each entry has decided for itself here, where one decision for all entries is wanted.",
    "What does your condition compare: one number for the whole tensor, or one for each entry?",
)
_TOGETHER = (
    "One decision has been taken for all entries together here, where each should decide for "
    "itself.",
    "How many truth values does your condition have, and how many should it have?",
)


class WhoseDecision(Misconception):
    """The right way through the program for a single number, and the wrong one for a tensor.

    The check foretells one or more ways in which all decide together; for the mistake that each
    decides for itself it gives a single tensor.
    """

    name = "whose-decision"
    hints = (
        "Your entries go the wrong number of rounds. Print the result divided by the input. Has "
        "each entry a factor of its own, and should it?",
        "A lift stops when all passengers together are too heavy, a turnstile lets each one pass "
        "alone. Say which of the two your condition is, and which the exercise describes.",
        "One decision for all compares b.norm(); a decision for each entry compares b.abs() and "
        "needs torch.where. Print the shape of your condition.",
    )

    def __init__(self, together: int | None) -> None:
        self._together = together
        self.says, self.asks = _EACH if together is None else _TOGETHER

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(None), cls(0), cls(1)]

    def _prediction(self, case: Case) -> torch.Tensor | None:
        told = case.foretold.get(self.name, ())
        if self._together is None:
            return told if isinstance(told, torch.Tensor) else None
        ways = told if isinstance(told, tuple) else ()
        return ways[self._together] if self._together < len(ways) else None
