"""A gradient to which an earlier one was added."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NotZeroed(Misconception):
    """The gradient asked for before was not cleared away."""

    name = "not-zeroed"
    # Where the earlier gradient is the same one, the sum is its double.
    family = "multiple"
    rank = 3
    asks = "What did .grad hold when the second backward began?"
    hints = (
        "An earlier gradient is still in your sum. Print the gradient twice, right before each "
        "of the two backward passes. Which of the two should be empty and is not?",
        "A trip meter that shows 30 km and drives 12 more shows 42. To read 12 it must be set back "
        "after the first trip. Say at which line of yours the first trip ends.",
        "x.grad.zero_() clears it in place, x.grad = None throws it away. Put one of them between "
        "the two passes, run again, and look at both results: did the first one survive?",
    )

    def __init__(self, earlier: bool | None) -> None:
        self._earlier = earlier
        order = "before" if earlier else "after"
        self.says = (
            "This is what comes out if each step adds its gradient to those of the steps before."
            if earlier is None
            else f"This is the right gradient plus the one asked for {order} it: the two have "
            "added up."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(earlier=True), cls(earlier=False), cls(earlier=None)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if self._earlier is None:  # a run, as the check foretells it
            ways = case.foretold.get(self.name, ())
            return ways[0] if isinstance(ways, tuple) and ways else None
        if self._earlier:
            return None if case.earlier is None else case.reference + case.earlier
        # With a name for .grad the later one may join after the first was right.
        # Without a pass of its own it never was right: the sum itself was sent backward.
        if case.later is None or case.shared is not False or case.backward_passes == 0:
            return None
        return case.reference + case.later
