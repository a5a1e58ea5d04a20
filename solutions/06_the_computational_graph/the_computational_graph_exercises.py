"""What the visible tests of chapter 6 compare with, in the order of the chapter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.lesson.kit import Curves, backward_only, explained_by, untouched

Function = Callable[[torch.Tensor], torch.Tensor]


def slopes(answer: Function) -> Function:
    """Return a function that asks for the gradient of what ``answer`` returns."""

    def at(x: torch.Tensor) -> torch.Tensor | None:
        leaf = x.clone().requires_grad_()
        torch.autograd.backward(answer(leaf))
        return leaf.grad

    return at  # type: ignore[return-value]


# count_nodes


def doubled(t: torch.Tensor, times: int) -> torch.Tensor:
    """Return t + t, and so on: each sum uses the one before it twice."""
    for _ in range(times):
        t = t + t
    return t


def graphs() -> list[torch.Tensor]:
    """Return three sines of sines, four sums of sums, two products, and two without a graph."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    return [
        *[x.sin(), x.sin().sin(), x.sin().sin().sin()],
        *[doubled(x, times) for times in (1, 2, 3, 4)],
        *[x * w, x * 2, x.detach() * 2, x],
    ]


_IN_WORDS = [
    *["x.sin()", "x.sin().sin()", "x.sin().sin().sin()"],
    *["t1 = x + x", "t2 = t1 + t1", "t3 = t2 + t2", "t4 = t3 + t3"],
    *["x * w", "x * 2", "x.detach() * 2", "the leaf x"],
]


def counted() -> dict[str, Any]:
    """Return for each graph what wrong ways of counting give, and what it is in words."""
    paths = [2.0, 3.0, 4.0, 3.0, 7.0, 15.0, 31.0, 3.0, 2.0, 0.0, 0.0]
    operations = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 4.0, 1.0, 1.0, 0.0, 0.0]
    without_first = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 4.0, 2.0, 1.0, 0.0, 0.0]
    with_none = [2.0, 3.0, 4.0, 2.0, 3.0, 4.0, 5.0, 3.0, 3.0, 1.0, 1.0]
    edges = [1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 8.0, 2.0, 2.0, 0.0, 0.0]
    names = [2.0] * 9 + [0.0] * 2
    and_one = [3.0, 4.0, 5.0, 3.0, 4.0, 5.0, 6.0, 4.0, 3.0, 1.0, 1.0]
    others = zip(without_first, with_none, edges, names, and_one, strict=True)
    facts = [
        {
            "x": torch.tensor(k),
            "foretold": {
                "shared-counted-again": torch.tensor(along),
                "leaves-left-out": torch.tensor(made),
                "other-count": tuple(map(torch.tensor, other)),
            },
        }
        for k, (along, made, other) in enumerate(zip(paths, operations, others, strict=True))
    ]
    return {"facts": facts, "told": _IN_WORDS}


# rebuilt


def leaf() -> torch.Tensor:
    """Return a leaf to compute from."""
    return torch.tensor([0.5, 1.0, -2.0], requires_grad=True)


#: The table as edges and nodes.
as_in_the_table: dict[str, Any] = {
    "edges": [
        ("MeanBackward0", "MulBackward0"),
        ("MulBackward0", "SinBackward0"),
        ("MulBackward0", "AddBackward0"),
        ("SinBackward0", "PowBackward0"),
        ("AddBackward0", "PowBackward0"),
        ("AddBackward0", "AccumulateGrad"),
        ("PowBackward0", "AccumulateGrad"),
    ],
    "nodes": [
        "MeanBackward0",
        "MulBackward0",
        "SinBackward0",
        "AddBackward0",
        "PowBackward0",
        "AccumulateGrad",
    ],
}


def _by_hand(x: torch.Tensor) -> torch.Tensor:
    """Return the derivative of the mean of sin(x³)·(x³ + x)."""
    slope = 3 * x**2 * (x**3).cos() * (x**3 + x) + (x**3).sin() * (3 * x**2 + 1)
    return slope / x.numel()


slopes_of_the_table: dict[str, Any] = {
    "reference": _by_hand,
    "shapes": [(3,), (2, 2)],
    "part": "the gradient at x",
}

# gradient_by_nodes


def _blocked(incoming: Any) -> None:
    raise RuntimeError("backward() is blocked in this exercise: call the nodes yourself.")


def _block(node: Any, seen: set[Any]) -> None:
    """Let the engine raise wherever it begins; whoever calls a node runs none of its hooks."""
    if node is None or node in seen:
        return
    seen.add(node)
    node.register_prehook(_blocked)
    for following, _ in node.next_functions:
        _block(following, seen)


def without_engine(answer: Callable[..., Any], f: Function) -> Function:
    """Return a function of x that asks for the gradient of ``f``, whose results block backward."""

    def guarded(x: torch.Tensor) -> torch.Tensor:
        y = f(x)
        _block(y.grad_fn, set())
        return y

    blocked = backward_only(guarded)
    return lambda x: answer(blocked, x)


