"""What the visible tests of chapter 7 ask about and compare with, in the order of the chapter.

``value`` stands for the chapter's class ``Value``, of which the operands are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    untouched,
)

Function = Callable[[torch.Tensor], torch.Tensor]
Answer = Callable[..., Any]
#: What a check is given: the question, the function asked about, and where.
Question = dict[str, Any]


def _told(questions: Iterable[tuple[str, Question]]) -> Iterator[Question]:
    """Say of each question what is tried, just before it is asked."""
    for text, question in questions:
        print("trying", text)
        yield question


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


def share_of_cube(power: Answer, value: Answer) -> dict[str, Any]:
    """Return the question what a cube hands on for a given head."""
    return {
        "answer": share(lambda x: power(value(x), 3), three_more),
        "of": cubed,
        "head": three_more,
        "shapes": [(3,), (2, 3)],
        "autograd": False,
    }


def in_a_graph(f: Answer, value: Answer) -> Answer:
    """Return a function of x: the gradient that the course's pass finds for ``f``."""
    return lambda x: gradients(f, value(x))[0]


def sum_of_powers(power: Answer, value: Answer) -> dict[str, Any]:
    """Return the question for the gradient of the sum of a square and a cube."""
    return {
        "answer": in_a_graph(lambda a: power(a, 2) + power(a, 3), value),
        "of": square_and_cube,
        "shapes": [(3,), (4,)],
        "seed": 1,
        "evidence": lambda x: {"foretold": {"hard-coded": 6 * x**2}},  # a 3 for each n
    }


def whose_parents(power: Answer, value: Answer) -> dict[str, Any]:
    """Return the question what a power remembers, and what its shares leave of a head."""

    def looked_at() -> dict[str, Any]:
        a, head = value(torch.tensor(3.0)), torch.tensor(5.0)
        made = power(a, 3)
        twice = [float(shares_of(made, head)[0]) for _ in range(2)]
        return {
            "whether a is each of its parents": [parent is a for parent in made.parents],
            'whether its operation is "**"': made.operation == "**",
            "a head of 5, after the shares were made of it": float(head),
            "the share of 3**3 for a head of 5, asked twice": twice,
        }

    return {
        "answer": looked_at,
        "expected": {
            "whether a is each of its parents": [True],
            'whether its operation is "**"': True,
            "a head of 5, after the shares were made of it": 5.0,
            "the share of 3**3 for a head of 5, asked twice": [135.0, 135.0],
        },
    }


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


def _of(f: Answer, **kind: bool) -> Function:
    return explained_by(engine_mistakes(f, **kind))(lambda x: f(*x))


#: As in the table.
_EXAMPLE: dict[str, bool | float | list[Any]] = {
    "the grad of y = c + a": 1,
    "the grad of c = a * b": 1,
    "the grad of a": 4,
    "the grad of b": 2,
}


def _everywhere(go: Callable[[Any], None], value: Answer) -> Callable[[], dict[str, float]]:
    """Return a function that lets ``go`` fill in the grads of ab + a, and reads all of them."""

    def filled() -> dict[str, float]:
        a, b = value(torch.tensor(2.0)), value(torch.tensor(3.0))
        c = a * b
        y = c + a
        go(y)
        return {k: float(v.grad) for k, v in zip(_EXAMPLE, (y, c, a, b), strict=True)}

    return filled


def grads_by_paths(pass_on: Answer, value: Answer) -> Callable[[], dict[str, float]]:
    """Return a function that reads the grads which ``pass_on`` leaves in the example."""
    return _everywhere(lambda y: pass_on(y, torch.ones_like(y.data)), value)


def grads_by_pass(backward: Answer, value: Answer) -> Callable[[], dict[str, float]]:
    """Return a function that reads the grads which ``backward`` leaves in the example."""
    return _everywhere(backward, value)


of_the_example: dict[str, Any] = {"expected": _EXAMPLE}


def grads_of_two(backward: Answer, value: Answer) -> dict[str, Any]:
    """Return the question what three passes from two results leave in a and b."""

    def filled() -> dict[str, float]:
        a, b = value(torch.tensor(2.0)), value(torch.tensor(3.0))
        y, z = a * b, a + b
        for result in (y, z, z):
            backward(result)
        named = {"z = a + b": z, "a": a, "b": b}
        return {
            f"the grad of {k}, after y = ab, z and z again": float(named[k].grad) for k in named
        }

    right = {"z = a + b": 1, "a": 3 + 1 + 1, "b": 2 + 1 + 1}
    return {
        "answer": filled,
        "expected": {f"the grad of {k}, after y = ab, z and z again": right[k] for k in right},
    }


