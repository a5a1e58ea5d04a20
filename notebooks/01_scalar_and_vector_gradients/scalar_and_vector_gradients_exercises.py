"""What the visible tests of chapter 1 ask about and compare with, in the order of the chapter."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from autograder.lesson.kit import Curves, explained_by, untouched

Function = Callable[[torch.Tensor], torch.Tensor]


def on(answer: Callable[..., Any], f: Function, *more: float) -> Callable[[torch.Tensor], Any]:
    """Return a function of ``x`` that asks for ``answer(f, x, *more)``."""
    return lambda x: answer(f, x, *more)


# gradient_of_cubes


def cubes(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the cubes."""
    return (x**3).sum()


# two_gradients


def total(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the entries."""
    return x.sum()


def dot(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the squares of a vector."""
    return x.dot(x)


of_two: dict[str, Any] = {
    "of": [total, dot],
    "shapes": [(4,), (3,)],
    "leaf": True,
    "is_plain": False,
}

# mean_gradient_by_hand


@explained_by(lambda x: {"shown": x.new_full((2, 2), 4.5)})
def mean(x: torch.Tensor) -> torch.Tensor:
    """Return the number o of equation (3)."""
    return (3 * (x + 2) ** 2).mean()


# gradient_of

# A float32 is not enough for the last of them.
functions: list[Function] = [
    lambda x: (x**2).sum(),
    lambda x: x.sin().sum(),
    lambda x: (10 * x).sin().sum(),
]
gradients: list[Function] = [lambda x: 2 * x, torch.cos, lambda x: 10 * (10 * x).cos()]

# central_difference


@explained_by(lambda x: {"f": cubes, "step": 0.5})
def cubes_at_half(x: torch.Tensor) -> torch.Tensor:
    """Return the central differences of the cubes with the step 0.5."""
    return 3 * x**2 + 0.5**2


def columns(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the squares of the sums of a matrix's columns.

    Raises:
        ValueError: for what is no matrix.

    """
    if x.dim() != 2:
        raise ValueError(f"f takes a matrix, as x is, and was given the shape {tuple(x.shape)}")
    return (x.sum(0) ** 2).sum()


def slopes_of_columns(x: torch.Tensor) -> torch.Tensor:
    """Return the gradient of that sum."""
    return (2 * x.sum(0)).expand(x.shape)


# plot_errors


def point(x: float) -> torch.Tensor:
    """Return ``x`` as a point of a plot."""
    return torch.tensor(x, dtype=torch.float64, device="cpu")


def drawn(
    answer: Callable[..., Any], f: Function, slope: float, x: float, hs: torch.Tensor
) -> Callable[[], Any]:
    """Return a function that asks for the errors of ``f``'s differences at ``x``."""
    return lambda: untouched(answer)(f, slope, point(x), hs.clone())


steps = 10.0 ** -torch.arange(1, 15, dtype=torch.float64, device="cpu")

# What trigonometry leaves of the two differences once the slope is taken away.
_bend, _lost = torch.sin(steps / 2) ** 2 / steps, 1 - torch.sin(steps) / steps

errors_of_sine = Curves(
    x=steps,
    curves={
        "forward": 2 * math.sin(1) * _bend + math.cos(1) * _lost,
        "central": math.cos(1) * _lost,
    },
    rtol=0.02,
    atol=1e-15 + 4e-15 / steps,
    scale="log",
)
# Not at 0: there the two differences of an odd function are the same.
errors_of_exp = Curves(
    x=steps,
    curves={
        "forward": math.exp(0.3) * (torch.expm1(steps) / steps - 1),
        "central": math.exp(0.3) * (torch.sinh(steps) / steps - 1),
    },
    rtol=0.02,
    atol=1e-15 + 4e-15 / steps,
    scale="log",
)

# directional_gap


def wrong_slopes(answer: Callable[..., Any]) -> Callable[[torch.Tensor], Any]:
    """Return a function that asks for the gap of 20 + 20x as the gradient of the cubes.

    The gradient is wrong on purpose, and the step large: a gap worth checking.
    """
    return lambda x: untouched(answer)(cubes, 20 + 20 * x, x, 1 + x, 0.5)


def told_of_cubes(x: torch.Tensor) -> str:
    """Return what that function is asked, in words."""
    return f"the cubes, 20 + 20x for their gradient, direction 1 + x, h = 0.5, x = {shown(x)}"


def shown(x: torch.Tensor) -> str:
    """Return a point for a message: its entries where they are few, else its shape."""
    if x.numel() > 4:
        return f"a tensor of shape {tuple(x.shape)}"
    return str((x.cpu() * 1e4).round().div(1e4).tolist())


def _gap(x: torch.Tensor, bend: float, step: float = 0.5, divided: float = 1.0) -> torch.Tensor:
    direction = 1 + x
    rates = 3 * x**2 * direction + bend * x * direction**2 + step**2 * direction**3
    return (rates / divided - 20 * direction**2).sum().abs()


# A difference that is cut off at 0 is no gradient that did not arrive.
of_a_gap: dict[str, Any] = {"unsigned": True, "ruled_out": ("zeros",)}


@explained_by(
    lambda x: {
        "foretold": {
            "forward-for-central": _gap(x, 1.5),
            "step-ignored": _gap(x, 0, step=0),
            "other-distance": (_gap(x, 0, divided=0.5), _gap(x, 0, divided=1 / 0.5**2)),
        },
        **of_a_gap,
    }
)
def gap(x: torch.Tensor) -> torch.Tensor:
    """Return that gap."""
    return _gap(x, 0)
