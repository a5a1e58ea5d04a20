"""Forward and central differences: what they are close up, and how wrong for each step h."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from autograder.errors import PictureError
from autograder.lesson.devices import device
from autograder.lesson.explorers.arguments import (
    TensorFunction,
    as_number,
    muted,
    name_of,
    number_at,
)
from autograder.lesson.explorers.curves import TOO_LARGE, curve
from autograder.lesson.numbers.numerals import count_in_powers, number, power_of_ten, rounded
from autograder.lesson.pictures.controls import Choice, Control, Slider
from autograder.lesson.pictures.figures import PALETTE, Picture, image_of
from autograder.lesson.pictures.interactive import show_explorer, styled_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: The steps h, from the smallest to the largest, and what they are called.
STEPS = tuple(float(f"1e-{k}") for k in range(16, -1, -1))
READINGS = tuple(power_of_ten(-k) for k in range(16, -1, -1))
KINDS = ("forward", "central")
DTYPES = {"float64": torch.float64, "float32": torch.float32}

#: How far the close-up reaches, in steps to either side.
_REACH = 1.5
_POINTS = 241
#: Everything keeps its place when a control moves, and matplotlib need not look for one.
_CLOSE_UPS = {"left": 0.085, "right": 0.985, "bottom": 0.575, "top": 0.86, "wspace": 0.28}
_ERRORS = {"left": 0.125, "right": 0.75, "bottom": 0.1, "top": 0.46}


def finite_differences(
    f: TensorFunction, *, at: float = 1.0, derivative: TensorFunction | None = None
) -> None:
    """Show the error of finite differences of ``f`` at ``at``, and a slider for the step h.

    Above, ``f`` is magnified until h fills the picture: a large h shows the bend of the curve
    (truncation error), a tiny one the stairs that floating-point numbers make of it (rounding
    error). Below stands the error for every h.

    Args:
        f: turns a tensor of shape ``()``, float64 or float32, into a tensor of shape ``()``;
            smooth near ``at``. What it prints is shown for this point, and not for all that the
            picture is made of.
        at: the point.
        derivative: the derivative of ``f`` as a function. Left out, it is autograd's, in float64.

    Raises:
        PictureError: if ``f`` or ``derivative`` is or returns something else, or has no finite
            value or slope at ``at``, or autograd has none to give.

    """
    at = as_number(at)
    name = name_of(f)
    point = torch.tensor([at], dtype=torch.float64, device="cpu")
    here = curve(f, point)
    slope = here.slopes.item()
    if derivative is None and here.values.isfinite() and not here.is_reached:
        raise PictureError(
            f"No path leads from {name}(x) to x, so autograd has no slope to give. Say what it is: "
            "derivative=, a function."
        )
    if derivative is not None:
        slope = curve(derivative, point, "derivative").values.item()
    if not max(abs(here.values.item()), abs(slope)) < TOO_LARGE or math.isnan(slope):
        raise PictureError(
            f"{name} is {number(here.values.item())} with slope {number(slope)} at x = "
            f"{number(at)}. Choose an at where both are finite and below {number(TOO_LARGE)}."
        )
    # Each move draws everything anew; the curves of errors are computed once.
    with muted():
        curves = {key: errors(f, at, slope, dtype) for key, dtype in DTYPES.items()}
    if not curves["float64"].forward.isfinite().any():
        raise PictureError(
            f"{name} has no finite values around x = {number(at)}. Choose another at."
        )

    def draw(position: float, kind: str, dtype: str) -> Picture:
        h = STEPS[round(position)]
        with muted():
            near = close_up(f, at, h, kind, DTYPES[dtype])
        caption = _caption(at, near, kind, dtype, curves[dtype])
        alt = (
            f"Above, {name} magnified around x = {number(at)} with its tangent and the line "
            f"through the two points that a {kind} difference takes; beside it the same with the "
            "tangent laid level, so that the line's slope is the error. Below, the error of "
            f"forward and central differences in {dtype} over h on logarithmic axes: as h gets "
            f"smaller, truncation error falls, and then rounding error rises. {caption}"
        )
        figure = finite_differences_figure(name, near, curves[dtype], slope, kind, dtype)
        return Picture([image_of(figure, alt=alt)], caption)

    # The largest h at which there is something to see: the lines are far apart.
    largest = int(curves["float64"].forward.isfinite().nonzero().max())
    controls: list[Control] = [
        Slider("position", "h", largest, 0, len(STEPS) - 1, 1, READINGS),
        Choice("kind", "difference", "forward", KINDS),
        Choice("dtype", "dtype", "float64", tuple(DTYPES)),
    ]
    show_explorer(draw, controls, label=f"Finite differences of {name}")


def difference(f: TensorFunction, at: float, h: float, kind: str, dtype: torch.dtype) -> float:
    """Return the forward or central difference of ``f``, computed in ``dtype`` throughout."""
    # f may itself use autograd, whatever mode the notebook was left in.
    with torch.inference_mode(False), torch.enable_grad():
        x = torch.tensor(at, dtype=dtype, device=device())
        if kind == "forward":
            slope = (number_at(f, x + h).to(dtype) - number_at(f, x).to(dtype)) / h
        else:
            slope = (number_at(f, x + h).to(dtype) - number_at(f, x - h).to(dtype)) / (2 * h)
    return slope.item()


@dataclass(frozen=True)
class Errors:
    """The absolute errors of finite differences, one for each of ``STEPS``.

    ``forward`` and ``central`` are measured, ``rounding`` is what rounding can do: float64 tensors
    of shape (17,). NaN stands where ``f`` has no finite value.
    """

    forward: torch.Tensor
    central: torch.Tensor
    rounding: torch.Tensor

    def of(self, kind: str) -> torch.Tensor:
        """Return the errors of one kind."""
        return self.forward if kind == "forward" else self.central

    def best(self, kind: str) -> tuple[float, float] | None:
        """Return between which two steps the error is least; they may be one and the same.

        None if there is no error at all, because ``f`` has no finite value.

        All whose errors are at most twice the least one lie there. Far from the others a single
        error may be tiny by chance, where two roundings cancel; what rounding can do counts as its
        error then.
        """
        if not self.of(kind).isfinite().any():
            return None
        unlucky = torch.maximum(self.of(kind), self.rounding).nan_to_num(math.inf)
        found = self.of(kind).where(unlucky <= 10 * unlucky.min(), math.inf)
        steps = [STEPS[index] for index in (found <= 2 * found.min()).nonzero().flatten()]
        return steps[0], steps[-1]

    def truncation(self, kind: str) -> torch.Tensor:
        """Return how much of each error is truncation, as larger steps let expect: (17,).

        It falls as h for forward differences and as h² for central ones, from the smallest h at
        which rounding plays no part.
        """
        measured = self.of(kind)
        clear = (measured > 10 * self.rounding).nonzero().flatten()
        if not len(clear):
            return torch.zeros_like(measured)
        smallest = int(clear[0])
        steps = torch.tensor(STEPS, dtype=torch.float64, device="cpu")
        order = 1 if kind == "forward" else 2
        expected = measured[smallest] * (steps / steps[smallest]) ** order
        return expected.where(steps < steps[smallest], measured)


def errors(f: TensorFunction, at: float, slope: float, dtype: torch.dtype) -> Errors:
    """Return the errors in ``dtype`` against the true ``slope``."""
    measured = {
        kind: [abs(difference(f, at, h, kind, dtype) - slope) for h in STEPS] for kind in KINDS
    }
    noise = _noise(f, at, slope, dtype)
    columns = (measured["forward"], measured["central"], [noise / h for h in STEPS])
    forward, central, rounding = torch.tensor(columns, dtype=torch.float64, device="cpu")
    return Errors(
        forward.where((forward + rounding).isfinite(), math.nan),
        central.where((central + rounding).isfinite(), math.nan),
        rounding,
    )


def _noise(f: TensorFunction, at: float, slope: float, dtype: torch.dtype) -> float:
    """Return by how much rounding changes a difference of two values of ``f`` near ``at``.

    For pairs of points so close by that the function is straight between them, that is how far
    their values' difference is from what the slope promises; the rounding of one value at least.
    Rounding x + h adds its share. NaN if no value of ``f`` is finite there in ``dtype``.

    See J. Nocedal and S. Wright, Numerical Optimization, 2nd ed., section 8.1, and for measuring
    it J. Moré and S. Wild, Estimating computational noise, SIAM Journal on Scientific Computing 33
    (2011).
    """
    eps = torch.finfo(dtype).eps
    # A pair around x cancels the bend of the curve, as a central difference does.
    apart = torch.logspace(
        math.log10(eps), math.log10(eps) / 2, 24, dtype=torch.float64, device="cpu"
    )
    apart = apart * max(abs(at), 1.0)
    xs, values = _sampled(f, torch.cat([at - apart, at + apart]), dtype)
    (left, right), (before, after) = xs.chunk(2), values.chunk(2)
    off = (after - before - slope * (right - left)).abs()
    sizes = torch.cat([off, eps / 2 * values.abs()])
    known = sizes[sizes.isfinite()]
    return known.max().item() + eps / 2 * abs(at) * abs(slope) if len(known) else math.nan


def _sampled(
    f: TensorFunction, points: torch.Tensor, dtype: torch.dtype
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the points as ``dtype`` has them, and f there in ``dtype``, both as float64.

    NaN stands where f has no finite value.
    """
    with torch.inference_mode(False), torch.enable_grad():
        xs = torch.tensor(points.tolist(), dtype=dtype, device="cpu")
        values = torch.empty_like(xs)
        for index, x in enumerate(xs.to(device())):
            values[index] = number_at(f, x).detach()
    values = values.where(values.isfinite(), math.nan)
    return xs.to(torch.float64), values.to(torch.float64)


