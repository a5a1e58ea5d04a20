"""What the visible tests of chapter 7 ask about and compare with, in the order of the chapter.

``value`` stands for the chapter's class ``Value``, of which the operands are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from autograder.lesson.kit import (
    Array,
    Curves,
    Shallow,
    doublings,
    engine_mistakes,
    explained_by,
    gradients,
    random_expression,
    shares_of,
)

Function = Callable[[torch.Tensor], torch.Tensor]
Answer = Callable[..., Any]
#: What is tried, in words; the question; the function asked about; where.
Question = tuple[str, Answer, Function, Mapping[str, Any]]


def share(made: Answer, head: Function, which: int = 0) -> Answer:
    """Return a function of x: a share that the value ``made(x)`` hands on, for ``head(x)``."""
    return lambda x: shares_of(made(x), head(x))[which]


# power


def three_more(x: torch.Tensor) -> torch.Tensor:
    """Return a head: 3 more than the number, each."""
    return x + 3


@explained_by(lambda x: {"inner": 3 * x**2})
def cubed(x: torch.Tensor) -> torch.Tensor:
    """Return the cube of each number."""
    return x**3


def in_a_graph(f: Answer, value: Answer) -> Answer:
    """Return a function of x: the gradient that the course's pass finds for ``f``."""
    return lambda x: gradients(f, value(x))[0]


