"""A function with loops and branches: its pieces, their slopes, and the jumps between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.arguments import TensorFunction, as_number, as_place, name_of
from autograder.lesson.explorers.curves import Curve, Pieces, curve, limits, pieces
from autograder.lesson.explorers.jumps import Found, NearestJump
from autograder.lesson.numbers.numerals import counted, given, number, reading, stops, typed
from autograder.lesson.pictures.controls import Slider
from autograder.lesson.pictures.figures import PALETTE, Picture, image_of
from autograder.lesson.pictures.interactive import show_explorer, styled_figure

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Even, so that a symmetric stretch has no point in its middle: that is 0, where loops get stuck.
_POINTS = 400
_STOPS = 160


def control_flow(
    f: TensorFunction | None = None,
    *,
    at: float = 1.2009,
    between: tuple[float, float] = (-4.0, 4.0),
    except_at: float | None = None,
) -> None:
    """Show the pieces of ``f``, autograd's derivative on each, and a slider for the point ``a``.

    Each piece is smooth, and autograd's derivative is right on it. Where ``f`` jumps from one piece
    to the next there is no derivative, and autograd, which sees only the operations that ran,
    cannot know: such places are marked.

    Args:
        f: turns a tensor of shape ``()`` into a tensor of shape ``()``. Left out, it is
            ``doubling``, whose loop ends everywhere but at 0. What it prints is shown for the one
            point, and not for all that the picture is made of.
        at: where the point is at first.
        between: from where to where ``f`` is drawn.
        except_at: a place where ``f`` is not asked, because it would never return. The picture is
            split there.

    Raises:
        PictureError: if ``f`` is or returns something else, ``at`` lies outside or is
            ``except_at``, or ``between`` is not two numbers in order.

    """
    is_doubling = f is None
    function = doubling if f is None else f
    if is_doubling:
        except_at = 0.0
    elif except_at is not None:
        except_at = as_number(except_at, "except_at")
    name = "f" if is_doubling else name_of(function)
    at, between = as_place(at, between)
    if _is_same(at, except_at, between):
        raise PictureError(f"{name}({given(at)}) would never return. Choose another at.")
    # Each move draws everything anew; the pieces are computed once.
    strip = None
    if except_at is not None and between[0] <= except_at <= between[1]:
        strip = except_at, (between[1] - between[0]) / 128
    parts = landscape(function, between, strip)
    jumps = NearestJump(function, parts, between, strip)
    places = stops(*between, _STOPS)
    is_proportional = all(_is_proportional(part) for part in parts)

    def draw(a: float) -> Picture:
        place = reading(a, places.step)
        if _is_same(a, except_at, between):
            here = None
            caption = f"a = {place}: {name}({typed(a)}) is left out, its loop would never end."
        else:
            # Sliders add up their steps; 0 should not come out as 4e−16.
            here = curve(function, torch.tensor([round(a, 12)], dtype=torch.float64, device="cpu"))
            way = f"{doublings(a)} " if is_doubling else ""
            caption = (
                f"a = {place}: {way}{_value_and_slope(name, here, is_proportional)} "
                f"{_told(name, jumps.to(a), between)}"
            )
        alt = (
            f"Above, the pieces of {name} from a = {typed(between[0])} to {typed(between[1])} "
            f"with the tangent at a; below, autograd's derivative at each a. {caption}"
        )
        figure = control_flow_figure(name, parts, here, is_proportional=is_proportional)
        return Picture([image_of(figure, alt=alt)], caption)

    slider = Slider("a", "a", at, *places, places.readings)
    show_explorer(draw, [slider], label=f"The pieces of {name}")


def doubling(a: torch.Tensor) -> torch.Tensor:
    """Return k·a, where a loop and a branch that depend on ``a`` decide what k is.

    ``a`` is one number, and not 0: no number of doublings takes 0 to 1000.
    """
    b = 2 * a
    while b.norm() < 1000:
        b = 2 * b
    return b if b.sum() > 0 else 100 * b


def doublings(a: float) -> str:
    """Return which way ``doubling`` takes for the number ``a``, counted without torch."""
    b, count = 2 * a, 1
    while abs(b) < 1000:
        b, count = 2 * b, count + 1
    times = "once" if count == 1 else f"{count} times"
    return f"doubled {times}{'.' if b > 0 else ', then multiplied by 100.'}"


def landscape(
    f: TensorFunction, between: tuple[float, float], strip: tuple[float, float] | None = None
) -> list[Pieces]:
    """Return the pieces of ``f``: left and right of a strip, if there is one.

    A strip, given by its middle and how far it reaches to each side, is left out: loops run ever
    longer there, and jumps lie ever closer.

    Raises:
        PictureError: as ``number_at`` in arguments does.

    """
    low, high = between
    ends = [(low, high)]
    if strip is not None:
        middle, width = strip
        ends = [(low, middle - width), (middle + width, high)]
    return [
        pieces(f, torch.linspace(start, end, _POINTS, dtype=torch.float64, device="cpu"))
        for start, end in ends
        if start < end
    ]


def control_flow_figure(
    name: str, parts: Sequence[Pieces], here: Curve | None, *, is_proportional: bool
) -> Figure:
    """Draw the pieces with the tangent at the one point of ``here``; below, the derivative.

    Each of ``parts`` has a column of its own. If f(a)/a is the derivative everywhere, it is drawn
    over it.
    """
    with styled_figure(7.2, 5.0) as figure:
        # Fixed places are quick to draw.
        figure.set_layout_engine("none")
        place = {"left": 0.15, "right": 0.98, "bottom": 0.22, "top": 0.92, "wspace": 0.24}
        rows = figure.subplots(
            2, len(parts), squeeze=False, height_ratios=(3, 2), gridspec_kw=place
        )
        figure.suptitle(f"{name} and its derivative by autograd", fontsize=12)
        slopes = torch.cat([part.curve.slopes for part in parts])
        # Within the strip the point stands alone, far from the pieces perhaps.
        alone = None if here is None or _is_on_a_piece(here, parts) else here
        for part, above, below in zip(parts, *rows, strict=True):
            _draw_values(above, name, part, is_proportional)
            _draw_slopes(below, name, part, is_proportional)
            # The strip that was left out is part of the axis.
            ends = _ends(part, parts)
            margin = 0.02 * (ends[1] - ends[0])  # for the dot at an end
            for axes in (above, below):
                axes.set_xlim(ends[0] - margin, ends[1] + margin)
            if here is not None and ends[0] <= here.x.item() <= ends[1]:
                _draw_point(above, below, here, ends)
                if alone is not None:
                    above.set_ylim(_widened(above.get_ylim(), alone.values.item()))
            _scale_slopes(below, slopes, None if alone is None else alone.slopes.item())
        rows[0, 0].set_ylabel(f"{name}(a)")
        rows[1, 0].set_ylabel("derivative")
        figure.align_ylabels(rows[:, 0])
        for axes in rows[1, 1:]:  # the same axis as the first one's
            axes.tick_params(labelleft=False)
        figure.legend(*_entries(rows), loc="lower center", ncols=3, frameon=False)
    return figure


def _ends(part: Pieces, parts: Sequence[Pieces]) -> tuple[float, float]:
    low, high = part.curve.x[0].item(), part.curve.x[-1].item()
    if len(parts) == 1:
        return low, high
    middle = (parts[0].curve.x[-1].item() + parts[1].curve.x[0].item()) / 2
    return (low, middle) if part is parts[0] else (middle, high)


def _draw_values(axes: Axes, name: str, part: Pieces, is_proportional: bool) -> None:
    axes.plot(part.curve.x, part.curve.values, "-", color=PALETTE[0], label=f"{name}(a)")
    low, high = limits(part.curve.values)
    if is_proportional:  # each piece lies on a line through the origin: show where that is
        low, high = min(low, 0.0), max(high, 0.0)
    if len(part.jumps):
        low -= 0.07 * (high - low)  # a strip for the marks, below the curve
        axes.plot(
            part.jumps,
            torch.full_like(part.jumps, 0.04),
            "x",
            color=PALETTE[3],
            transform=axes.get_xaxis_transform(),
            label="jump",
        )
    axes.set_ylim(low, high)


def _draw_slopes(axes: Axes, name: str, part: Pieces, is_proportional: bool) -> None:
    axes.plot(
        part.curve.x, part.curve.slopes, "-", color=PALETTE[2], linewidth=3, label="derivative"
    )
    if is_proportional:
        quotient = part.curve.values / part.curve.x
        axes.plot(part.curve.x, quotient, ":", color="black", label=f"{name}(a)/a")
    axes.set_xlabel("a")


def _draw_point(above: Axes, below: Axes, here: Curve, ends: tuple[float, float]) -> None:
    x, value, slope = here.x.item(), here.values.item(), here.slopes.item()
    if math.isfinite(slope):
        line = [value + slope * (end - x) for end in ends]
        above.plot(ends, line, "--", color=PALETTE[1], label="tangent at a")
    above.plot([x], [value], "o", color="black")
    below.plot([x], [slope], "o", color="black")


def _is_on_a_piece(here: Curve, parts: Sequence[Pieces]) -> bool:
    return any(part.curve.x[0] <= here.x.item() <= part.curve.x[-1] for part in parts)


def _widened(ends: tuple[float, float], value: float) -> tuple[float, float]:
    """Return an axis' ends, moved so that a finite ``value`` has a margin to both."""
    if not math.isfinite(value):
        return ends
    margin = 0.08 * (max(*ends, value) - min(*ends, value))
    return min(ends[0], value - margin), max(ends[1], value + margin)


