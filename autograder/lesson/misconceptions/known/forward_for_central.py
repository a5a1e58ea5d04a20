"""A forward difference where a central one is wanted."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.misconceptions.quotients import MOST_ENTRIES, quotients


class ForwardForCentral(Misconception):
    """The right step on one side only; the exercise names the step."""

    name = "forward-for-central"
    family = "difference-quotient"
    rank = 1
    asks = "What does the central difference do with the other side?"
    hints = (
        "Your quotient looks to one side of the point. Print the two points at which you evaluate "
        "the function. Do they lie on both sides of x, equally far?",
        "For t² at 3 with h = 1, forward gives 16 − 9 = 7, central (16 − 4)/2 = 6, which is the "
        "slope. Do the same for t² at 5.",
        "The central difference needs f(x + e), f(x - e) and the distance between the two points, "
        "which is not h. What is it?",
    )

    def __init__(self, forward: bool) -> None:
        self._forward = forward
        self.says = (
            f"This is the {'forward' if forward else 'backward'} difference: the step is right, "
            "but taken to one side only."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(forward=True), cls(forward=False)]

    def _prediction(self, case: Case) -> torch.Tensor | None:
        # What a check foretells is the forward one.
        return super()._prediction(case) if self._forward else self.predicts(case)

    def predicts(self, case: Case) -> torch.Tensor | None:
        x = case.x
        if case.f is None or case.step is None or x.numel() > MOST_ENTRIES:
            return None
        slopes = quotients(
            case.f, x, case.step if self._forward else -case.step, False, range(x.numel())
        )
        return slopes.reshape(x.shape)
