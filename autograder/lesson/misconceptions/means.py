"""Whether a function averages."""

from __future__ import annotations

import torch

from autograder.lesson.numbers.oracles import TensorFunction


def is_mean(f: TensorFunction, x: torch.Tensor) -> bool:
    """Whether ``f`` does not care if every entry comes twice, as means do and sums do not."""
    try:
        once, twice = f(x.detach().clone()), f(torch.stack([x, x]).detach())
        return bool(torch.allclose(once.detach(), twice.detach(), rtol=1e-9))
    except (RuntimeError, IndexError):  # made for one shape only
        return False
