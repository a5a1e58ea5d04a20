"""A bound on the difference that does not go with the size of the numbers."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class AbsoluteTolerance(Misconception):
    """``abs(u - v) < 0.001``, or numbers rounded to so many places before they are compared."""

    name = "absolute-tolerance"
    says = (
        "The verdict is True where small numbers differ by percents, and False where large ones "
        "differ by rounding."
    )
    asks = "Does your bound go with the size of the numbers?"
    hints = (
        "Your bound is the same for all numbers. Print the numbers and their difference where the "
        "verdict is wrong. Is the bound small beside the numbers themselves?",
        "A scale that is off by 1 g will do for flour, and not for saffron; one that is off by a "
        "hundredth will do for both. Say which of the two your bound is.",
        "torch.isclose(u, v, rtol=..., atol=0) has a bound that goes with the size of v. Try it on "
        "2e-9 and 3e-9, and then with the atol that it has if you name none.",
    )

    def __init__(self, default: bool) -> None:
        self._default = default

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(default=False), cls(default=True)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if not self._default:
            return case.absolute
        # What torch.allclose says, with its own atol beside its rtol; the check foretells it.
        ways = case.foretold.get(self.name, ())
        return ways[0] if ways else None
