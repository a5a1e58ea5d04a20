"""One gradient where another was asked for."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class OtherGradient(Misconception):
    """The gradient of the function before or after this one, right but in the wrong place."""

    name = "other-gradient"
    asks = "Which function does each of your results belong to, and which is asked for first?"
    hints = (
        "A right gradient stands in the wrong place. Print each one right after its backward "
        "pass, with the name of the function. In which place of your result is it?",
        "For 3t and 5t the slopes 5 and 3 are both right, and (5, 3) is wrong. Say which of the "
        "two functions your first line is about.",
        "Name each gradient after its function, like gradient_of_f, and read your return "
        "statement aloud.",
    )

    def __init__(self, earlier: bool) -> None:
        self._earlier = earlier
        order = "before" if earlier else "after"
        self.says = f"This is the gradient that was asked for {order} this one."

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(earlier=True), cls(earlier=False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if self._earlier:
            return case.earlier
        # Where memory is shared, a right gradient may have been overwritten by the later one,
        # unless there was one pass only.
        own = case.shared is False or case.backward_passes == 0
        return case.later if own else None
