"""The branch of the other case."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

_WORDS = (
    "One branch is never taken: this is what comes out without it.",
    "The two branches have changed places.",
)


class OtherBranch(Misconception):
    """A branch left out, or taken in the other case; the check foretells both, in this order."""

    name = "other-branch"
    asks = "Which condition leads to which of the two, and does your code ask it?"
    hints = (
        "The way through the branch is not the one that is asked for. Call your function with 3 "
        "and with -3, and print which branch it takes. Which one should it be?",
        "A shop sends parcels for free from 50 euros on. A program that never asks for the sum, "
        "and one that asks and pays for the dear ones, both fail; try each with 20 and with 80.",
        "Read the condition of your if, or of your torch.where, aloud, with the word 'then' after "
        "it. Does what follows belong to a sum above 0?",
    )

    def __init__(self, way: int) -> None:
        self._way = way
        self.says = _WORDS[way]

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(way) for way in range(len(_WORDS))]

    def predicts(self, case: Case) -> torch.Tensor | None:
        ways = case.foretold.get(self.name, ())
        return ways[self._way] if self._way < len(ways) else None