def _scale_slopes(axes: Axes, slopes: torch.Tensor, alone: float | None) -> None:
    """Give all columns one axis for the derivative, logarithmic where factors matter.

    It has room for the slope of a point that stands ``alone``, too.
    """
    from matplotlib.ticker import NullLocator

    known = slopes[slopes.isfinite()]
    low, high = limits(slopes)
    every = known
    if alone is not None and math.isfinite(alone):
        low, high = _widened((low, high), alone)
        every = torch.cat([known, torch.tensor([alone], dtype=torch.float64, device="cpu")])
    if len(known) and every.min() > 0 and known.max() > 30 * known.min():
        is_doubled = ((known.log2() == known.log2().round()) & (known != 1)).any()
        axes.set_yscale("log", base=2 if is_doubled else 10)
        axes.yaxis.set_major_formatter(lambda tick, _: counted(tick))
        axes.yaxis.set_minor_locator(NullLocator())
        low, high = every.min().item() / 2, every.max().item() * 2
    axes.set_ylim(low, high)


def _entries(rows: np.ndarray) -> tuple[list[Artist], list[str]]:
    """Return each label of the picture once, with what it labels."""
    named: dict[str, Artist] = {}
    for axes in rows.flat:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            named.setdefault(label, handle)
    return list(named.values()), list(named)


