"""What the visible tests of chapter 5 compare with, in the order of the chapter."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import torch

from autograder.lesson.kit import Curves, explained_by

Function = Callable[[torch.Tensor], torch.Tensor]
#: A tensor, or anything else that can be added, multiplied and so on.
Number = TypeVar("Number")

# slopes_of


@explained_by(lambda x: {"ruled_out": ("exponent-rule",), "foretold": {"own-value": (x.sin(),)}})
def sum_of_sines(x: torch.Tensor) -> torch.Tensor:
    """Return the number whose gradient holds the slopes of the sine."""
    return torch.sin(x).sum()


slopes_of_the_sine: dict[str, Any] = {
    "of": sum_of_sines,
    "shapes": [(4,), (4,), (2, 3)],
    "is_plain": False,
}

# plot_slopes

#: For the sine, the central difference is cos x · sin h / h. The step is large on purpose, and its
#: square, which comes in where parentheses are missing, no simple fraction.
_STEP = 0.6
_x = torch.linspace(-5, 5, 41, dtype=torch.float64, device="cpu")
_central = _x.cos() * math.sin(_STEP) / _STEP


def _shown(**curves: torch.Tensor) -> Curves:
    named = {label.replace("_", " "): curve for label, curve in curves.items()}
    return Curves(
        x=_x,
        curves=named,
        atol=1e-9,
        evidence={
            label: {"f": sum_of_sines, "step": _STEP} if label == "central difference" else {}
            for label in named
        },
    )


def drawn(answer: Callable[..., Any], place: int) -> Callable[[], Any]:
    """Return a function that asks for one of the three plots, of the sine with step 0.6."""
    return lambda: answer(torch.sin, _x.clone(), _STEP)[place]


three_plots = [
    _shown(f=_x.sin()),
    _shown(autograd=_x.cos(), central_difference=_central),
    _shown(difference=_central - _x.cos()),
]

# slope_of_f


def _slope(part: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> Function:
    """Differentiate part(t, x) with respect to t alone: what one use of x contributes."""
    return lambda x: torch.func.grad(lambda t: part(t, x).sum())(x)


_over_a = _slope(lambda t, x: torch.log(t**2) * torch.sin(x))
_over_c = _slope(lambda t, x: torch.log(x**2) * torch.sin(t))
_over_e = _slope(lambda t, x: 1 / t)
_whole = _slope(lambda t, x: torch.log(t**2) * torch.sin(t) + 1 / t)
#: The first path without the derivative of x².
_short = _slope(lambda t, x: torch.log(x**2 + t - x) * torch.sin(x))
_log, _sin = _slope(lambda t, x: torch.log(t**2)), _slope(lambda t, x: torch.sin(t))


@explained_by(
    lambda x: {
        "paths": (_over_a(x), _over_c(x), _over_e(x)),
        "product": (_over_a(x) + _over_e(x), _over_c(x) + _over_e(x)),
        "foretold": {
            "slopes-multiplied": (_log(x) * _sin(x) + _over_e(x),),
            "wrong-partial": (_whole(x) - _over_a(x) / 2,),
        },
        "inner": _whole(x) / (_short(x) + _over_c(x) + _over_e(x)),
    }
)
def sum_of_f(x: torch.Tensor) -> torch.Tensor:
    """Return the number whose gradient holds the slopes of (4)."""
    return (torch.log(x**2) * torch.sin(x) + 1 / x).sum()


# nth_derivative


def t_exp_t(t: torch.Tensor) -> torch.Tensor:
    """Return t·exp(t), whose derivative of order n is (t + n)·exp(t)."""
    return t.exp() * t


def _orders(most: int) -> Callable[[torch.Tensor], dict[str, Any]]:
    return lambda x: {"orders": tuple((x + n) * x.exp() for n in range(most))}


of_order_2: dict[str, Any] = {
    "reference": explained_by(_orders(5))(lambda x: (x + 2) * x.exp()),
    "shapes": [(3,), (3,), (2, 2)],
}
of_order_0: dict[str, Any] = {
    "reference": explained_by(_orders(3))(lambda x: x * x.exp()),
    "shapes": [(4,), (3,)],
}


def line(t: torch.Tensor) -> torch.Tensor:
    """Return 5t, where the 5 is a parameter that requires a gradient."""
    return torch.tensor(5.0, dtype=t.dtype, device=t.device, requires_grad=True) * t


soon_constant: list[Function] = [lambda t: t * t, lambda t: 3 * t, line]
nothing_left: dict[str, Any] = {"reference": torch.zeros_like, "shapes": [(3,)]}

# taylor_coefficients


def _exponential(a: torch.Tensor) -> torch.Tensor:
    return torch.stack([a.exp() / math.factorial(k) for k in range(6)])


_of_exp: dict[str, Any] = {
    "reference": explained_by(lambda a: {"orders": (a.exp(), a.exp())})(_exponential),
    "shapes": [(), ()],
    "told": "a",
}
#: Nothing is left beyond degree 2.
_of_the_square: dict[str, Any] = {
    "reference": lambda a: torch.stack([a * a, 2 * a, torch.ones_like(a), 0 * a, 0 * a]),
    "shapes": [(), ()],
    "seed": 9,
    "told": "a",
}
_of_the_line: dict[str, Any] = {
    "reference": lambda a: torch.stack([5 * a, torch.full_like(a, 5.0), 0 * a, 0 * a]),
    "shapes": [()],
    "told": "a",
}


def three_functions(taylor_coefficients: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return questions about exp, about t * t, and about w * t with a parameter w."""
    return [
        {"answer": lambda a, f=f, n=n: taylor_coefficients(f, a, n), **like}
        for f, n, like in (
            (torch.exp, 5, _of_exp),
            (lambda t: t * t, 4, _of_the_square),
            (line, 3, _of_the_line),
        )
    ]


