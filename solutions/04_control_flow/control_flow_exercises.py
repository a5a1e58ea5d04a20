"""What the visible tests of chapter 4 compare with, in the order of the chapter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.lesson.kit import Curves, explained_by, untouched

Function = Callable[[torch.Tensor], torch.Tensor]


def f(a: torch.Tensor) -> torch.Tensor:
    """Return what the chapter's doubling function returns."""
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


def slopes(answer: Function) -> Function:
    """Return a function that asks for the gradient of the sum of what ``answer`` returns."""

    def at(a: torch.Tensor) -> torch.Tensor:
        leaf = a.clone().requires_grad_()
        return torch.autograd.grad(untouched(answer)(leaf).sum(), leaf)[0]

    return at


def one_round_off(right: torch.Tensor) -> dict[str, Any]:
    """Return what a doubling too few and one too many lead to; no other factor of 2 is at hand."""
    return {
        "foretold": {"off-by-one-step": (right / 2, 2 * right)},
        "ruled_out": ("factor", "exponent-rule"),
    }


def _with_one_round_off(right: torch.Tensor, **foretold: Any) -> dict[str, Any]:
    facts = one_round_off(right)
    return {**facts, "foretold": {**facts["foretold"], **foretold}}


# gradient_by_counting


def _other_branches(a: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return the factor without the branch, with branches exchanged, and with one for each."""
    factor = slopes(f)(a)
    doubled = factor if f(a).sum() > 0 else factor / 100
    exchanged = 100 * doubled if f(a).sum() > 0 else doubled
    return doubled, exchanged, torch.where(a > 0, doubled, 100 * doubled)


def _each(a: torch.Tensor) -> torch.Tensor:
    return torch.stack([f(entry) for entry in a.reshape(-1)]).reshape(a.shape)


def _counted_otherwise(a: torch.Tensor) -> dict[str, Any]:
    foretold: dict[str, Any] = {"own-value": f(a), "other-branch": _other_branches(a)}
    if a.all():  # a 0 by itself never grows
        foretold["whose-decision"] = slopes(_each)(a)
    return _with_one_round_off(slopes(f)(a), **foretold)


@explained_by(_counted_otherwise)
def sum_of_f(a: torch.Tensor) -> torch.Tensor:
    """Return the sum of f(a)."""
    return f(a).sum()


#: The factor k, in the shape of a.
factor_of_f = explained_by(_counted_otherwise)(slopes(f))

autograd_off: dict[str, Any] = {
    "shapes": [(), (2, 3), (1,), (5,)],
    "seed": 11,
    "autograd": False,
    "told": "a",
}
with_zeros_among_the_entries: dict[str, Any] = {
    "reference": factor_of_f,
    "points": [[0.0, 3.0], [[1.5, 0.0], [0.0, -7.0]]],
    "told": "a",
}

# double_each

_FACTORS = {2: [4, 64], 3: [2, 1024, 32], 4: [2048, 512, 32, 2]}  # by number of entries
#: One for all, not what is asked for: until the norm is large enough, or the smallest entry.
_TOGETHER = {2: (4, 64), 3: (2, 1024), 4: (2, 2048)}


def factors(a: torch.Tensor) -> torch.Tensor:
    """Return by what each entry of one of the test's points is multiplied."""
    return a.new_tensor(_FACTORS[a.numel()]).view_as(a)


@explained_by(
    lambda a: _with_one_round_off(
        a * factors(a), **{"whose-decision": tuple(a * k for k in _TOGETHER[a.numel()])}
    )
)
def each_doubled(a: torch.Tensor) -> torch.Tensor:
    """Return one of the test's points with each entry multiplied by its own factor."""
    return a * factors(a)


each_for_itself: dict[str, Any] = {"reference": each_doubled, "told": "a"}
its_gradient: dict[str, Any] = {
    "reference": explained_by(lambda a: one_round_off(factors(a)))(factors),
    "told": "a",
    "part": "the gradient",
}

# bounded_doubling


def _values_of_other_branches(a: torch.Tensor) -> dict[str, Any]:
    return _with_one_round_off(f(a), **{"other-branch": tuple(a * k for k in _other_branches(a))})


as_f: dict[str, Any] = {
    "reference": explained_by(_values_of_other_branches)(f),
    "shapes": [(3,), (2, 2), (1,)],
    "seed": 31,
    "told": "a",
}
as_slopes_of_f: dict[str, Any] = {
    "of": sum_of_f,
    "shapes": [(3,), (2, 2), ()],
    "seed": 32,
    "part": "the gradient",
    "told": "a",
}
#: Nine rounds lead from 2 to 1024.
as_1024_fold: dict[str, Any] = {
    "reference": explained_by(lambda a: one_round_off(1024 * a))(lambda a: 1024 * a),
    "points": [1.0, [1.0]],
    "told": "a",
}


def _give_up() -> None:
    raise ValueError("too many rounds")


def gives_up(call: str) -> dict[str, Any]:
    """Return what is wanted of a call with too few rounds: an error, with a text."""
    return {"like": _give_up, "call": call, "has_text": True}


def too_few_rounds(bounded_doubling: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return questions in which the rounds are too few, and what is wanted then."""
    return [
        {"answer": lambda a=a, most=most: bounded_doubling(a, most), **gives_up(call)}
        for a, most, call in (
            (torch.ones(()), 8, "bounded_doubling(1, 8)"),
            (torch.full((2, 2), 1e-9), 5, "bounded_doubling(four times 1e-9, 5)"),
        )
    ]


# confirms


Case = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def _divided(a: torch.Tensor, times: int) -> Case:
    """Return gradient, value and a as the friend's function has them: right up to rounding."""
    gradient, value = torch.ones_like(a), a
    for _ in range(times):
        gradient, value = gradient / 10, value / 10
    return gradient, value, a


def cases() -> list[Case]:
    """Return what the test asks about: gradient, value and a, nine times."""
    some, huge = torch.tensor([300.0, 450.0, 700.0]), torch.tensor([2e9, 3e9, 7e9])
    small, value, _ = _divided(huge, 10)
    few = torch.tensor([1.7, 2.3, 2.9])
    large = 1e9 * few / 3
    one_off = torch.tensor([1.0, 1.02, 1.0])
    return [
        _divided(some, 3),
        (1.02 * small, value, huge),
        _divided(torch.tensor(5000.0), 4),
        (-small, value, huge),
        (large, large * few, few),
        (large * one_off, large * few, few),
        (small, value, huge),
        (small * one_off, value, huge),
        (torch.full_like(few, 4.0), 4 * few, few),
    ]


def verdict(answer: Callable[..., Any], *case: torch.Tensor) -> torch.Tensor | None:
    """Return the verdict of ``answer`` on one case: 1 for True, 0 for False.

    Raises:
        TypeError: if there are several.

    """
    says = untouched(answer)(*case)
    if says is None:
        return None
    found = torch.as_tensor(says).to(case[0].device, torch.float64)
    if found.dim():
        raise TypeError(f"one verdict is wanted for all entries together, not {found.numel()}")
    return found


def verdict_on_each(answer: Callable[..., Any]) -> Callable[[torch.Tensor], Any]:
    """Return a function that asks for the verdict on the case of a number."""
    return lambda number: verdict(answer, *cases()[int(number)])


def _in_words(number: torch.Tensor) -> str:
    gradient, value, a = (
        [float(f"{entry:.4g}") for entry in part.flatten().tolist()]
        for part in cases()[int(number)]
    )
    return f"gradient {gradient}, value {value}, a {a}"


def _otherwise(number: torch.Tensor) -> dict[str, Any]:
    """Return what ``==`` and an absolute bound say."""
    gradient, value, a = cases()[int(number)]
    return {
        "exact": (gradient == value / a).all().double(),
        "absolute": ((gradient - value / a).abs() < 1e-3).all().double(),
        "foretold": {
            "absolute-tolerance": (
                torch.tensor(float(torch.allclose(gradient, value / a)), dtype=torch.float64),
            )
        },
        "ruled_out": ("zeros",),  # False is no missing gradient
    }


_RIGHT = [True, False, True, False, True, False, True, False, True]
nine_cases: dict[str, Any] = {
    "reference": explained_by(_otherwise)(lambda k: k.new_tensor(float(_RIGHT[int(k)]))),
    "points": [0, 1, 2, 3, 4, 5, 6, 7, 8],
    "told": _in_words,
}

# shrink_mended

_SHRUNK = {200: 0.2, 50: 0.5, 5000: 0.5, 7: 0.7, 1: 1, 0.3: 0.3, -40: -40}


def _divisions(a: torch.Tensor) -> dict[str, torch.Tensor]:
    """Return a division too few, where there is one; right; a division too many."""
    right = torch.full_like(a, _SHRUNK[a.item()])
    few, many = [10 * right] * (a.item() > 1), [right / 10] * (a.item() > 0)
    return {"steps": torch.stack([*few, right, *many])}


shrunk: dict[str, Any] = {
    "reference": explained_by(_divisions)(lambda a: torch.full_like(a, _SHRUNK[a.item()])),
    "told": "a",
}
its_factor: dict[str, Any] = {
    "reference": lambda a: torch.full_like(a, _SHRUNK[a.item()] / a.item()),
    "told": "a",
    "part": "the gradient",
}


# plot_across_jumps

_right = torch.linspace(0.52, 4, 60, dtype=torch.float64, device="cpu")
_k = torch.pow(2.0, torch.ceil(torch.log2(1000 / _right)))
saw = Curves(
    x=_right,
    curves={"f": _k * _right, "gradient": _k},
    evidence={
        "f": {"foretold": {"whose-decision": (f(_right),)}},
        "gradient": {
            "foretold": {"whose-decision": (f(_right) / _right,)},
            "earlier": _k.cumsum(0) - _k,
        },
    },
    is_joined=False,
)


def cube_or_line(a: torch.Tensor) -> torch.Tensor:
    """Return a function that is no multiple of a: a cube for a > 0, a line elsewhere."""
    return a**3 if a.item() > 0 else 2 - a


_both = torch.linspace(-2.03, 1.9, 40, dtype=torch.float64, device="cpu")
cube_and_line = Curves(
    x=_both,
    curves={
        "f": torch.where(_both > 0, _both**3, 2 - _both),
        "gradient": torch.where(_both > 0, 3 * _both**2, -1.0),
    },
    is_joined=False,
)

doubling_and_another = [(f, saw), (cube_or_line, cube_and_line)]

# three_slopes


def cube(t: torch.Tensor) -> torch.Tensor:
    """Return t³."""
    return t**3


def line(t: torch.Tensor) -> torch.Tensor:
    """Return 3t, where the 3 is a parameter that requires a gradient."""
    return torch.tensor(3.0, dtype=t.dtype, device=t.device, requires_grad=True) * t


#: With the large step 0.25: 3x² - 3xh + h², 3x² and 3x² + 3xh + h².
of_the_cube: dict[str, Any] = {
    "reference": explained_by(
        lambda x: {"f": cube, "step": 0.25, "foretold": {"step-ignored": 3 * x**2 * x.new_ones(3)}}
    )(
        lambda x: (
            3 * x**2 + x.new_tensor([-0.75, 0.0, 0.75]) * x + x.new_tensor([0.0625, 0.0, 0.0625])
        )
    ),
    "shapes": [(), (), ()],
    "seed": 61,
}
#: -1, PyTorch's convention 0, and 1.
of_abs_at_0: dict[str, Any] = {
    "reference": lambda x: x.new_tensor([-1.0, 0.0, 1.0]),
    "points": [0.0],
}
of_the_line: dict[str, Any] = {"reference": lambda x: x.new_full((3,), 3.0), "points": [2.0]}

# mended_wave


def _ratio(x: torch.Tensor) -> torch.Tensor:
    return torch.where(x == 0, torch.ones_like(x), torch.sin(x) / x)


def wave(x: torch.Tensor) -> torch.Tensor:
    """Return what the chapter's wave returns: its values are right."""
    ratio = _ratio(x)
    return torch.where(x > 0, x, torch.zeros_like(x)) + ratio * (1 + x + x**2).sqrt()


@explained_by(lambda x: {"masked": x == 0})
def slope_of_wave(x: torch.Tensor) -> torch.Tensor:
    """Return the derivative of wave, by the product rule."""
    root = (1 + x + x**2).sqrt()
    ratio = _ratio(x)
    slope = torch.where(x == 0, x, (x * x.cos() - x.sin()) / x**2)
    return (x > 0) + slope * root + ratio * (1 + 2 * x) / (2 * root)


as_wave: dict[str, Any] = {"reference": wave, "shapes": [(4,)], "seed": 71}
as_slope_of_wave: dict[str, Any] = {
    "reference": slope_of_wave,
    "shapes": [(4,)],
    "seed": 72,
    "part": "the gradient",
}
