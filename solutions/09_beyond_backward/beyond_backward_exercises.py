"""What the visible tests of chapter 9 compare with, in the order of the chapter."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from autograder.lesson.kit import (
    Curves,
    TensorsMade,
    explained_by,
    not_called_from,
    untouched,
)

Function = Callable[[torch.Tensor], torch.Tensor]
#: A function of two tensors: one step g(z, a).
Step = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
#: The student's own, as they are called.
Student = Callable[..., torch.Tensor]

# hessian_diagonal


def chain(t: torch.Tensor) -> torch.Tensor:
    """Return a sum of fourth powers, and of products of neighbours."""
    t = t.flatten()
    return (t[1:] * t[:-1]).sum() + (t**4).sum()


def _table_of_chain(t: torch.Tensor) -> torch.Tensor:
    ones = t.new_ones(t.numel() - 1)
    return torch.diag(12 * t.flatten() ** 2) + torch.diag(ones, 1) + torch.diag(ones, -1)


def _orders_of_chain(t: torch.Tensor) -> dict[str, Any]:
    second = 12 * t**2
    return {"hessian": _table_of_chain(t), "orders": (torch.func.grad(chain)(t), second, 24 * t)}


as_for_the_chain: dict[str, Any] = {
    "reference": explained_by(_orders_of_chain)(lambda x: 12 * x**2),
    "shapes": [(2,), (4,), (2, 3)],
}


def trace_of_cube(m: torch.Tensor) -> torch.Tensor:
    """Return the trace of m³, for a square matrix m."""
    return (m @ m @ m).trace()


as_for_the_trace: dict[str, Any] = {
    "reference": lambda m: torch.diag(6 * m.diagonal()),
    "shapes": [(2, 2), (3, 3)],
    "seed": 4,
}

# hessian_vector


def neighbours(t: torch.Tensor) -> torch.Tensor:
    """Return a sum of third powers, and of products of neighbours."""
    return (t[1:] * t[:-1]).sum() + (t**3).sum()


def fourth_powers(t: torch.Tensor) -> torch.Tensor:
    """Return a sum of fourth powers."""
    return (t**4).sum()


def turned_round(x: torch.Tensor) -> torch.Tensor:
    """Return the v of the first test."""
    return x.flip(0) + 3


def after_the_slope(f: Function) -> Callable[[torch.Tensor], dict[str, Any]]:
    """Return what a second pass may find where the first has been."""
    return lambda x: {
        "orders": (x, x),
        "earlier": torch.func.grad(f)(x),
        "ruled_out": ("other-gradient",),
    }


as_for_neighbours: dict[str, Any] = {
    "of": explained_by(after_the_slope(neighbours))(
        lambda x: (
            3 * x**2
            + torch.cat([x[1:], torch.zeros_like(x[:1])])
            + torch.cat([torch.zeros_like(x[:1]), x[:-1]])
        )
    ),
    "head": turned_round,
    "shapes": [(2,), (4,), (3,)],
}


def product(answer: Student) -> Function:
    """Return a function that asks for a product with turned_round(x)."""
    return lambda x: untouched(answer)(neighbours, x, turned_round(x))


def without_the_table(answer: Student) -> Function:
    """Return a function that asks for a product, and raises if as much as H is written down."""

    def at(x: torch.Tensor) -> torch.Tensor:
        with TensorsMade() as made:
            product = answer(fourth_powers, x, x.cos())
        if max(made.sizes, default=0) >= x.numel() ** 2:
            raise MemoryError(f"{x.numel()} entries, and a tensor of {max(made.sizes)} was made")
        if sum(made.sizes) >= x.numel() ** 2:
            raise MemoryError(
                f"{x.numel()} entries, and {sum(made.sizes)} numbers were made, as for all of H"
            )
        return product

    return at


as_for_many_entries: dict[str, Any] = {
    "of": lambda x: 4 * x**3,
    "head": torch.cos,
    "shapes": [(400,), (300,)],
}

# jacobian_by_columns


def columns(answer: Student, f: Function) -> Function:
    """Return a function that asks for the Jacobian of f."""
    return lambda x: answer(f, x)


def three(x: torch.Tensor) -> torch.Tensor:
    """Return the map (4)."""
    return torch.stack([x[0] * x[1], x[0] + x[1] ** 2, x[0].sin()])


def fewer(x: torch.Tensor) -> torch.Tensor:
    """Return one number fewer than there are entries."""
    return x[1:] * x[:-1] ** 2


def values_for_slopes(f: Function) -> Callable[[torch.Tensor], dict[str, Any]]:
    """Return what is found if the value is taken for the tangent."""
    return lambda x: {"foretold": {"own-value": f(x)[:, None].expand(-1, len(x))}}


maps: list[tuple[Function, dict[str, Any]]] = [
    (three, {"shapes": [(2,), (2,)], "evidence": values_for_slopes(three)}),
    (fewer, {"shapes": [(3,), (5,)], "seed": 6, "evidence": values_for_slopes(fewer)}),
]


class _ForwardOnly(torch.autograd.Function):
    """The sine, with a derivative for forward passes only."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: torch.Tensor) -> torch.Tensor:
        return x.sin()

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        ctx.save_for_forward(*inputs)

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        return tangents[0] * ctx.saved_tensors[0].cos()

    @staticmethod
    def backward(ctx: Any, *heads: Any) -> Any:
        raise RuntimeError("this is a backward pass, and forward passes were asked for")


