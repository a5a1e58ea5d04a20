"""Degrees where radians are meant, or the other way round."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.numbers.oracles import by_autograd


class Degrees(Misconception):
    """An angle converted on the way in, or a slope on the way out, or both."""

    name = "degrees"
    says = "Degrees and radians are mixed: a factor of 180/π, or one of π/180, came in."
    asks = "In which unit do sin and cos take their angle?"
    hints = (
        "A number near 57.3, or its inverse 0.0175, has come in. Print the angle that you hand to "
        "the sine or the cosine. Is it in radians?",
        "A right angle is 90 in degrees and 1.5708 in radians; its sine is 1 only if you speak the "
        "language of the function. Say in which unit your x is.",
        "torch.sin, torch.cos and math.sin all want radians. Search your code for 180, rad2deg "
        "and deg2rad, and take them out one by one.",
    )

    def __init__(self, unit: float, inside: bool, outside: bool) -> None:
        self._unit, self._inside, self._outside = unit, inside, outside

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        ways = ((True, False), (False, True), (True, True))
        return [cls(unit, *way) for unit in (math.pi / 180, 180 / math.pi) for way in ways]

    def predicts(self, case: Case) -> torch.Tensor | None:
        slope: torch.Tensor | None = case.reference
        if self._inside:
            at = case.x * self._unit
            if case.formula is not None:
                slope = case.formula(at)
            else:
                slope = None if case.f is None else by_autograd(case.f, at)
        if slope is None:
            return None
        return slope * self._unit if self._outside else slope
