"""The questions: a few lines of code, and what they print.

The right answer is what the lines do print; each wrong one is what a misconception of the course
predicts for them. Both forms of a question have the same lines and other numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from autograder.lesson.misconceptions.case import Case

#: The numbers that stand in a form's lines, by their place's name.
Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: The idea that it is about.
        section: The section that teaches it.
        lines: The code, with places for numbers in double braces.
        asks: The expression whose value is asked for, after the lines.
        forms: The numbers of the first form and of the second.
        case: What the misconceptions need to know, from the numbers and the right answer.
        mistakes: The names of the misconceptions whose predictions are the wrong answers.

    """

    name: str
    section: str
    lines: str
    asks: str
    forms: tuple[Numbers, Numbers]
    case: Callable[[Numbers, torch.Tensor], Case]
    mistakes: tuple[str, ...]


def _vector(numbers: Numbers) -> torch.Tensor:
    return torch.tensor(numbers["x"])


def _twice(n: Numbers, right: torch.Tensor) -> Case:
    x = _vector(n)
    paths = (2 * x, torch.full_like(x, n["k"]))
    return Case(x=x, reference=right, paths=paths, backward_passes=2, adding_passes=2)


def _square_with_head(n: Numbers, right: torch.Tensor) -> Case:
    a, b = n["x"]
    jacobian = torch.tensor([[b, a], [0.0, 2 * b]])
    return Case(x=_vector(n), reference=right, head=torch.tensor(n["v"]), jacobian=jacobian)


def _held(n: Numbers, right: torch.Tensor) -> Case:
    x = _vector(n)
    return Case(x=x, reference=right, whole=3 * x**2, kept=torch.zeros_like(x), f=lambda t: t**3)


def _mean(n: Numbers, right: torch.Tensor) -> Case:
    x = _vector(n)
    return Case(x=x, reference=right, f=lambda t: (n["k"] * t**2).mean())


