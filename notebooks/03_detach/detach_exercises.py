"""What the visible tests of chapter 3 ask about and compare with, in the order of the chapter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.lesson.kit import Curves, Noted, explained_by, untouched

Function = Callable[[torch.Tensor], torch.Tensor]
Asked = Callable[[torch.Tensor], Any]

# hold_one_factor


@explained_by(lambda x: {"kept": x**2 * x.exp()})
def product(x: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
    """Return the sum whose second factor is ``held``."""
    return (x**2 * held).sum()


# frozen_middle


def _loss(first: torch.Tensor, middle: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
    return (last * torch.tanh(middle * torch.tanh(first)) - 1) ** 2


def _kept(w: torch.Tensor) -> torch.Tensor:
    gradient: torch.Tensor = torch.func.grad(lambda t: _loss(w[0], w[1], t[2]))(w)
    return gradient


@explained_by(lambda w: {"kept": _kept(w)})
def loss(w: torch.Tensor, middle: torch.Tensor) -> torch.Tensor:
    """Return the loss with ``middle`` in the place of w₁."""
    return _loss(w[0], middle, w[2])


def middle(w: torch.Tensor) -> torch.Tensor:
    """Return the parameter to be frozen."""
    return w[1]


# without_negatives


@explained_by(lambda x: {"edited": (x + x.abs()) / 2})
def squares(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the squares."""
    return (x * x).sum()