def square_and_cube(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of squares and cubes."""
    return (x**2 + x**3).sum()


# by_paths, one_pass, iterative_order


def ab_plus_a(a: Any, b: Any) -> Any:
    """Return the y of section 1."""
    return a * b + a


_POINTS: list[tuple[str, Answer, Mapping[str, Any]]] = [
    ("ab + a", ab_plus_a, {"shapes": [(2,), (2,), (2,)]}),
    *(
        (
            str(random_expression(seed)),
            random_expression(seed),
            {"shapes": [(3,)] * 2, "seed": seed},
        )
        for seed in range(3)
    ),
]


def _of(f: Answer, *, paths: bool) -> Function:
    return explained_by(engine_mistakes(f, paths=paths))(lambda x: f(*x))


def doubled_often(a: Any, b: Any) -> Any:
    """Return ab, doubled thirty times: nobody can walk along all paths."""
    return doublings(a * b, 30)


def often(x: torch.Tensor) -> torch.Tensor:
    """Return that of two plain numbers."""
    return 2**30 * x[0] * x[1]


_OFTEN = "ab, doubled thirty times", {"shapes": [(2,)]}


def formulas_by_paths(by_paths: Answer) -> list[Question]:
    """Return questions about ab + a and three random expressions."""
    return [
        (text, lambda x, f=f: by_paths(f, x), _of(f, paths=True), points)
        for text, f, points in _POINTS
    ]


def formulas(one_pass: Answer) -> list[Question]:
    """Return the same questions, and one about a value with very many paths."""
    return [
        *((t, lambda x, f=f: one_pass(f, x), _of(f, paths=False), at) for t, f, at in _POINTS),
        (_OFTEN[0], lambda x: one_pass(doubled_often, x), often, _OFTEN[1]),
    ]


def long_sum(a: Any, b: Any) -> Any:
    """Return a, to which b was added 5000 times."""
    for _ in range(5000):
        a = a + b
    return a


def _copied(a: Any) -> Any:
    for _ in range(2000):
        a = Shallow(a.data, (a,), "copy", lambda head: (head,))
    return a


def orders(iterative_order: Answer, value: Answer) -> list[Question]:
    """Return questions about the course's backward pass through the student's order."""

    def found(f: Answer, made: Answer = value) -> Answer:
        return lambda x: torch.stack(gradients(f, *map(made, x), order=iterative_order))

    return [
        *((text, found(f), _of(f, paths=False), points) for text, f, points in _POINTS),
        ("5000 additions", found(long_sum), lambda x: x[0] + 5000 * x[1], {"shapes": [(2,)]}),
        # Without calls of itself, however many Python may be told to allow.
        (
            "2000 copies",
            lambda x: gradients(_copied, Shallow(x), order=iterative_order)[0],
            torch.sum,
            {"shapes": [(2,)]},
        ),
        (_OFTEN[0], found(doubled_often), often, _OFTEN[1]),
    ]


def doubled(value: Answer, times: int) -> Any:
    """Return a value that was added to itself so many times."""
    n = value(torch.tensor(1.0))
    for _ in range(times):
        n = n + n
    return n


# plot_calls


def doubling(value: Answer) -> Callable[[int], Any]:
    """Return what makes a value of a depth: 1, doubled so often."""
    return lambda depth: doubled(value, depth)


_depths = torch.arange(8.0, device="cpu")

calls_of_doublings = Curves(
    x=_depths,
    curves={
        "path by path": torch.tensor([1.0, 3, 7, 15, 31, 63, 127, 255], device="cpu"),
        "each value once": _depths + 1,
    },
    rtol=0.0,
    atol=0.01,
)

# sum_to_shape

#: For each shape of a parent, shapes of shares.
stretched: dict[tuple[int, ...], list[tuple[int, ...]]] = {
    (3,): [(2, 3), (2, 3), (2, 3)],
    (2, 1): [(2, 3), (2, 3), (2, 3)],
    (): [(2, 3), (2, 3), (2, 3)],
    (1, 3): [(2, 3), (3, 3), (1, 3)],
}


def to(sum_to_shape: Answer, shape: Sequence[int]) -> Answer:
    """Return a function of a share: its sum to ``shape``."""
    return lambda g: sum_to_shape(g, tuple(shape))


def summed(shape: Sequence[int]) -> Function:
    """Return what undoes the stretching of a tensor of ``shape``, by autograd."""

    @explained_by(lambda g: {"foretold": {"not-summed": g}})
    def reference(g: torch.Tensor) -> torch.Tensor:
        parent = g.new_zeros(tuple(shape), requires_grad=True)
        (share,) = torch.autograd.grad(parent.expand(g.shape), parent, g)
        return share

    return reference


# array_operations


def matrix(x: torch.Tensor) -> torch.Tensor:
    """Return an operand of shape (2, 3)."""
    return torch.linspace(1, 2, 6, dtype=x.dtype, device=x.device).reshape(2, 3)


def other_matrix(x: torch.Tensor) -> torch.Tensor:
    """Return an operand of shape (3, 4)."""
    return torch.linspace(-1, 2, 12, dtype=x.dtype, device=x.device).reshape(3, 4)


def _heads(x: torch.Tensor) -> torch.Tensor:
    return matrix(x).cos()


def _first(x: torch.Tensor) -> torch.Tensor:
    return x.flatten()[0]


def shares(
    value: Answer, mul: Answer, tanh: Answer, matmul: Answer
) -> list[tuple[str, Answer, Function, Function, list[tuple[int, ...]]]]:
    """Return what is tried, the share asked about, the operation, the head, and shapes."""

    @explained_by(lambda x: {"foretold": {"not-summed": matrix(x) * _heads(x)}})
    def times_x(x: torch.Tensor) -> torch.Tensor:
        return matrix(x) * x

    @explained_by(lambda x: {"inner": 1 - x.tanh() ** 2})
    def tanh_of_x(x: torch.Tensor) -> torch.Tensor:
        return x.tanh()

    def left(x: torch.Tensor) -> torch.Tensor:
        return x @ other_matrix(x)

    def right(x: torch.Tensor) -> torch.Tensor:
        return matrix(x) @ x

    def left_head(x: torch.Tensor) -> torch.Tensor:
        return left(x) + 1

    def right_head(x: torch.Tensor) -> torch.Tensor:
        return right(x) + 1

    second = share(lambda x: mul(value(matrix(x)), value(x)), _heads, 1)
    first = share(lambda x: mul(value(x), value(matrix(x))), _heads)
    of_tanh = share(lambda x: tanh(value(x)), three_more)
    of_left = share(lambda x: matmul(value(x), value(other_matrix(x))), left_head)
    of_right = share(lambda x: matmul(value(matrix(x)), value(x)), right_head, 1)
    return [
        ("mul, stretched", second, times_x, _heads, [(3,), (2, 1), (2, 3)]),
        ("mul", first, lambda x: x * matrix(x), _heads, [(1,), (1, 3), (2, 3)]),
        ("tanh", of_tanh, tanh_of_x, three_more, [(3,), (2, 3)]),
        ("matmul, first", of_left, left, left_head, [(2, 3), (3, 3)]),
        ("matmul, second", of_right, right, right_head, [(3, 4), (3, 2)]),
    ]


def share_of_total(value: Answer, total: Answer) -> Answer:
    """Return a function of x: what its total hands on, for the first entry as the head."""
    return share(lambda x: total(value(x)), _first)


@explained_by(lambda x: {"foretold": {"head-ignored": torch.ones_like(x)}})
def _shared(x: torch.Tensor) -> torch.Tensor:
    received: torch.Tensor = torch.func.vjp(torch.sum, x)[1](_first(x))[0]
    return received


of_total: dict[str, Any] = {"reference": _shared, "shapes": [(3,), (2, 3)]}


def layer(value: Answer, f: Answer) -> Answer:
    """Return a function of w: the gradient of ``f(x, w, b)`` by w, by the course's pass."""
    return lambda w: gradients(f, *map(value, (matrix(w), w, other_matrix(w)[0])))[1]


def layer_of(w: torch.Tensor) -> torch.Tensor:
    """Return the sum of tanh(x @ w + b) * b."""
    x, b = matrix(w), other_matrix(w)[0]
    return ((x @ w + b).tanh() * b).sum()


# training_step


def _data(like: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.linspace(-1, 2, 10, dtype=like.dtype, device=like.device).reshape(5, 2).cos()
    return x, torch.linspace(0, 4, 5, dtype=like.dtype, device=like.device).reshape(5, 1)


def moved(training_step: Answer, which: int) -> Answer:
    """Return a function of a parameter: what is subtracted from it, divided by the rate 0.125."""

    def slope(parameter: torch.Tensor) -> Any:
        x, t = _data(parameter)
        other = x[:2, :1] if which else parameter.new_tensor([0.3])
        given = (other, parameter) if which else (parameter, other)
        return (parameter - training_step(Array, x, t, *given, 0.125)[which]) / 0.125

    return slope


def loss_of_w(w: torch.Tensor) -> torch.Tensor:
    """Return the loss (3) at b = 0.3."""
    x, t = _data(w)
    return (x @ w + 0.3 - t).square().sum()


def loss_of_b(b: torch.Tensor) -> torch.Tensor:
    """Return the loss (3) for a fixed w."""
    x, t = _data(b)
    return (x @ x[:2, :1] + b - t).square().sum()


#: Which parameter, the loss as a function of it, and shapes.
losses: list[tuple[int, Function, list[tuple[int, ...]]]] = [
    (0, loss_of_w, [(2, 1), (2, 1), (2, 1)]),
    (1, loss_of_b, [(1,), (1,), (1,)]),
]
