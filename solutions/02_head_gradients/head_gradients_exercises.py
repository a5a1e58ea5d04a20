"""What the visible tests of chapter 2 ask about and compare with, in the order of the chapter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.lesson import device
from autograder.lesson.kit import Curves, backward_only, explained_by, not_called_from, untouched

Function = Callable[[torch.Tensor], torch.Tensor]
Asked = Callable[[torch.Tensor], Any]


def on(answer: Callable[..., Any], f: Function) -> Asked:
    """Return a function of ``x`` that asks for ``answer(f, x)``."""
    return lambda x: answer(f, x)


def neighbours(x: torch.Tensor) -> torch.Tensor:
    """Return the products of neighbouring entries."""
    return x[1:] * x[:-1]


def coupled(x: torch.Tensor) -> torch.Tensor:
    """Return map (2)."""
    return torch.stack([x[0] * x[1], x[0] + x[1] ** 2])


def three(x: torch.Tensor) -> torch.Tensor:
    """Return map (6)."""
    return torch.stack([x[0] * x[1], x[0] + x[1] ** 2, x[0].sin()])


def shown(x: torch.Tensor) -> str:
    """Return a point for a message: its entries where they are few, else its shape."""
    if x.numel() > 4:
        return f"a tensor of shape {tuple(x.shape)}"
    return str((x.cpu() * 1e4).round().div(1e4).tolist())


# pulled_back


def pull(answer: Callable[..., Any], f: Function, head: Function) -> Asked:
    """Return a function of ``x`` that asks for ``answer(f, x, v)`` with ``v = head(x)``."""
    return lambda x: untouched(answer)(f, x, head(x))


def mixed(x: torch.Tensor) -> torch.Tensor:
    """Return as many results as entries, each of two entries."""
    return x.flip(0) * x**2


def v(x: torch.Tensor) -> torch.Tensor:
    """Return a head for ``mixed``."""
    return x + 3


def w(x: torch.Tensor) -> torch.Tensor:
    """Return a head for ``neighbours``."""
    return x[1:] - 1


# four_heads


def _other_tables(x: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Return Jacobians of map (2) with a mistake: no 2 from the square, no 1, x₀ and x₁ exchanged.

    Each has the shape (2, 2).
    """
    (a, b), one = x, torch.ones_like(x[0])
    rows = ((b, a, one, b), (b, a, 0 * one, 2 * b), (a, b, one, 2 * b))
    return tuple(torch.stack(row).reshape(2, 2) for row in rows)


def _from_other_tables(x: torch.Tensor, head: torch.Tensor) -> dict[str, Any]:
    """Return what these tables make of a head."""
    return {"wrong-partial": tuple(head @ table for table in _other_tables(x))}


def _at() -> torch.Tensor:
    return torch.tensor([2.0, 3.0], dtype=torch.float64, device=device())


def _heads() -> torch.Tensor:
    return _at().new_tensor([[1, 0], [0, 1], [2, -1], [-3, 4]])


def four_rows() -> list[list[float]]:
    """Return what the four heads leave in ``x.grad``."""
    rows: list[list[float]] = (_heads() @ torch.func.jacrev(coupled)(_at())).tolist()
    return rows


def about_each_row() -> list[dict[str, Any]]:
    """Return what may explain a wrong row, for each."""
    slopes = torch.func.jacrev(coupled)(_at())
    rows = _heads() @ slopes
    before = rows.cumsum(0) - rows  # what is left over if the leaf is not fresh
    return [
        {
            "x": _at(),
            "head": head,
            "jacobian": slopes,
            "earlier": left,
            "foretold": _from_other_tables(_at(), head),
        }
        for head, left in zip(_heads(), before, strict=True)
    ]


# pulled_by_hand


def turned(x: torch.Tensor) -> torch.Tensor:
    """Return a head for ``coupled``."""
    return 2 + x.flip(0)


def by_hand(answer: Callable[..., Any], head: Function) -> Asked:
    """Return a function of ``x`` that asks for ``answer(x, v)`` with ``v = head(x)``."""
    return lambda x: untouched(answer)(x, head(x))


@explained_by(
    lambda x: {
        "shown": turned(x) @ x.new_tensor([[3, 2], [1, 6]]),
        "foretold": _from_other_tables(x, turned(x)),
    }
)
def map_two(x: torch.Tensor) -> torch.Tensor:
    """Return map (2); the chapter shows its Jacobian at (2, 3)."""
    return coupled(x)


# plot_turning

_J = torch.tensor([[3, 2], [1, 6]], dtype=torch.float64, device="cpu")  # of map (2) at (2, 3)


def _head(angle: torch.Tensor) -> torch.Tensor:
    return torch.stack([angle.cos(), angle.sin()], -1)


def drawn(
    answer: Callable[..., Any], f: Function, x: list[float], angles: torch.Tensor
) -> Callable[[], Any]:
    """Return a function that asks for the plot of ``f`` at ``x`` over ``angles``."""
    at = torch.tensor(x, dtype=torch.float64, device="cpu")
    return lambda: untouched(answer)(f, at.clone(), angles.clone())


angles = torch.linspace(0, 6, 25, dtype=torch.float64, device="cpu")
waves = Curves(
    x=angles,
    curves={"x.grad[0]": _head(angles) @ _J[:, 0], "x.grad[1]": _head(angles) @ _J[:, 1]},
    evidence=lambda angle: {
        "head": _head(angle),
        "jacobian": _J,
        "formula": lambda another: _head(another) @ _J,
        "earlier": _head(angles[angles < angle]).sum(0) @ _J,
        "later": _head(angles[-1]) @ _J,
    },
)

# head_from_outside