@dataclass(frozen=True)
class CloseUp:
    """``f`` around a point, in units of the step h.

    ``u`` is (x − at)/h, ``rise`` is (f(x) − f(at))/h with f computed in a dtype: float64 tensors of
    shape (n,). ``taken`` are the two points of the difference, u and rise of each; ``slope`` is the
    difference's value.
    """

    at: float
    h: float
    u: torch.Tensor
    rise: torch.Tensor
    taken: tuple[tuple[float, float], tuple[float, float]]
    slope: float


def close_up(f: TensorFunction, at: float, h: float, kind: str, dtype: torch.dtype) -> CloseUp:
    """Return ``f`` as computed in ``dtype`` within 1.5 steps h of ``at``."""
    u = torch.linspace(-_REACH, _REACH, _POINTS, dtype=torch.float64, device="cpu")
    first, second = (0.0 if kind == "forward" else -1.0), 1.0
    everywhere = torch.cat(
        [u, torch.tensor([0.0, first, second], dtype=torch.float64, device="cpu")]
    )
    _, values = _sampled(f, at + h * everywhere, dtype)
    rise = (values - values[-3]) / h
    taken = ((first, rise[-2].item()), (second, rise[-1].item()))
    return CloseUp(at, h, u, rise[:-3], taken, difference(f, at, h, kind, dtype))