def head_of_result(backward: Answer, value: Answer) -> dict[str, Any]:
    """Return the question what ``backward`` leaves in the grad of a result of several numbers."""

    def left(x: torch.Tensor) -> Any:
        result = value(x) * 3
        backward(result)
        return result.grad

    return {
        "answer": left,
        "reference": torch.ones_like,
        "shapes": [(3,), (2, 2)],
        "part": "the grad of a result with several numbers",
        "told": "the leaf's data",
    }


def doubled_often(a: Any, b: Any) -> Any:
    """Return ab, doubled thirty times: nobody can walk along all paths."""
    return doublings(a * b, 30)


def often(x: torch.Tensor) -> torch.Tensor:
    """Return that of two plain numbers."""
    return 2**30 * x[0] * x[1]


_OFTEN = "ab, doubled thirty times"


def formulas_by_paths(by_paths: Answer) -> Iterator[Question]:
    """Return questions about ab + a and three random expressions."""
    return _told(
        (text, {"answer": lambda x, f=f: by_paths(f, x), "of": _of(f, paths=True), **points})
        for text, f, points in _POINTS
    )


def formulas(one_pass: Answer) -> Iterator[Question]:
    """Return the same questions, and one about a value with very many paths."""
    yield from _told(
        (text, {"answer": lambda x, f=f: one_pass(f, x), "of": _of(f), **points})
        for text, f, points in _POINTS
    )
    walked = {"answer": lambda x: one_pass(doubled_often, x), "of": often, "shapes": [(2,)]}
    yield from _told([(_OFTEN, walked)])


def long_sum(a: Any, b: Any) -> Any:
    """Return a, to which b was added 5000 times."""
    for _ in range(5000):
        a = a + b
    return a


def _copied(a: Any) -> Any:
    for _ in range(2000):
        a = Shallow(a.data, (a,), "copy", lambda head: (head,))
    return a


def orders(iterative_order: Answer, value: Answer) -> Iterator[Question]:
    """Return questions about the course's backward pass through the student's order."""

    def found(f: Answer) -> Answer:
        return lambda x: torch.stack(gradients(f, *map(value, x), order=iterative_order))

    def without_calls_of_itself(x: torch.Tensor) -> torch.Tensor:
        return gradients(_copied, Shallow(x), order=iterative_order)[0]

    yield from _told(
        (text, {"answer": found(f), "of": _of(f, only_order=True), **points})
        for text, f, points in _POINTS
    )
    shapes = {"shapes": [(2,)]}
    yield from _told(
        [
            (
                "5000 additions",
                {"answer": found(long_sum), "of": lambda x: x[0] + 5000 * x[1], **shapes},
            ),
            # However many calls Python may be told to allow.
            ("2000 copies", {"answer": without_calls_of_itself, "of": torch.sum, **shapes}),
            (_OFTEN, {"answer": found(doubled_often), "of": often, **shapes}),
        ]
    )


def doubled(value: Answer, times: int) -> Any:
    """Return a value that was added to itself so many times."""
    n = value(torch.tensor(1.0))
    for _ in range(times):
        n = n + n
    return n


def lengths(iterative_order: Answer, value: Answer) -> dict[str, Any]:
    """Return the question how many values are in an order, for three graphs."""
    doublings = (12, 5, 3)
    return {
        "answer": lambda: [len(iterative_order(doubled(value, times))) for times in doublings],
        "expected": [times + 1 for times in doublings],
        "told": [f"1, doubled {times} times" for times in doublings],
        "facts": [
            {
                "x": torch.tensor(float(times)),
                "foretold": {"leaves-left-out": torch.tensor(float(times))},
            }
            for times in doublings
        ],
    }


def late(order: Sequence[Any]) -> int:
    """Return how many parents do not stand before what was made from them."""
    place = {value: k for k, value in enumerate(order)}
    return sum(
        place.get(parent, len(order)) >= k for value, k in place.items() for parent in value.parents
    )