def slopes(y: torch.Tensor) -> torch.Tensor:
    """Return the gradient of a loss that is computed elsewhere."""
    if y.requires_grad:
        raise RuntimeError("slopes takes plain numbers, and this tensor belongs to a graph.")
    return y**2 + y.flip(0)


def outside(answer: Callable[..., Any], f: Function) -> Asked:
    """Return a function of ``x`` that asks for ``answer(f, slopes, x)``."""
    return lambda x: answer(f, slopes, x)


def slopes_of(f: Function) -> Function:
    """Return the head that ``slopes`` gives for ``f(x)``, as a function of ``x``."""
    return lambda x: slopes(f(x))


def _pulled_from_x(x: torch.Tensor) -> torch.Tensor:
    """Return what comes of the loss's gradient at x, in place of that at ``grown(x)``."""
    head = slopes(x) * x.exp()
    return head * x.flip(0) + head.flip(0)


@explained_by(lambda x: {"foretold": {"other-station": _pulled_from_x(x)}})
def grown(x: torch.Tensor) -> torch.Tensor:
    """Return as many results as entries."""
    return x.flip(0) * x.exp()


def doubled(x: torch.Tensor) -> torch.Tensor:
    """Return more results than entries."""
    return torch.cat([x, x**3])


def from_outside(answer: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return two questions; the second function has more results than entries."""
    return [
        {"answer": outside(answer, f), "of": f, "head": slopes_of(f), **where}
        for f, where in (
            (grown, {"shapes": [(2,), (2,), (2, 3)], "seed": 4}),
            (doubled, {"shapes": [(2,), (4,)], "seed": 5}),
        )
    ]


# jacobian_by_rows


def by_passes(answer: Callable[..., Any], f: Function) -> Asked:
    """Return a function of ``x`` that asks for the Jacobian of ``f``, but not ready-made."""
    return on(answer, not_called_from(_READY_MADE, backward_only(f)))


#: What PyTorch calls the functions that make a Jacobian, or columns of it, by themselves.
_READY_MADE = (
    "torch._functorch.eager_transforms.wrapper_fn",  # of jacrev and jacfwd
    "torch._functorch.eager_transforms._jvp_with_argnums",
    "torch._functorch.eager_transforms.linearize",
    "torch.autograd.functional.jacobian",
    "torch.autograd.functional.jvp",
)


def crowded(x: torch.Tensor) -> torch.Tensor:
    """Return fewer results than entries."""
    return x[1:] * x[:-1] ** 2


# blind_head


def flat(x: torch.Tensor) -> torch.Tensor:
    """Return a map with the rows (0, 1), (1, 0) and (x₁, x₀): its blind head can be seen."""
    return torch.stack([x[1], x[0], x[0] * x[1]])


@explained_by(lambda x: {"length": 1.0})
def blind(x: torch.Tensor) -> torch.Tensor:
    """Return the blind head of ``flat``."""
    return torch.cat([-x, x.new_ones(1)]) / (1 + x.dot(x)).sqrt()


# adjoint_gap: claims that are wrong on purpose, and large steps: gaps worth checking


def of_cubes(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for the gap of a claim about running sums of cubes."""
    asked = untouched(answer)
    return lambda x: asked(lambda t: (t**3).cumsum(0), 20 + 20 * x, x, x - 3, 1 + x, 0.5)


#: A gap that is cut off at 0 is no missing gradient.
_of_a_gap: dict[str, Any] = {"unsigned": True, "ruled_out": ("zeros",)}


def _cubes_gap(
    x: torch.Tensor,
    v: torch.Tensor | float,
    bend: float,
    step: float = 0.5,
    divided: float = 1.0,
) -> torch.Tensor:
    rates = (3 * x**2 * (1 + x) + bend * x * (1 + x) ** 2 + step**2 * (1 + x) ** 3).cumsum(0)
    return ((v * rates / divided).sum() - 20 * ((1 + x) ** 2).sum()).abs()


@explained_by(
    lambda x: {
        "foretold": {
            "head-ignored": _cubes_gap(x, 1, 0),
            "forward-for-central": _cubes_gap(x, x - 3, 1.5),
            "step-ignored": _cubes_gap(x, x - 3, 0, step=0),
            "other-distance": (
                _cubes_gap(x, x - 3, 0, divided=0.5),
                _cubes_gap(x, x - 3, 0, divided=1 / 0.5**2),
            ),
        },
        **_of_a_gap,
    }
)
def cubes_gap(x: torch.Tensor) -> torch.Tensor:
    """Return that gap."""
    return _cubes_gap(x, x - 3, 0)


def told_of_cubes(x: torch.Tensor) -> str:
    """Return what the first of the two is asked, in words."""
    return f"running sums of cubes, v = x - 3, t = 1 + x, h = 0.5, x = {shown(x)}"


def told_of_neighbours(x: torch.Tensor) -> str:
    """Return what the second is asked, in words."""
    return f"products of neighbours, v = x[1:] + 4, t = cos x, h = 0.1, x = {shown(x)}"


def of_neighbours(answer: Callable[..., Any]) -> Asked:
    """Return a function that asks for the gap of a claim about ``neighbours``."""
    asked = untouched(answer)
    return lambda x: asked(neighbours, -20 * x.cos(), x, x[1:] + 4, x.cos(), 0.1)


@explained_by(lambda x: _of_a_gap)
def neighbours_gap(x: torch.Tensor) -> torch.Tensor:
    """Return that gap."""
    t = x.cos()
    rates = t[1:] * x[:-1] + x[1:] * t[:-1]
    return (((x[1:] + 4) * rates).sum() + 20 * (t**2).sum()).abs()