def _sines(t: torch.Tensor) -> torch.Tensor:
    sines: torch.Tensor = _ForwardOnly.apply(t[1:] * t[:-1])  # type: ignore[no-untyped-call]
    return sines


#: Refuses backward passes, and the functions by which torch's ready-made Jacobians call a map.
forward_only = not_called_from(("push_jvp", "_jacfwd"), _sines)

as_for_sines: dict[str, Any] = {
    "reference": lambda x: torch.func.jacfwd(lambda t: torch.sin(t[1:] * t[:-1]))(x),
    "shapes": [(3,), (4,)],
    "seed": 7,
}

# stable_softplus


def _as_it_stands(x: torch.Tensor) -> torch.Tensor:
    return torch.log1p(torch.exp(x))


def head(x: torch.Tensor) -> torch.Tensor:
    """Return the head of the first test."""
    return 3 + x.cos()


def twos(x: torch.Tensor) -> torch.Tensor:
    """Return a head of twos."""
    return torch.full_like(x, 2.0)


def pulled(operation: Any, head: Function) -> Function:
    """Return a function that asks for the vector–Jacobian product of an operation."""

    def at(x: torch.Tensor) -> torch.Tensor:
        leaf = x.clone().requires_grad_()
        return torch.autograd.grad(operation.apply(leaf), leaf, head(x))[0]

    return at


def twice(operation: Any) -> Function:
    """Return a function that asks for the second derivative of an operation."""

    def at(x: torch.Tensor) -> torch.Tensor:
        leaf = x.clone().requires_grad_()
        (first,) = torch.autograd.grad(operation.apply(leaf).sum(), leaf, create_graph=True)
        return torch.autograd.grad(first.sum(), leaf)[0]

    return at


def _other_slopes(x: torch.Tensor) -> dict[str, Any]:
    """Return the value and the second derivative for the first, and the slope of the maximum."""
    value, s = torch.nn.functional.softplus(x), torch.sigmoid(x)
    at = head(x)
    return {
        "orders": (at * value, at * s, at * s * (1 - s)),
        "foretold": {"wrong-slope": (at * s.sigmoid(), at * torch.sigmoid(value), at * (x > 0))},
    }


values: dict[str, Any] = {"reference": _as_it_stands, "shapes": [(3,), (2, 2)]}
values_far_out: dict[str, Any] = {  # where exp(x) overflows, and where it vanishes
    "reference": lambda x: x.clamp(min=0),
    "points": [[-1000.0, -900.0], [800.0, 1000.0]],
}
slopes: dict[str, Any] = {
    "of": explained_by(_other_slopes)(_as_it_stands),
    "head": head,
    "shapes": [(3,), (2, 2)],
}
slopes_far_out: dict[str, Any] = {
    "reference": lambda x: 1 + x.sign(),
    "points": [[-1000.0, -900.0, 800.0], [1000.0, -1000.0], [0.0, 900.0]],
    "part": "the gradient",
}
#: What backward stores as a plain number is cut off in the backward, not in the test's passes.
second_derivatives: dict[str, Any] = {
    "of": lambda x: torch.func.grad(lambda t: _as_it_stands(t).sum())(x).sum(),
    "shapes": [(3,), (2, 2)],
    "evidence": lambda x: {"ruled_out": ("derivative-without-graph", "no-graph")},
    "part": "the second derivative",
}
second_derivatives_at_0: dict[str, Any] = {
    "reference": lambda x: (x == 0).double() / 4,
    "points": [[0.0, 1000.0], [0.0, 0.0, -1000.0]],
    "evidence": lambda x: {"ruled_out": ("exponent-rule", "zeros")},
    "part": "the second derivative",
}