def before_and_again(iterative_order: Answer, value: Answer) -> dict[str, Any]:
    """Return the question where parents stand in the order of (1), and in it once more."""

    def looked_at() -> dict[str, Any]:
        a = value(torch.tensor(1.0)) * 2
        y = a + a * 3
        orders = [list(iterative_order(y)) for _ in range(2)]
        return {
            "how many values, asked twice": [len(order) for order in orders],
            "how many parents stand after what was made from them": [*map(late, orders)],
        }

    return {
        "answer": looked_at,
        "expected": {
            "how many values, asked twice": [6, 6],
            "how many parents stand after what was made from them": [0, 0],
        },
    }


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
    evidence={
        "path by path": {"foretold": {"leaves-left-out": 2**_depths - 1}},
        "each value once": {
            "foretold": {"leaves-left-out": _depths, "shared-counted-again": 2 ** (_depths + 1) - 1}
        },
    },
)

# sum_to_shape

#: For each shape of a parent, shapes of shares.
_STRETCHED: dict[tuple[int, ...], list[tuple[int, ...]]] = {
    (3,): [(2, 3), (2, 3), (2, 3)],
    (2, 1): [(2, 3), (2, 3), (2, 3)],
    (): [(2, 3), (2, 3), (2, 3)],
    (1, 3): [(2, 3), (3, 3), (1, 3)],
}


def summed(shape: Sequence[int]) -> Function:
    """Return what undoes the stretching of a tensor of ``shape``, by autograd."""

    @explained_by(lambda g: {"foretold": {"not-summed": g}})
    def reference(g: torch.Tensor) -> torch.Tensor:
        parent = g.new_zeros(tuple(shape), requires_grad=True)
        (share,) = torch.autograd.grad(parent.expand(g.shape), parent, g)
        return share

    return reference


def stretched(sum_to_shape: Answer) -> list[dict[str, Any]]:
    """Return questions: shares of several shapes, summed to the shape of a parent."""
    return [summing(sum_to_shape, shape, shapes) for shape, shapes in _STRETCHED.items()]


def summing(
    sum_to_shape: Answer, shape: tuple[int, ...], shapes: list[tuple[int, ...]], seed: int = 0
) -> dict[str, Any]:
    """Return one such question."""
    return {
        "answer": lambda g: sum_to_shape(g, shape),
        "reference": summed(shape),
        "shapes": shapes,
        "seed": seed,
        "part": f"to the shape {shape}",
        "told": "gradient",
    }


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


def _of_tanh(x: torch.Tensor) -> dict[str, Any]:
    head, t = three_more(x), x.tanh()
    elsewhere = (head * (1 - x**2), head * (1 - t.tanh() ** 2))
    return {"inner": 1 - t**2, "foretold": {"wrong-slope": elsewhere}}


def _of_factor(x: torch.Tensor) -> dict[str, Any]:
    """Return a share that is not summed, the one for its own factor, and the other operand's."""
    theirs = _heads(x) * x
    exchanged = (None, None, theirs.sum_to_size(x.shape), theirs)
    return {"foretold": {"not-summed": matrix(x) * _heads(x), "wrong-partial": exchanged}}


def shares(value: Answer, mul: Answer, tanh: Answer, matmul: Answer) -> Iterator[Question]:
    """Return questions about the shares of each operation."""

    @explained_by(_of_factor)
    def times_x(x: torch.Tensor) -> torch.Tensor:
        return matrix(x) * x

    @explained_by(_of_tanh)
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
    return _told(
        (text, {"answer": answer, "of": of, "head": head, "shapes": shapes, "autograd": False})
        for text, answer, of, head, shapes in (
            ("mul, stretched", second, times_x, _heads, [(3,), (2, 1), (2, 3)]),
            ("mul", first, lambda x: x * matrix(x), _heads, [(1,), (1, 3), (2, 3)]),
            ("tanh", of_tanh, tanh_of_x, three_more, [(3,), (2, 3)]),
            ("matmul, first", of_left, left, left_head, [(2, 3), (3, 3)]),
            ("matmul, second", of_right, right, right_head, [(3, 4), (3, 2)]),
        )
    )


def share_of_total(value: Answer, total: Answer) -> Answer:
    """Return a function of x: what its total hands on, for the first entry as the head."""
    return share(lambda x: total(value(x)), _first)


@explained_by(lambda x: {"foretold": {"head-ignored": torch.ones_like(x)}})
def _shared(x: torch.Tensor) -> torch.Tensor:
    received: torch.Tensor = torch.func.vjp(torch.sum, x)[1](_first(x))[0]
    return received


