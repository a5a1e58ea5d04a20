"""A curve, its tangent at a point that you move, and the slopes that the tangent has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from autograder.lesson.explorers.curves import (
    Curve,
    Function,
    curve,
    limits,
    name_of,
    number,
    pieces,
    readings,
    require_inside,
)
from autograder.lesson.explorers.explorer import show_explorer, styled_figure
from autograder.lesson.figures import PALETTE, Picture, image_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS = 301
_STEPS = 120


def tangent(f: Function, *, at: float = 1.0, between: tuple[float, float] = (-3.0, 3.0)) -> None:
    """Show ``f`` with its tangent at ``at``, and a slider that moves the point.

    Args:
        f: turns a tensor of shape ``()`` into a tensor of shape ``()``; it may contain control
            flow. Its slope is what autograd says.
        at: where the point is at first.
        between: from where to where ``f`` is drawn.

    Raises:
        PictureError: if ``f`` returns something else, ``at`` lies outside, or ``between`` is not
            two numbers in order.

    """
    from autograder.lesson.explorers.controls import Slider

    require_inside(at, between)
    low, high = between
    # Each move draws everything anew; the curve's numbers are computed once.
    whole = pieces(f, torch.linspace(low, high, _POINTS, dtype=torch.float64)).curve
    name = name_of(f)

    def draw(x: float) -> Picture:
        here = curve(f, torch.tensor([x], dtype=torch.float64))
        caption = (
            f"At x = {number(round(x, 12))}: {name}(x) = {number(here.values.item())}, "
            f"slope {number(here.slopes.item())}."
        )
        alt = (
            f"Above, the curve {name} from x = {number(low)} to {number(high)} with its tangent; "
            f"below, the slope at each x. {caption}"
        )
        return Picture([image_of(tangent_figure(name, whole, here), alt=alt)], caption)

    step = (high - low) / _STEPS
    slider = Slider("x", "x", at, low, high, step, readings(low, high, _STEPS))
    show_explorer(draw, [slider], label=f"Tangent to {name}")


def tangent_figure(name: str, whole: Curve, here: Curve) -> Figure:
    """Draw the curve ``whole`` and the tangent at the one point of ``here``; below, the slopes."""
    x, value, slope = here.x.item(), here.values.item(), here.slopes.item()
    with styled_figure(6.4, 4.6) as figure:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        above.plot(whole.x, whole.values, color=PALETTE[0], label=f"{name}(x)")
        line = value + slope * (whole.x - x)
        above.plot(whole.x, line, "--", color=PALETTE[1], label="tangent")
        above.plot([x], [value], "o", color="black")
        above.set(ylim=limits(whole.values), ylabel=f"{name}(x)", title=f"{name} and its slope")
        above.legend(loc="upper left")
        below.plot(whole.x, whole.slopes, "-.", color=PALETTE[2], label="slope")
        below.plot([x], [slope], "o", color="black")
        ends = (whole.x[0].item(), whole.x[-1].item())
        below.set(ylim=limits(whole.slopes), xlim=ends, xlabel="x", ylabel="slope")
    return figure
