"""The function where its derivative is wanted."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class OwnValue(Misconception):
    """The value of f instead of f′."""

    name = "own-value"
    says = "This is the function's own value, not its derivative."
    asks = "Which of the two is asked for?"
    hints = (
        "Your answer is the height of the curve, and its slope is wanted. Print the function's "
        "value beside your answer. Which line of yours should make the one into the other?",
        "After two hours a train has gone 160 km; its speed may be 80 or 95 km/h. Distance is not "
        "speed. Say which of the two your last line returns.",
        "After the forward pass comes y.backward(). Print x.grad before it and after it.",
    )

    def __init__(self, spread: bool | None) -> None:
        self._spread = spread

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(spread=True), cls(spread=False), cls(spread=None)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if self._spread is None:  # another function's than the one whose gradient is asked for
            ways = case.foretold.get(self.name, ())
            return ways[0] if isinstance(ways, tuple) and ways else None
        if case.value is None or not self._spread:
            return case.value
        return case.value.expand_as(case.reference)
