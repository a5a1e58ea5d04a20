"""An engine's value that passes on the same gradient more than once."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class SentAgain(Misconception):
    """What has arrived so far is passed on with each arrival, or at each of several visits."""

    name = "sent-again"
    says = "Some value has passed on the same part of its gradient more than once."
    asks = "When a second share arrives at a value, what does the value pass on?"
    hints = (
        "Something is counted twice. Print a value's operation and what it passes on, each time "
        "that it passes something on. Does a number that was already sent come up again?",
        "A post office gets 3 letters and forwards 3, then gets 2 more. If it now forwards 5, the "
        "addressee has 8 letters instead of 5. Which of your numbers is the 5, and which the 2?",
        "Either pass on only what has just come in, or visit every value a single time: keep a "
        "set of the values that you have seen, and print its size beside the number of visits.",
    )

    def __init__(self, way: int) -> None:
        self._way = way

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(way) for way in range(2)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        ways = case.foretold.get(self.name, ())
        return ways[self._way] if self._way < len(ways) else None