def _is_same(a: float, except_at: float | None, between: tuple[float, float]) -> bool:
    # A slider's arithmetic reaches 0 only nearly.
    return except_at is not None and abs(a - except_at) <= 1e-9 * (between[1] - between[0])


def _is_proportional(part: Pieces) -> bool:
    whole = part.curve
    known = whole.values.isfinite()
    promised = (whole.slopes * whole.x)[known]
    return bool(promised.any()) and torch.allclose(whole.values[known], promised, rtol=1e-9)


def _value_and_slope(name: str, here: Curve, is_proportional: bool) -> str:
    a, value, slope = here.x.item(), here.values.item(), here.slopes.item()
    if math.isnan(value):
        return f"{name}(a) is not defined here."
    if math.isinf(value):
        return f"{name}(a) = {counted(value)}, and there is no derivative."
    if not here.is_reached.item():
        return (
            f"{name}(a) = {counted(value)}, and no path leads from {name}(a) to a: autograd has "
            "no derivative to give."
        )
    text = f"{name}(a) = {counted(value)}, derivative {counted(slope)}"
    # At 0 the quotient is 0/0, whatever autograd says.
    is_quotient = is_proportional and a != 0 and math.isclose(value, slope * a, rel_tol=1e-9)
    return f"{text} = {name}(a)/a." if is_quotient else f"{text}."


def _told(name: str, found: Found, between: tuple[float, float]) -> str:
    """Say where the nearest jump is, and around which stretch nobody looked for a nearer one."""
    low, high = map(typed, found.unknown or between)
    beyond = f" outside of {low} to {high}" if found.unknown else ""
    if found.jump is None:
        return f"No jump between {typed(between[0])} and {typed(between[1])}{beyond}."
    place, size = found.jump
    return (
        f"The nearest jump{beyond} is at a = {number(place)}, where {name} "
        f"{'rises' if size > 0 else 'falls'} by {counted(abs(size))}, unseen by autograd."
    )
