"""Where answers are probed: seeded, generic points."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from autograder.errors import CheckBroken
from autograder.lesson.devices import device

Shape = tuple[int, ...]


def probe(shape: Shape, seed: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    """Return a point of ``shape`` whose entries are generic and distinct.

    Entries have magnitude 0.5 to 2 and either sign: away from 0, where many functions have
    kinks or poles and where a wrong factor would not show; and no two are alike, so that a
    transposed or shuffled answer differs from the right one. Made on the CPU and moved, so
    that a seed means the same point on every device.
    """
    generator = torch.Generator(device="cpu").manual_seed(seed)
    count = math.prod(shape)
    # One draw in each of `count` equal bins keeps the entries apart; then shuffle and sign.
    # The notebook may have set another default device, so each draw names its own.
    with torch.device("cpu"):
        offsets = torch.rand(count, generator=generator, dtype=torch.float64)
        magnitude = (
            0.5 + 1.5 * (torch.arange(count, dtype=torch.float64) + 0.1 + 0.8 * offsets) / count
        )
        sign = torch.where(
            torch.rand(count, generator=generator, dtype=torch.float32) < 0.5, -1.0, 1.0
        )
        entries = (sign * magnitude)[torch.randperm(count, generator=generator)]
    return entries.reshape(shape).to(device=device(), dtype=dtype)


def probes(
    shapes: Sequence[Shape], seed: int, dtype: torch.dtype = torch.float64
) -> list[torch.Tensor]:
    """Return one probe point for each of ``shapes``, all from different seeds."""
    if not shapes:
        raise CheckBroken("A check needs at least one probe point: `shapes` is empty.")
    return [probe(shape, seed + 1000 * k, dtype) for k, shape in enumerate(shapes)]