def finite_differences_figure(
    name: str, near: CloseUp, curves: Errors, slope: float, kind: str, dtype: str
) -> Figure:
    """Draw the close-up, beside it the same without the tangent, and below them the errors."""
    with styled_figure(6.4, 5.6) as figure:
        # Fixed places: axes that move with their tick labels are hard to compare, and slow to draw.
        figure.set_layout_engine("none")
        left, right = figure.subplots(1, 2, sharex=True, gridspec_kw=_CLOSE_UPS)
        _draw_close_up(left, name, near, slope, kind)
        _draw_close_up(right, name, _less_tangent(near, slope), 0.0, kind)
        here = number(near.at)
        for axes in (left, right):
            axes.locator_params(axis="y", nbins=5)
        left.set_title(
            f"(f(x) − f({here})) / h{count_in_powers(left.yaxis)}\nline's slope: the difference",
            fontsize=11,
        )
        right.set_title(
            f"same, minus the tangent{count_in_powers(right.yaxis)}\nline's slope: the error",
            fontsize=11,
        )
        left.set(xlim=(-_REACH, _REACH))
        around = [f"{here} − h", here, f"{here} + h"] if near.at else ["−h", "0", "h"]
        left.set_xticks([-1, 0, 1], around)
        entries = left.get_legend_handles_labels()
        figure.legend(*entries, loc="upper center", ncols=3, frameon=False)
        _draw_errors(figure.subplots(gridspec_kw=_ERRORS), near, curves, slope, dtype)
    return figure


def _less_tangent(near: CloseUp, slope: float) -> CloseUp:
    """Return the close-up with its tangent laid level."""
    first, second = ((u, rise - slope * u) for u, rise in near.taken)
    rise = near.rise - slope * near.u
    return replace(near, rise=rise, taken=(first, second), slope=near.slope - slope)