@explained_by(lambda x: {"foretold": {"other-station": torch.ones_like(x)}})
def one_path(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of sin x."""
    return x.sin().sum()


@explained_by(lambda x: {"paths": (2 * x * x.sin(), x**2 * x.cos())})
def two_paths(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of x² · sin x."""
    return (x**2 * x.sin()).sum()


def one_path_and_two(gradient_by_nodes: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return two questions: the gradient of a sum with one path to x, and of one with two."""
    return [
        {"answer": without_engine(gradient_by_nodes, f), "of": f, **where}
        for f, where in (
            (one_path, {"shapes": [(3,), (3,), (2, 3)]}),
            (two_paths, {"shapes": [(4,), (2, 3), ()], "seed": 1}),
        )
    ]


# gradient_in_the_middle


def cube(t: torch.Tensor) -> torch.Tensor:
    """Return t³."""
    return t**3


def sum_of_sines(h: torch.Tensor) -> torch.Tensor:
    """Return the sum of sin h."""
    return h.sin().sum()


@explained_by(
    lambda x: {
        "f": lambda t: (t**3).sin().sum(),
        "foretold": {
            "other-station": (
                3 * x**2 * (x**3).cos(),  # at x
                3 * x**2,  # that of h
                x.cos(),
            ),
            "own-value": (x**3,),
        },
    }
)
def at_the_cube(x: torch.Tensor) -> torch.Tensor:
    """Return the gradient of sum_of_sines at cube(x)."""
    return (x**3).cos()


in_the_middle: dict[str, Any] = {
    "reference": at_the_cube,
    "shapes": [(3,), (3,), (2, 3)],
    "is_plain": False,
}

# clipped_on_the_way


def sum_of_squares(h: torch.Tensor) -> torch.Tensor:
    """Return the sum of h²."""
    return (h**2).sum()


def _clipped(x: torch.Tensor) -> torch.Tensor:
    return 3 * x**2 * (2 * x**3).clamp(-0.5, 0.5)


def _shortened(t: torch.Tensor, limit: float) -> torch.Tensor:
    shortened: torch.Tensor = t * (limit / t.norm()).clamp(max=1)
    return shortened


@explained_by(
    lambda x: {
        "foretold": {
            "other-station": (
                (6 * x**5).clamp(-0.5, 0.5),
                None,
                None,
                (2 * x**3).clamp(-0.5, 0.5),
                3 * x**5,
            ),
            "other-clipping": (
                3 * x**2 * _shortened(2 * x**3, 0.5),
                3 * x**2 * (2 * x**3).clamp(max=0.5),
                6 * x**5 * ((x**3).abs() <= 0.5),
                None,
                None,
                6 * x**5 * (0.5 / (2 * x**3).abs().max()).clamp(max=1),
                6 * x**5 * ((2 * x**3).abs() <= 0.5),
            ),
            "hook-without-effect": 6 * x**5,
            "not-zeroed": 6 * x**5 + _clipped(x),
        }
    }
)
def clipped_at_the_cube(x: torch.Tensor) -> torch.Tensor:
    """Return what arrives at x if the gradient of sum_of_squares is cut off at cube(x)."""
    return _clipped(x)


clipped: dict[str, Any] = {
    "reference": clipped_at_the_cube,
    "shapes": [(6,), (6,), (2, 4)],
    "is_plain": False,
}

# mended_pulse


@torch.no_grad()
def _pulse(x: torch.Tensor, held: torch.Tensor | None = None) -> torch.Tensor:
    """Return the chapter's pulse before its sum; with ``held``, tanh is taken there."""
    scaled = 2 * x
    grown = (scaled if held is None else 2 * held).tanh()
    squared = grown.mul_(grown)
    rest = 1 - squared
    rest += 1
    root = rest.sqrt()
    root += scaled
    return root * x


def _difference(x: torch.Tensor, held: torch.Tensor | None = None) -> torch.Tensor:
    return (_pulse(x + 1e-5, held) - _pulse(x - 1e-5, held)) / 2e-5


def pulse(x: torch.Tensor) -> torch.Tensor:
    """Return what the chapter's pulse returns: its values are right."""
    return _pulse(x).sum()


def _written_behind(x: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return the gradient if the square, the sum with ``scaled``, or both go into ``.data``."""
    t = (2 * x).tanh()
    root = (2 - t**2).sqrt()
    last = root + 2 * x
    fall, fall_of_square = -2 * t * (1 - t**2), t**4 - 1
    return (
        last + x * (2 + fall_of_square / root),
        last + x * fall / last,
        last + x * fall_of_square / last,
    )


slopes_of_pulse: dict[str, Any] = {
    "reference": explained_by(
        lambda x: {"kept": _difference(x, held=x), "foretold": {"data-edit": _written_behind(x)}}
    )(_difference),
    "shapes": [(4,), (2, 3)],
    "seed": 1,
    "rtol": 1e-6,
    "part": "the gradient",
}

# plot_graph_sizes


def drawn(answer: Callable[..., Any]) -> Callable[[], Any]:
    """Return a function that asks for the plot of the first three derivatives at 2."""
    return lambda: untouched(answer)(dict(functions), at_2.clone(), 3)


functions: dict[str, Function] = {"sin": torch.sin, "exp": torch.exp}
at_2 = torch.tensor(2.0, dtype=torch.float64, device="cpu")
#: For each order from 0 to 4, the nodes of the sine and of the exponential function.
_counts = torch.tensor([[2, 2], [3, 3], [4, 3], [3, 3], [4, 3]], dtype=torch.float64, device="cpu")
sizes = Curves(
    x=torch.arange(4, dtype=torch.float64, device="cpu"),
    curves={"sin": _counts[:4, 0], "exp": _counts[:4, 1]},
    rtol=1e-9,
    atol=1e-9,
    evidence=lambda _: {"orders": _counts.unbind()},
)
