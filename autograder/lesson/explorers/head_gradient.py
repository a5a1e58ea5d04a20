"""A head gradient as an arrow, and the vector–Jacobian product that backward makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch

from autograder.errors import PictureError
from autograder.lesson.devices import device
from autograder.lesson.explorers.arguments import TensorFunction, as_number, asked, name_of
from autograder.lesson.numbers.numerals import listed
from autograder.lesson.pictures.controls import Slider
from autograder.lesson.pictures.figures import PALETTE, Picture, image_of
from autograder.lesson.pictures.interactive import show_explorer, styled_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Everything keeps its place when a control moves, and matplotlib need not look for one.
_PLACES = {"left": 0.09, "right": 0.97, "bottom": 0.26, "top": 0.85, "wspace": 0.3}
_QUARTER = [(1.0, 0.0), (0.96, 0.28), (0.8, 0.6), (0.6, 0.8), (0.28, 0.96)]
#: Once round the unit circle, over points whose decimals end, so that each product can be done
#: by hand. Of length 1 all of them: 0.28² + 0.96² = 0.6² + 0.8² = 1.
HEADS = torch.tensor(
    [
        *_QUARTER,
        *((-b, a) for a, b in _QUARTER),
        *((-a, -b) for a, b in _QUARTER),
        *((b, -a) for a, b in _QUARTER),
        _QUARTER[0],
    ],
    dtype=torch.float64,
    device="cpu",
)
_LONGEST = 1.5


def coupled(x: torch.Tensor) -> torch.Tensor:
    """Return (x₀x₁, x₀ + x₁²), whose Jacobian [[x₁, x₀], [1, 2x₁]] is symmetric only at x₀ = 1."""
    return torch.stack([x[0] * x[1], x[0] + x[1] ** 2])


def head_gradient(f: TensorFunction = coupled, *, at: tuple[float, float] = (-1.0, 1.0)) -> None:
    """Show what ``f(x).backward(v)`` makes of a head gradient ``v`` that two sliders turn.

    Args:
        f: turns a tensor of shape (2,) into a tensor of shape (2,).
        at: the point x.

    Raises:
        PictureError: if ``f`` is or returns something else, ``at`` is no such point, or the
            Jacobian there is not finite.

    """
    at = _checked_point(at)
    pull = pullback(f, at)
    # Row i of J is what the one-hot head i gives.
    jacobian = torch.stack(
        [pull(one_hot) for one_hot in torch.eye(2, dtype=torch.float64, device="cpu")]
    )
    if not jacobian.isfinite().all():
        raise PictureError(
            f"The gradient of {name_of(f)} at {_pair(at)} is not finite. Choose another at."
        )
    formula = "(x₀x₁, x₀ + x₁²)" if f is coupled else f"{name_of(f)}(x)"
    title = f"y = {formula} at x = {_pair(at)}"
    rows = ", ".join(f"[{listed(row.tolist())}]" for row in jacobian)

    def draw(head: float, length: float) -> Picture:
        v = length * HEADS[round(head)]
        pulled = pull(v)
        # What cancels leaves rounding behind, of which no digit means anything.
        pulled[pulled.abs() < 1e-12 * jacobian.abs().max()] = 0.0
        caption = (
            f"v = {_pair(v.tolist())}: y.backward(v) leaves x.grad = Jᵀv = "
            f"{_pair(pulled.tolist())}. J = [{rows}]."
        )
        alt = (
            f"{title}. Left, the plane of y: the head gradient v as an arrow, and the unit circle. "
            "Right, the plane of x: the arrow Jᵀv, and the ellipse that Jᵀ makes of the circle; "
            "two marks on it are the rows of J, which the heads (1, 0) and (0, 1) give. " + caption
        )
        figure = head_gradient_figure(title, jacobian, v, pulled)
        return Picture([image_of(figure, alt=alt, width=720)], caption)

    readings = tuple(_pair(head) for head in HEADS.tolist())
    controls = [
        Slider("head", "direction of v", 3, 0, len(HEADS) - 1, 1, readings),
        Slider("length", "length of v", 1.0, 0.5, _LONGEST, 0.5),
    ]
    show_explorer(draw, controls, label=f"Head gradient of {name_of(f)}")


def _checked_point(at: Any) -> tuple[float, float]:
    try:
        first, second = (as_number(coordinate) for coordinate in at)
    except (TypeError, ValueError):  # not two, or no numbers: a PictureError is a ValueError
        raise PictureError(f"at={at!r} is no point in the plane. Give two numbers.") from None
    return first, second


def pullback(f: TensorFunction, at: tuple[float, float]) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return the function that turns ``v`` into Jᵀv at ``at``: backward with head gradient ``v``.

    Both are float64 tensors of shape (2,) on the CPU. ``f`` runs once, here; no Jacobian is built.
    It raises PictureError where no path leads from ``f(x)`` to ``x``.

    Raises:
        PictureError: if ``f`` does not turn a tensor of shape (2,) into another one that depends
            on it, or as ``asked`` in arguments does.

    """
    with torch.inference_mode(False), torch.enable_grad():
        x = torch.tensor(at, dtype=torch.float64, device=device(), requires_grad=True)
        y = asked(f, x)
    if not isinstance(y, torch.Tensor) or y.shape != (2,) or not y.is_floating_point():
        got = f"{y.dtype} {tuple(y.shape)}" if isinstance(y, torch.Tensor) else f"{y!r}"
        raise PictureError(
            f"{name_of(f)} must turn a floating-point tensor of shape (2,) into another one, and "
            f"it returned {got}. torch.stack([y0, y1]) makes one of two numbers."
        )

    no_path = PictureError(
        f"No path leads from {name_of(f)}(x) to x: backward leaves nothing in x.grad. Compute "
        "the result from x, and do not detach it."
    )
    if not y.requires_grad:
        raise no_path

    def pull(v: torch.Tensor) -> torch.Tensor:
        (gradient,) = torch.autograd.grad(
            y, x, grad_outputs=v.to(y), retain_graph=True, allow_unused=True
        )
        if gradient is None:
            raise no_path
        return gradient.cpu()

    return pull


