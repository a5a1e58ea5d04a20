"""One step too many or too few."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike
from autograder.lesson.misconceptions.misconception import Misconception


class OffByOneStep(Misconception):
    """The state one step earlier or later; or a whole record that starts one step off.

    A check may foretell both, what comes one step early and what comes one step late.
    """

    name = "off-by-one-step"
    asks = "How many steps have been made at that moment, and does your count begin at 0 or at 1?"
    hints = (
        "Your count is off by one. Print the step number and the value at the beginning and at "
        "the end of each round. Which of the two do you take down?",
        "A fence of ten metres with a post every metre has eleven posts. Ten updates have eleven "
        "states. Say which of the eleven is asked for.",
        "range(n) goes round n times, from 0 to n - 1. Try n = 1 by hand, and see whether the "
        "value is noted before or after that one update.",
    )

    def __init__(self, shift: int) -> None:
        self._shift = shift
        self.says = f"This is one step too {'late' if shift > 0 else 'early'}; the steps are right."

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(-1), cls(1)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        ways = case.foretold.get(self.name, ())
        if len(ways) == 2:
            return ways[self._shift > 0]
        if case.steps is None:
            return None
        steps, right = case.steps, case.reference
        record = right.dim() == steps.dim()
        length = len(right) if record else 1
        for start in range(len(steps) - length + 1):
            window = steps[start : start + length]
            if alike(window if record else window[0], right):
                shifted = start + self._shift
                if not 0 <= shifted <= len(steps) - length:
                    return None
                return steps[shifted : shifted + length] if record else steps[shifted]
        return None
