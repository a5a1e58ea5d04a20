"""Difference quotients as a student would write them."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from autograder.lesson.numbers.oracles import TensorFunction

#: More entries than this are not tried: each needs two values of the function.
MOST_ENTRIES = 64


def quotients(
    f: TensorFunction, x: torch.Tensor, h: float, central: bool, entries: Sequence[int]
) -> torch.Tensor:
    """Return a central or forward difference quotient for each of the named entries of ``x``."""
    slopes = []
    for entry in entries:
        e = torch.zeros_like(x)
        e.view(-1)[entry] = h
        back, distance = (x - e, 2 * h) if central else (x, h)
        slopes.append((f(x + e).detach() - f(back).detach()) / distance)
    return torch.stack(slopes)