of_total: dict[str, Any] = {"reference": _shared, "shapes": [(3,), (2, 3)]}


def remembered(
    value: Answer, mul: Answer, tanh: Answer, total: Answer, matmul: Answer
) -> dict[str, Any]:
    """Return the question, for each operation, what its value remembers."""

    def looked_at() -> dict[str, bool]:
        a, b = value(torch.ones(2, 2)), value(torch.ones(2, 2))
        asked = [(mul, (a, b)), (tanh, (a,)), (total, (a,)), (matmul, (a, b))]
        found = [(f(*operands), operands) for f, operands in asked]
        heads = [torch.full_like(new.data, 3.0) for new, _ in found]
        first, second = (
            [
                torch.stack(list(shares_of(new, head)))
                for (new, _), head in zip(found, heads, strict=True)
            ]
            for _ in range(2)
        )
        return {
            "whether the operands are the parents, in their order": all(
                len(new.parents) == len(operands)
                and all(p is o for p, o in zip(new.parents, operands, strict=True))
                for new, operands in found
            ),
            "whether each operation has a short text": all(
                isinstance(new.operation, str) and bool(new.operation.strip()) for new, _ in found
            ),
            "whether a head is the same after its shares were made": all(
                bool((head == 3).all()) for head in heads
            ),
            "whether shares asked twice are the same": all(map(torch.equal, first, second)),
        }

    return {
        "answer": looked_at,
        "expected": {
            "whether the operands are the parents, in their order": True,
            "whether each operation has a short text": True,
            "whether a head is the same after its shares were made": True,
            "whether shares asked twice are the same": True,
        },
    }


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
        step = untouched(training_step)
        return subtracted(step(Array, x, t, *given, 0.125)[which], parameter) / 0.125

    return slope


def subtracted(moved: Any, parameter: torch.Tensor) -> Any:
    """Return by how much a parameter has been moved down.

    What has another shape is returned as it is: a difference would stretch it to the right one.
    """
    is_alike = not isinstance(moved, torch.Tensor) or moved.shape == parameter.shape
    return parameter - moved if is_alike else moved


def _loss_of_w(w: torch.Tensor) -> torch.Tensor:
    x, t = _data(w)
    return (x @ w + 0.3 - t).square().sum()


def _loss_of_b(b: torch.Tensor) -> torch.Tensor:
    x, t = _data(b)
    return (x @ x[:2, :1] + b - t).square().sum()


def _moved_before(parameter: torch.Tensor, which: int) -> torch.Tensor:
    """Return the gradient where the other parameter has already made its step."""
    x, t = _data(parameter)
    other = x[:2, :1] if which else parameter.new_tensor([0.3])

    def loss(one: torch.Tensor, another: torch.Tensor) -> torch.Tensor:
        w, b = (another, one) if which else (one, another)
        return (x @ w + b - t).square().sum()

    moved = other - 0.125 * torch.func.grad(loss, 1)(parameter, other)
    late: torch.Tensor = torch.func.grad(loss)(parameter, moved)
    return late


def _other_updates(parameter: torch.Tensor, of: Function, which: int) -> Mapping[str, Any]:
    """Return what other steps with the rate 0.125 give, read as `moved` reads them."""
    gradient = torch.func.grad(of)(parameter)
    nothing = torch.full_like(gradient, torch.nan)  # this is a single step
    return {
        "foretold": {
            "hard-coded": gradient * 0.01 / 0.125,  # the rate of the example
            "other-update": (
                *(nothing,) * 3,
                gradient / gradient.norm(),
                gradient / 0.125,
                parameter / 0.125 + gradient,
                (parameter - gradient) / 0.125,
                _moved_before(parameter, which),
            ),
        },
    }


def losses(training_step: Answer) -> list[Question]:
    """Return questions: what is subtracted from w, and from b, divided by the rate."""
    return [
        {
            "answer": moved(training_step, which),
            "of": of,
            "evidence": lambda x, of=of, which=which: _other_updates(x, of, which),
            "shapes": [shape] * 3,
            "told": "wb"[which],
            "part": f"the step of {'wb'[which]}, divided by the rate",
        }
        for which, of, shape in ((0, _loss_of_w, (2, 1)), (1, _loss_of_b, (1,)))
    ]