# dual_numbers


def f(d: Number) -> Number:
    """Return (4) of a number that has the five operations of Dual."""
    number: Any = d
    result: Number = number.sin() * (number * number).log() + number.reciprocal()
    return result


def _through(g: Function, x: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """Return what autograd says of the slope of g(x + slope·ε), at ε = 0."""
    result: torch.Tensor = torch.func.jvp(g, (x,), (slope,))[1]
    return result


_some: dict[str, Any] = {"shapes": [(3,), (2, 2)]}
times: dict[str, Any] = _some | {
    "reference": explained_by(
        lambda x: {
            "product": (3 * x * (x + 4), x**3),
            "paths": (3 * x * (x + 4), x**3),
            "foretold": {
                "slopes-multiplied": (3 * x * x**2, x**3 + 3 * x**2 + 12 * x + 3 * x * x**2),
                "wrong-partial": (None, None, x * 3 * x + (x + 4) * x**2),
            },
        }
    )(lambda x: x**3 + 3 * x**2 + 12 * x),
    "part": "the product",
}
sine: dict[str, Any] = _some | {
    "reference": explained_by(lambda x: {"inner": 3 * x, "ruled_out": ("exponent-rule",)})(
        lambda x: _through(torch.sin, x, 3 * x)
    ),
    "part": "sin",
}
logarithm: dict[str, Any] = _some | {
    "reference": explained_by(lambda x: {"inner": 5 * x})(
        lambda x: _through(torch.log, x.abs(), 5 * x)
    ),
    "part": "log",
}
reciprocal: dict[str, Any] = _some | {
    "reference": explained_by(lambda x: {"inner": 4 - x})(
        lambda x: _through(torch.reciprocal, x, 4 - x)
    ),
    "part": "reciprocal",
}
value_of_f: dict[str, Any] = {
    "reference": lambda x: torch.log(x**2) * torch.sin(x) + 1 / x,
    "shapes": [(4,)],
    "part": "the value of (4)",
}