def _draw_close_up(axes: Axes, name: str, near: CloseUp, slope: float, kind: str) -> None:
    # Wide below narrow, so that none disappears where they coincide.
    ends = (-_REACH, _REACH)
    f = "f" if name == "f" else f"f = {name}"
    axes.plot(near.u, near.rise, "-", color=PALETTE[5], linewidth=4, label=f)
    tangent = [slope * u for u in ends]
    axes.plot(ends, tangent, "--", color=PALETTE[1], linewidth=2.5, label="tangent")
    (start, level), _ = near.taken
    chord = [level + near.slope * (u - start) for u in ends]
    axes.plot(ends, chord, "-.", color="black", linewidth=1.2, label=f"{kind} difference")
    axes.plot(*zip(*near.taken, strict=True), "o", color="black")


def _draw_errors(axes: Axes, near: CloseUp, curves: Errors, slope: float, dtype: str) -> None:
    from matplotlib.ticker import NullLocator

    # Errors below this are not known: the true slope, too, is rounded.
    floor = torch.finfo(torch.float64).eps * (abs(slope) or 1.0)
    for kind, style, color in (("forward", "o-", PALETTE[0]), ("central", "s--", PALETTE[1])):
        shown = curves.of(kind).clamp(min=floor)
        axes.plot(STEPS, shown, style, color=color, markersize=4, label=kind)
    if curves.rounding.any():
        axes.plot(STEPS, curves.rounding, ":", color="black", label="limit of\nrounding")
    error = max(abs(near.slope - slope), floor)
    axes.plot([near.h], [error], "o", color="black", markersize=10, mfc="none", label="this h")
    axes.set(xscale="log", yscale="log", xlabel="h")
    axes.set_title(f"error over h, {dtype}", fontsize=11)
    # The same for both dtypes, so that they can be compared.
    low, high = floor / 10, 100 * max(1.0, abs(slope))
    every = 4 * math.ceil(math.log10(high / low) / 40)
    first = every * math.ceil(math.log10(low) / every)
    heights = range(first, math.floor(math.log10(high)) + 1, every)
    for axis, powers in ((axes.xaxis, range(-16, 1, 2)), (axes.yaxis, heights)):
        axis.set_ticks([10.0**power for power in powers], list(map(power_of_ten, powers)))
        axis.set_minor_locator(NullLocator())
    axes.set(xlim=(STEPS[0] / 3, STEPS[-1] * 3), ylim=(low, high))
    # Outside: there is no place that no function's errors come to.
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)


def _caption(at: float, near: CloseUp, kind: str, dtype: str, curves: Errors) -> str:
    position = STEPS.index(near.h)
    start = f"h = {READINGS[position]}, {kind}, {dtype}:"
    span_of_best = curves.best(kind)
    if span_of_best is None:
        return f"{start} no slope at any h, for the function has no finite value in {dtype}."
    low, high = (READINGS[STEPS.index(h)] for h in span_of_best)
    span = f"near h = {low}" if low == high else f"between h = {low} and {high}"
    best = f"The error is least {span}."
    error, rounding = curves.of(kind)[position].item(), curves.rounding[position].item()
    if math.isnan(error):
        return f"{start} no slope, for the function has no finite value there. {best}"
    slope = near.slope
    x = torch.tensor(at, dtype=DTYPES[dtype], device="cpu")
    if x + near.h == (x if kind == "forward" else x - near.h):
        lost = f"{number(at)} + h is rounded to {number(at)}"
        return f"{start} slope {number(slope)}, for {lost}. {best}"
    if error > 10 * rounding:
        return (
            f"{start} slope {rounded(slope)}, error {rounded(error, 1)}, nearly all truncation. "
            f"{best}"
        )
    # Digits beyond what rounding allows would differ from one processor to the next.
    certain = math.log10(abs(slope) / rounding) if slope and rounding else 4
    shown = rounded(slope, min(max(math.floor(certain), 1), 4))
    if not rounding:
        return f"{start} slope {shown}, no error. {best}"
    is_both = max(error, 10 * curves.truncation(kind)[position].item()) > rounding
    cause = "truncation and rounding" if is_both else "all rounding"
    return f"{start} slope {shown}, error below {_bound(error, rounding)}, {cause}. {best}"


def _bound(error: float, rounding: float) -> str:
    """Return a power of ten above ``error``, and near what rounding can do."""
    exponent = round(math.log10(max(error, rounding)))
    return power_of_ten(exponent if error < 10.0**exponent else exponent + 1)