# clipped_gradient

Table = tuple[torch.Tensor, torch.Tensor]


def square(w: torch.Tensor, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Return the loss of one example."""
    return (w @ x - t) ** 2


def rows(n: int, like: torch.Tensor) -> Table:
    """Return n examples for a w like this one: a table and the targets."""
    table = torch.arange(n * len(like), dtype=like.dtype, device=like.device)
    table = table.reshape(n, len(like))
    return torch.sin(2 * table + 1), torch.cos(3 * table[:, 0])


def with_a_gradient_of_0(like: torch.Tensor) -> Table:
    """Return five examples; the gradient of the second one is 0."""
    xs, ts = rows(5, like)
    xs[1] = 0
    return xs, ts


def limited(gradients: torch.Tensor, bound: float) -> torch.Tensor:
    """Return vectors that are no longer than the bound, one in each row."""
    longer = gradients.norm(dim=-1, keepdim=True) > bound
    return torch.where(longer, bound * torch.nn.functional.normalize(gradients, dim=-1), gradients)


def other_ways(each: torch.Tensor, bound: float) -> dict[str, Any]:
    """Return what other orders of mean and clipping give, from the gradient of each example."""
    return {
        "foretold": {
            "mean-forgotten": limited(each, bound).sum(0),
            "mean-first": limited(each.mean(0), bound),
            "other-clipping": (
                each.clamp(-bound, bound).mean(0),
                None,
                None,
                each.mean(0),
                (bound * torch.nn.functional.normalize(each, dim=-1)).mean(0),
                limited(each.flatten(), bound).view_as(each).mean(0),
                torch.where(each.norm(dim=-1, keepdim=True) > bound, 0.0, each).mean(0),
                limited(each.mT, bound).mT.mean(0),
                (each * (bound / each.square().sum(-1, keepdim=True)).clamp(max=1)).mean(0),
            ),
        }
    }


def clipping(answer: Student, examples: Callable[[torch.Tensor], Table], bound: float) -> Function:
    """Return a function of w that asks for the mean of the clipped gradients."""
    return lambda w: untouched(answer)(square, w, *examples(w), bound)


def _slopes_of_square(w: torch.Tensor, xs: torch.Tensor, ts: torch.Tensor) -> torch.Tensor:
    return 2 * (xs @ w - ts)[:, None] * xs


def _as_clipped(examples: Callable[[torch.Tensor], Table], bound: float) -> dict[str, Any]:
    return {
        "reference": explained_by(
            lambda w: other_ways(_slopes_of_square(w, *examples(w)), bound),
        )(lambda w: limited(_slopes_of_square(w, *examples(w)), bound).mean(0)),
        "rtol": 1e-4,  # torch.nn.utils.clip_grad_norm_ adds 1e-6 to each norm
        "told": "w",
    }


def _each_clipping(
    examples: Callable[[torch.Tensor], Table], bound: float, **points: Any
) -> tuple[Callable[[torch.Tensor], Table], float, dict[str, Any]]:
    return examples, bound, {**points, **_as_clipped(examples, bound)}


#: Examples for a w, bound, and what is asked: some are clipped, none, and one has the gradient 0.
clippings = [
    _each_clipping(lambda w: rows(6, w), 1.2, shapes=[(2,), (2,), (4,)]),
    _each_clipping(lambda w: rows(4, w), 1000.0, shapes=[(2,), (3,)], seed=3),
    _each_clipping(with_a_gradient_of_0, 0.7, shapes=[(2,), (3,)], seed=5),
]

# implicit_jacobian


def mixing(z: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Return one step; a has two entries, z three."""
    return torch.stack(
        [
            0.2 * z[0] + 0.4 * z[1].sin() + a[0],
            0.3 * z[0] * z[2] - 0.3 * z[1] + a[1],
            0.2 * z[0] + 0.1 * z[2] - a[0] * a[1],
        ]
    )


def found(g: Step, a: torch.Tensor, size: int) -> torch.Tensor:
    """Return the fixed point of g, by going round and round."""
    z = a.new_zeros(size)
    for _ in range(80):
        z = g(z, a)
    return z


def other_matrices(g: Step, size: int) -> Callable[[torch.Tensor], dict[str, Any]]:
    """Return what other systems of equations than (9) give."""

    def at(a: torch.Tensor) -> dict[str, Any]:
        z, one = found(g, a, size), torch.eye(size, dtype=a.dtype, device=a.device)
        whole = torch.func.jacrev(lambda t: found(g, t, size))(a)
        by_z, alone = torch.func.jacfwd(g, 0)(z, a), torch.func.jacfwd(g, 1)(z, a)
        return {
            "paths": (alone, whole - alone),
            "foretold": {
                "sign-of-a-path": torch.linalg.solve(one + by_z, alone),
                "row-for-column": torch.linalg.solve(one - by_z.T, alone),
                "ones-for-identity": torch.linalg.solve(1 - by_z, alone),
                "diagonal-only": alone / (1 - by_z.diagonal())[:, None],
            },
        }

    return at


def _found_by_loop(a: torch.Tensor) -> torch.Tensor:
    return found(mixing, 0.4 * a, 3)


def of_a_loop(answer: Student) -> Function:
    """Return a function of a that asks for the Jacobian of what a loop has found."""
    return lambda a: untouched(answer)(mixing, _found_by_loop(a), 0.4 * a) * 0.4


loop: dict[str, Any] = {
    "of": explained_by(other_matrices(lambda z, a: mixing(z, 0.4 * a), 3))(_found_by_loop),
    "shapes": [(2,), (2,)],
    "told": "a",
}


def _given(a: torch.Tensor) -> torch.Tensor:
    return torch.stack([a[0] * a[1], a[2].sin() - a[0]])


def leading_away(z: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Return one step that leads away from its fixed point; a has three entries, z two.

    Its slope is another one at each other z.
    """
    away = 1e3 * (z - left_by_the_loop(a)) ** 2
    return z @ z.new_tensor([[3.0, 1.0], [-1.0, 2.0]]) + _given(a) + away


def left_by_the_loop(a: torch.Tensor) -> torch.Tensor:
    """Return the fixed point of leading_away, from its two linear equations."""
    u, v = _given(a)
    return torch.stack([-u - v, u - 2 * v]) / 3


def of_equations(answer: Student) -> Function:
    """Return a function of a that asks for the Jacobian of what equations have given."""
    return lambda a: answer(leading_away, left_by_the_loop(a), a)


equations: dict[str, Any] = {
    "of": left_by_the_loop,
    "shapes": [(3,), (3,)],
    "seed": 8,
    "told": "a",
}
#: Where a is so large that no difference quotient moves it.
equations_far_out: dict[str, Any] = {
    "reference": lambda a: torch.func.jacrev(left_by_the_loop)(a),
    "points": [[3e8, -2e8, 1.0], [5e8, 0.0, -1e8 / 3]],
    "rtol": 1e-12,
    "told": "a",
}

# plot_two_roads


def _number(value: float) -> torch.Tensor:
    return torch.tensor(value, dtype=torch.float64, device="cpu")


def two_roads(g: Step, a: float, z: float, most: int, within: float = 1e-6) -> Curves:
    """Return the two curves, by a recursion for the slope, and what explains others."""
    start, at = _number(z), _number(a)
    here, slope = start, torch.zeros_like(start)
    kept: dict[str, list[torch.Tensor]] = {name: [] for name in ("z", "by_z", "by_a", "road")}
    alone = []
    for _ in range(most):
        by_z, by_a = torch.func.grad(g, argnums=(0, 1))(here, at)
        slope, here = by_a + by_z * slope, g(here, at)
        alone.append(by_a)
        by_z, by_a = torch.func.grad(g, argnums=(0, 1))(here, at)
        for name, value in zip(kept, (here, by_z, by_a, slope), strict=True):
            kept[name].append(value)
    values, by_z, by_a, road = (torch.stack(each) for each in kept.values())
    before = torch.func.grad(g, argnums=(0, 1))(start, at)
    early = torch.cat([(before[1] / (1 - before[0]))[None], (by_a / (1 - by_z))[:-1]])
    return Curves(
        x=torch.arange(1.0, most + 1, dtype=torch.float64, device="cpu"),
        curves={"road": road, "answer": by_a / (1 - by_z)},
        rtol=within,
        atol=within,
        evidence={
            "road": {
                "foretold": {
                    "one-path": torch.stack(alone),
                    "own-value": values,
                    "not-zeroed": road.cumsum(0),
                },
                "ruled_out": ("factor", "accumulated"),
            },
            "answer": {
                "foretold": {
                    "one-path": by_a,
                    "sign-of-a-path": by_a / (1 + by_z),
                    "off-by-one-step": early,
                },
                "ruled_out": ("factor",),
            },
        },
    )


def drawn(answer: Callable[..., Any], g: Step, a: float, z: float, most: int) -> Callable[[], Any]:
    """Return a drawing of the two curves by the student's function."""
    return lambda: untouched(answer)(g, _number(a), _number(z), most)


def half(z: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Return the chapter's step z/2 + a."""
    return z / 2 + a


def cosine(z: torch.Tensor, a: torch.Tensor) -> torch.Tensor:
    """Return the chapter's step cos(a z)."""
    return torch.cos(a * z)


#: Step, a, start and number of rounds.
roads: list[tuple[Step, float, float, int]] = [(half, 3.0, 0.0, 12), (cosine, 0.9, 0.3, 12)]

# without_conditions


def f(a: torch.Tensor) -> torch.Tensor:
    """Return what the doubling function returns."""
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


def for_each(a: torch.Tensor) -> torch.Tensor:
    """Return f of each entry for itself."""
    return torch.stack([f(entry) for entry in a.reshape(-1)]).reshape(a.shape)


def _doublings(a: torch.Tensor) -> dict[str, Any]:
    """Return one doubling too few, where there are two or more; right; one too many."""
    right = f(a)
    few = [right / 2] * bool(a.norm() < 500)
    doubled = right if a.sum() > 0 else right / 100
    return {
        "steps": torch.stack([*few, right, 2 * right]),
        "ruled_out": ("factor",),
        "foretold": {"other-branch": (doubled, 100 * doubled if a.sum() > 0 else doubled)},
    }


#: Where PyTorch keeps its own operations.
_NAMESPACES = ("aten", "prim", "prims")


def _only_of_torch(graph: Any) -> Any:
    """Return an exported graph; what hides Python's questions from it is refused.

    Raises:
        TypeError: if it is no exported graph, or calls an operation that is not PyTorch's own.

    """
    if not isinstance(graph, torch.fx.GraphModule):
        kind = type(graph).__name__
        raise TypeError(f"exported_from, as given, returns an exported graph; yours is a {kind}")
    for node in graph.graph.nodes:
        operation = node.target
        own = getattr(operation, "namespace", "aten") not in _NAMESPACES
        if isinstance(operation, torch._ops.OpOverload) and own:
            raise TypeError(f"the graph calls {operation}, which is no operation of PyTorch's own")
    return graph


def captured(exported_from: Callable[[torch.Tensor], Any]) -> Function:
    """Return a function that runs the exported graph: one for each shape, and for all numbers."""
    graphs: dict[torch.Size, Any] = {}

    def run(a: torch.Tensor) -> torch.Tensor:
        if a.shape not in graphs:
            graphs[a.shape] = _only_of_torch(exported_from(torch.full_like(a.detach(), 7.0)))
        result: torch.Tensor = graphs[a.shape](a)
        return result

    return run


def slope(run: Function) -> Function:
    """Return a function that asks for the gradient of the sum."""

    def at(x: torch.Tensor) -> torch.Tensor:
        leaf = x.clone().requires_grad_()
        return torch.autograd.grad(run(leaf).sum(), leaf)[0]

    return at


as_f = explained_by(_doublings)(f)
single_numbers: dict[str, Any] = {
    "reference": as_f,
    "points": [300.0, -300.0, 3.0, -3.0, 499.0, 500.0, 700.0, -7000.0, 0.002, 1e-12],
    "told": "a",
}
whole_tensors: dict[str, Any] = {
    # Another norm looks like one doubling more or less here, and a wrong count has shown above.
    "reference": explained_by(
        lambda a: {
            "foretold": {"whose-decision": for_each(a), **_doublings(a)["foretold"]},
            "ruled_out": ("factor",),
        }
    )(f),
    "shapes": [(3,), (2, 2), (4,)],
    "seed": 2,
    "told": "a",
}
just_below: dict[str, Any] = {  # just below 1000, 500, 250 and 1000 / 1024
    "reference": as_f,
    "points": [[math.nextafter(border, 0.0), 0.0] for border in (1e3, 500.0, 250.0, 1000 / 1024)],
    "told": "a",
}
slopes_of_f: dict[str, Any] = {
    "of": lambda a: f(a).sum(),
    "shapes": [(3,), (2, 2)],
    "seed": 3,
    "part": "the gradient",
    "told": "a",
}
