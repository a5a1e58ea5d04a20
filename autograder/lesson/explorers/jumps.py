"""The jump nearest to a point, also where a picture leaves a strip out for there are too many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch

from autograder.lesson.explorers.arguments import TensorFunction
from autograder.lesson.explorers.curves import Pieces, jumps_between

#: In each halving of the strip.
_POINTS = 17


class Jump(NamedTuple):
    """Where a function jumps, and by how much."""

    place: float
    size: float


class Found(NamedTuple):
    """The nearest jump that was found, and around which stretch nobody looked for a nearer one.

    ``unknown`` is None where none can be nearer.
    """

    jump: Jump | None
    unknown: tuple[float, float] | None


class NearestJump:
    """Knows the jumps of a function's pieces, and looks for those in the strip between them.

    The strip reaches ``width`` to each side of ``middle``, where the function must not be asked. It
    is halved again and again towards there, for jumps may lie ever closer, but no further than half
    of the way from a point to ``middle``: loops may run ever longer.
    """

    def __init__(
        self,
        f: TensorFunction,
        parts: Sequence[Pieces],
        between: tuple[float, float],
        strip: tuple[float, float] | None,
    ) -> None:
        self._f, self._between, self._strip = f, between, strip
        self._jumps = [
            Jump(place, size)
            for part in parts
            for place, size in zip(part.jumps.tolist(), part.sizes.tolist(), strict=True)
        ]
        self._halvings = 0

    def to(self, a: float) -> Found:
        """Return the jump nearest to ``a``, a point that is not the strip's middle."""
        if self._strip is None:
            return Found(self._closest(a), None)
        middle, width = self._strip
        ratio = width / min(abs(a - middle), width)
        for halving in range(self._halvings, 1 + math.ceil(math.log2(ratio))):
            self._look_into(halving)
        inner = width / 2**self._halvings
        nearest = self._closest(a)
        is_near = nearest is not None and abs(nearest.place - a) <= abs(a - middle) - inner
        low, high = self._between
        unknown = max(middle - inner, low), min(middle + inner, high)
        return Found(nearest, None if is_near or unknown[0] >= unknown[1] else unknown)

    def _closest(self, a: float) -> Jump | None:
        return min(self._jumps, key=lambda jump: abs(jump.place - a), default=None)

    def _look_into(self, halving: int) -> None:
        assert self._strip is not None
        middle, width = self._strip
        outer = width / 2**halving
        for ends in ((middle - outer, middle - outer / 2), (middle + outer / 2, middle + outer)):
            low, high = max(ends[0], self._between[0]), min(ends[1], self._between[1])
            if low < high:
                x = torch.linspace(low, high, _POINTS, dtype=torch.float64, device="cpu")
                self._jumps += [Jump(*each) for each in jumps_between(self._f, x)]
        self._halvings = halving + 1