def head_gradient_figure(
    title: str, jacobian: torch.Tensor, v: torch.Tensor, pulled: torch.Tensor
) -> Figure:
    """Draw ``v`` (2,) in the plane of y and ``pulled``, Jᵀv (2,), in the plane of x.

    The unit circle is drawn on the left; on the right is the ellipse into which the transpose of
    ``jacobian`` (2, 2) takes it.
    """
    angles = torch.linspace(0, 2 * torch.pi, 181, dtype=torch.float64, device="cpu")
    circle = torch.stack([angles.cos(), angles.sin()], dim=1)
    reach = torch.linalg.matrix_norm(jacobian, ord=2).item() or 1.0
    with styled_figure(7.2, 4.3) as figure:
        figure.set_layout_engine("none")
        figure.suptitle(title, y=0.98)
        heads, gradients = figure.subplots(1, 2, gridspec_kw=_PLACES)
        eye = torch.eye(2, dtype=torch.float64, device="cpu")
        _plane(heads, "v", 1.0, ("‖v‖ = 1", circle), ("head (1, 0)", "head (0, 1)"), eye)
        _plane(
            gradients,
            "x.grad",
            reach,
            ("Jᵀv for ‖v‖ = 1", circle @ jacobian),
            ("row 0 of J", "row 1 of J"),
            jacobian,
        )
        heads.set_title("in, at y: head gradient v")
        gradients.set_title("out, at x: gradient Jᵀv")
        _arrow(heads, "v", v)
        _arrow(gradients, "Jᵀv", pulled)
        for axes in (heads, gradients):
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, frameon=False)
    return figure


def _plane(
    axes: Axes,
    name: str,
    reach: float,
    ring: tuple[str, torch.Tensor],
    labels: tuple[str, str],
    marks: torch.Tensor,
) -> None:
    """Draw a ring of points (n, 2) and two marked points, the rows of ``marks`` (2, 2)."""
    axes.plot(*ring[1].T, "-", color="0.55", label=ring[0])
    for label, mark, style, color in zip(labels, marks, (":s", "--^"), PALETTE[1:3], strict=True):
        axes.plot([0, mark[0]], [0, mark[1]], style, color=color, markevery=[1], label=label)
    limit = 1.1 * _LONGEST * reach
    axes.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal")
    axes.set(xlabel=f"{name}[0]", ylabel=f"{name}[1]")


def _arrow(axes: Axes, label: str, tip: torch.Tensor) -> None:
    """Draw an arrow from the origin to ``tip`` (2,)."""
    axes.quiver(
        *(0.0, 0.0, *tip.tolist()),
        color=PALETTE[0],
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.014,
        zorder=3,
    )
    # A legend would show the arrow as a patch of colour.
    axes.plot([], [], "->", color=PALETTE[0], linewidth=3, label=label)


def _pair(values: list[float] | tuple[float, ...]) -> str:
    return f"({listed(values)})"