def _doubled(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    return Case(x=x, reference=right, f=lambda t: t * right, whole=right / 2)


def _paths(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    return Case(
        x=x, reference=right, paths=(2 * x, torch.tensor(n["k"])), f=lambda t: t**2 + n["k"] * t
    )


def _chain(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    inner = torch.tensor(n["k"])
    return Case(x=x, reference=right, inner=inner, f=lambda t: (n["k"] * t) ** 2)


def _product(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    terms = (2 * x * (x + n["k"]), x**2)
    return Case(x=x, reference=right, product=terms, f=lambda t: t**2 * (t + n["k"]))


def _second(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    return Case(x=x, reference=right, earlier=3 * x**2, f=lambda t: t**3)


def _live(n: Numbers, right: torch.Tensor) -> Case:
    x = _vector(n)
    first = 2 * x
    return Case(x=x, reference=right, earlier=first, later=right - first, shown=first)


def _row_sums(n: Numbers, right: torch.Tensor) -> Case:
    a, b = n["x"]
    hessian = torch.tensor([[2 * b, 2 * a], [2 * a, 0.0]])
    return Case(x=_vector(n), reference=right, head=torch.tensor(n["v"]), jacobian=hessian)


def _step(n: Numbers, right: torch.Tensor) -> Case:
    w = torch.tensor(n["w"])
    uphill = w + n["r"] * 2 * w
    foretold = {"sign": (uphill,), "not-zeroed": (w - n["r"] * 2 * 2 * w,)}
    return Case(x=w, reference=right, foretold=foretold, f=lambda t: (t**2).sum())


def _sum(n: Numbers, right: torch.Tensor) -> Case:
    return Case(x=_vector(n), reference=right, f=lambda t: n["k"] * t**2)


def _cleared(n: Numbers, right: torch.Tensor) -> Case:
    return Case(x=_vector(n), reference=right, earlier=2 * _vector(n))


def _elementwise(n: Numbers, right: torch.Tensor) -> Case:
    x = _vector(n)
    head = torch.tensor(n["v"])
    return Case(x=x, reference=right, head=head, f=lambda t: t**2)


def _cut(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    whole = 2 * x + n["k"]
    return Case(x=x, reference=right, whole=whole, kept=2 * x, f=lambda t: t**2 + n["k"] * t)


def _branch(n: Numbers, right: torch.Tensor) -> Case:
    x = torch.tensor(n["x"])
    return Case(x=x, reference=right, whole=right + n["m"], f=lambda t: n["k"] * t)


_GRAD = "x = torch.tensor({{x}}, requires_grad=True)\n"

QUESTIONS = (
    Question(
        "a_sum",
        "first_gradient",
        _GRAD + "({{k}} * x**2).sum().backward()",
        "x.grad",
        ({"x": [1.0, 3.0], "k": 2.0}, {"x": [1.0, 4.0], "k": 3.0}),
        _sum,
        ("exponent-rule", "own-value", "factor"),
    ),
    Question(
        "two_passes",
        "same_question_twice",
        _GRAD + "(x**2).sum().backward()\n({{k}} * x).sum().backward()",
        "x.grad",
        ({"x": [1.0, 2.0], "k": 5.0}, {"x": [2.0, 3.0], "k": 7.0}),
        _twice,
        ("overwritten", "one-path", "accumulated"),
    ),
    Question(
        "cleared_between",
        "same_question_twice",
        _GRAD + "(x**2).sum().backward()\nx.grad.zero_()\n({{k}} * x).sum().backward()",
        "x.grad",
        ({"x": [2.0, 3.0], "k": 3.0}, {"x": [4.0, 1.0], "k": 5.0}),
        _cleared,
        ("not-zeroed", "other-gradient", "zeros"),
    ),
    Question(
        "a_kept_name",
        "same_question_twice",
        _GRAD + "(x**2).sum().backward()\ng = x.grad\n({{k}} * x).sum().backward()",
        "g",
        ({"x": [3.0, 1.0], "k": 4.0}, {"x": [4.0, 2.0], "k": 3.0}),
        _live,
        ("other-gradient", "factor"),
    ),
    Question(
        "weights_of_entries",
        "weights",
        _GRAD + "(x**2).backward(torch.tensor({{v}}))",
        "x.grad",
        ({"x": [1.0, 2.0], "v": [3.0, 10.0]}, {"x": [2.0, 3.0], "v": [10.0, 4.0]}),
        _elementwise,
        ("head-ignored", "head-twice", "own-value"),
    ),
    Question(
        "weights_of_results",
        "weights",
        _GRAD + "y = torch.stack([x[0] * x[1], x[1] ** 2])\ny.backward(torch.tensor({{v}}))",
        "x.grad",
        (
            {"x": [2.0, 3.0], "v": [1.0, 10.0]},
            {"x": [4.0, 1.0], "v": [10.0, 1.0]},
        ),
        _square_with_head,
        ("head-as-scale", "head-ignored", "diagonal-only"),
    ),
    Question(
        "a_mean",
        "mean_over_matrix",
        _GRAD + "({{k}} * x**2).mean().backward()",
        "x.grad",
        ({"x": [1.0, 2.0], "k": 3.0}, {"x": [2.0, 4.0], "k": 5.0}),
        _mean,
        ("mean-forgotten", "factor", "zeros"),
    ),
    Question(
        "a_factor_held",
        "factor_held_fixed",
        _GRAD + "u = (x**2).detach()\n(u * x).sum().backward()",
        "x.grad",
        ({"x": [2.0, 3.0]}, {"x": [4.0, 5.0]}),
        _held,
        ("not-detached", "detached", "own-value"),
    ),
    Question(
        "a_path_cut",
        "factor_held_fixed",
        _GRAD + "y = x * x\nz = y.detach() + {{k}} * x\nz.backward()",
        "x.grad",
        ({"x": 3.0, "k": 4.0}, {"x": 5.0, "k": 2.0}),
        _cut,
        ("not-detached", "detached", "own-value"),
    ),
    Question(
        "a_branch",
        "loop_and_branch",
        _GRAD + "if x > 1:\n    y = {{k}} * x\nelse:\n    y = {{m}} * x\ny.backward()",
        "x.grad",
        ({"x": 4.0, "k": 3.0, "m": 10.0}, {"x": 2.0, "k": 7.0, "m": 20.0}),
        _branch,
        ("not-detached", "own-value", "zeros"),
    ),
    Question(
        "a_loop",
        "loop_and_branch",
        _GRAD + "y = x\nwhile y < {{end}}:\n    y = 2 * y\ny.backward()",
        "x.grad",
        ({"x": 3.0, "end": 20}, {"x": 5.0, "end": 60}),
        _doubled,
        ("own-value", "not-detached", "zeros"),
    ),
    Question(
        "two_paths",
        "paths",
        _GRAD + "a = x * x\nb = {{k}} * x\n(a + b).backward()",
        "x.grad",
        ({"x": 3.0, "k": 4.0}, {"x": 5.0, "k": 2.0}),
        _paths,
        ("one-path", "own-value", "factor"),
    ),
    Question(
        "a_chain",
        "paths",
        _GRAD + "u = {{k}} * x\n(u**2).backward()",
        "x.grad",
        ({"x": 4.0, "k": 3.0}, {"x": 3.0, "k": 5.0}),
        _chain,
        ("inner-derivative", "own-value", "factor"),
    ),
    Question(
        "a_product",
        "first_gradient",
        _GRAD + "(x**2 * (x + {{k}})).backward()",
        "x.grad",
        ({"x": 2.0, "k": 3.0}, {"x": 3.0, "k": 1.0}),
        _product,
        ("product-rule", "own-value", "zeros"),
    ),
    Question(
        "a_second_derivative",
        "derivative_of_derivative",
        _GRAD
        + "(g,) = torch.autograd.grad(x**3, x, create_graph=True)\n"
        + "(h,) = torch.autograd.grad(g, x)",
        "h",
        ({"x": 5.0}, {"x": 4.0}),
        _second,
        ("other-gradient", "own-value", "zeros"),
    ),
    Question(
        "a_step",
        "changing_parameters",
        "w = torch.tensor({{w}}, requires_grad=True)\n(w**2).sum().backward()\n"
        "with torch.no_grad():\n    w -= {{r}} * w.grad",
        "w.detach()",
        ({"w": [1.0, 2.0], "r": 0.125}, {"w": [3.0, 4.0], "r": 0.125}),
        _step,
        ("sign", "not-zeroed", "zeros"),
    ),
    Question(
        "a_hessian_times_a_vector",
        "hessian_times_vector",
        _GRAD
        + "f = x[0] ** 2 * x[1]\n(g,) = torch.autograd.grad(f, x, create_graph=True)\n"
        + "(h,) = torch.autograd.grad(g, x, torch.tensor({{v}}))",
        "h",
        (
            {"x": [1.0, 2.0], "v": [1.0, 3.0]},
            {"x": [2.0, 3.0], "v": [3.0, 1.0]},
        ),
        _row_sums,
        ("head-as-scale", "head-ignored", "diagonal-only"),
    ),
)