def gradient_after(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks between a forward and a backward pass, for the gradient."""

    def gradient(x: torch.Tensor) -> torch.Tensor:
        leaf = x.clone().requires_grad_()
        y = (leaf * leaf).sum()
        answer(leaf)
        torch.autograd.backward(y)
        return torch.zeros_like(x) if leaf.grad is None else leaf.grad

    return gradient


def on_leaf(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks about a leaf that requires a gradient."""
    return lambda x: answer(x.clone().requires_grad_())


written = "x after the check has written 7 into your result"


def after_writing(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks about |x| and writes into the result, for what |x| is then."""

    def first(x: torch.Tensor) -> torch.Tensor:
        mine = x.abs()
        answer(mine).fill_(7)
        return mine

    return first


# Numbers are asked for, no gradient.
@explained_by(lambda x: {"ruled_out": ("zeros", "exponent-rule")})
def negatives_gone(x: torch.Tensor) -> torch.Tensor:
    """Return ``x`` with 0 for each negative entry."""
    return (x + x.abs()) / 2


of_leaves: dict[str, Any] = {"reference": negatives_gone, "shapes": [(6,), (3, 4)]}
of_writing: dict[str, Any] = {"reference": torch.abs, "shapes": [(3,)], "seed": 3, "part": written}


# take_step


def _with_gradient(x: torch.Tensor) -> torch.Tensor:
    w = x.clone().requires_grad_()
    torch.autograd.backward((w**3).sum())
    return w


def change(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for a step of 0.5 against a gradient, for what it changed."""

    def step(x: torch.Tensor) -> Noted:
        w = _with_gradient(x)
        after = answer(w, 0.5)
        moved = w.detach() - x
        # Who has changed w has not lost it, whatever is returned.
        leaf = None if after is None or moved.any() else after is w
        return Noted(None if after is None else moved, {"leaf": leaf})

    return step


@explained_by(lambda x: {"ruled_out": ("exponent-rule",)})  # no power is differentiated
def half_a_gradient(x: torch.Tensor) -> torch.Tensor:
    """Return what that step changes."""
    return -0.5 * 3 * x**2


def returned(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for the same step, for the numbers of what is returned."""

    def step(x: torch.Tensor) -> Any:
        after = answer(_with_gradient(x), 0.5)
        return after.detach() if isinstance(after, torch.Tensor) else after

    return step


def new_place(x: torch.Tensor) -> torch.Tensor:
    """Return where that step leads."""
    change: torch.Tensor = half_a_gradient(x)
    return x + change


of_what_is_returned: dict[str, Any] = {
    "reference": new_place,
    "shapes": [(4,), (2, 3)],
    "part": "the tensor that you return",
}


def next_gradient(answer: Callable[..., Any], rate: float = 0.0) -> Asked:
    """Return a function that asks for a step, for the gradient of w² in the next round."""

    def step(x: torch.Tensor) -> Noted:
        w = _with_gradient(x)
        after = answer(w, rate)
        if after is not w:
            return Noted(torch.zeros_like(x), {"leaf": False})
        torch.autograd.backward((w**2).sum())
        return Noted(w.grad, {"leaf": True})

    return step


@explained_by(lambda x: {"earlier": 3 * x**2})
def next_loss(x: torch.Tensor) -> torch.Tensor:
    """Return the loss of the next round."""
    return (x**2).sum()


# straight_through_round


def rounded(x: torch.Tensor) -> torch.Tensor:
    """Return the nearest whole numbers."""
    return x.round()


def value(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for the numbers alone."""

    def numbers(x: torch.Tensor) -> Any:
        rounded = answer(x)
        return rounded.detach() if isinstance(rounded, torch.Tensor) else rounded

    return numbers


def slope_of_squares(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for the gradient of the sum of the squared results."""

    def slope(x: torch.Tensor) -> torch.Tensor:
        leaf = x.clone().requires_grad_()
        torch.autograd.backward((answer(leaf) ** 2).sum())
        return torch.zeros_like(x) if leaf.grad is None else leaf.grad

    return slope


# With nothing held there are zeros: another message.
@explained_by(
    lambda x: {"whole": None, "head": from_the_squares(x), "ruled_out": ("exponent-rule",)}
)
def passed_on(x: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """Return a function with this slope."""
    return (slope * x).sum()


def from_the_squares(x: torch.Tensor) -> torch.Tensor:
    """Return what the squares pass on to the rounded numbers."""
    return 2 * x.round()


# frozen_difference


def with_sine_held(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for u·x³ with u = sin x held, and the step 0.5."""
    return lambda x: answer(lambda t, u: u * t**3, torch.sin, x, 0.5)


@explained_by(
    lambda x: {
        "f": lambda t: (x.sin() * t**3).sum(),
        "step": 0.5,
        "foretold": {
            "held-anew": (x + 0.5).sin() * (x + 0.5) ** 3 - (x - 0.5).sin() * (x - 0.5) ** 3
        },
    }
)
def slopes_with_sine_held(x: torch.Tensor) -> torch.Tensor:
    """Return the differences that this gives."""
    return x.sin() * (3 * x**2 + 0.5**2)


# plot_two_slopes


def drawn(answer: Callable[..., Any], f: Function, xs: torch.Tensor, h: float) -> Callable[[], Any]:
    """Return a function that asks for the plot of the slopes of ``f`` over ``xs``."""
    return lambda: untouched(answer)(f, xs.clone(), h)


def held_product(x: torch.Tensor) -> torch.Tensor:
    """Return u·x with u = x·x detached."""
    return (x * x).detach() * x


def held_term(x: torch.Tensor) -> torch.Tensor:
    """Return a sum with one term detached."""
    return (x * x).detach() + 3 * x


xs = torch.linspace(-1.93, 2.07, 21, dtype=torch.float64, device="cpu")


def _count(slope: torch.Tensor) -> torch.Tensor:
    """Return 1, 2, 3, … for the points of a curve."""
    return torch.arange(1.0, len(slope) + 1, dtype=slope.dtype, device=slope.device)


def _curves(
    f: Function,
    slope: torch.Tensor,
    difference: torch.Tensor,
    forward: torch.Tensor,
    small: torch.Tensor,
) -> dict[str, Any]:
    """Return the two curves, and what explains others."""
    return {
        "curves": {"autograd": slope, "difference": difference},
        "atol": 1e-7,
        "evidence": {
            "autograd": {
                # Point by point, those to the left are there already.
                "earlier": slope.cumsum(0) - slope,
                "foretold": {
                    # All points at once, again for each point.
                    "not-zeroed": (slope * _count(slope),),
                    "mean-taken": slope / len(slope),
                    "own-value": (f(xs),),
                },
                "ruled_out": ("exponent-rule",),
            },
            "difference": {
                "foretold": {
                    "forward-for-central": forward,
                    "step-ignored": small,
                    "other-distance": (2 * difference, 0.1**2 * difference),
                },
                "ruled_out": ("zeros",),
            },
        },
    }


slopes_of_product = Curves(
    x=xs,
    **_curves(
        held_product,
        xs**2,
        3 * xs**2 + 0.1**2,
        3 * xs**2 + 3 * xs * 0.1 + 0.1**2,
        3 * xs**2,
    ),
)
_sum = 2 * xs + 3  # whatever the step
slopes_of_term = Curves(
    x=xs, **_curves(held_term, torch.full_like(xs, 3.0), _sum, _sum + 0.1, _sum)
)
