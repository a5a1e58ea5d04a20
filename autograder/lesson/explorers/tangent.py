"""A curve, its tangent at a point that you move, and the slopes that the tangent has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from autograder.lesson.explorers.arguments import TensorFunction, as_place, name_of
from autograder.lesson.explorers.curves import Curve, curve, limits, pieces
from autograder.lesson.numbers.numerals import number, reading, rounded, stops
from autograder.lesson.pictures.controls import Slider
from autograder.lesson.pictures.figures import PALETTE, Picture, image_of
from autograder.lesson.pictures.interactive import show_explorer, styled_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS = 301
_STOPS = 120


def tangent(
    f: TensorFunction, *, at: float = 1.0, between: tuple[float, float] = (-3.0, 3.0)
) -> None:
    """Show ``f`` with its tangent at ``at``, and a slider that moves the point.

    Args:
        f: turns a tensor of shape ``()`` into a tensor of shape ``()``; it may contain control
            flow. Its slope is what autograd says. What it prints is shown for the one point, and
            not for all that the curve is made of.
        at: where the point is at first.
        between: from where to where ``f`` is drawn.

    Raises:
        PictureError: if ``f`` is or returns something else, ``at`` lies outside, or ``between``
            is not two numbers in order.

    """
    at, (low, high) = as_place(at, between)
    # Each move draws everything anew; the curve's numbers are computed once.
    whole = pieces(f, torch.linspace(low, high, _POINTS, dtype=torch.float64, device="cpu")).curve
    name = name_of(f)
    places = stops(low, high, _STOPS)

    def draw(x: float) -> Picture:
        # Sliders add up their steps; 0 should not come out as 4e−16.
        here = curve(f, torch.tensor([round(x, 12)], dtype=torch.float64, device="cpu"))
        caption = f"At x = {reading(x, places.step)}: {_value_and_slope(name, here)}"
        its_tangent = " with its tangent" if here.slopes.isfinite() else ""
        alt = (
            f"Above, the curve {name} from x = {number(low)} to {number(high)}{its_tangent}; "
            f"below, the slope at each x. {caption}"
        )
        return Picture([image_of(tangent_figure(name, whole, here), alt=alt)], caption)

    slider = Slider("x", "x", at, *places, places.readings)
    show_explorer(draw, [slider], label=f"Tangent to {name}")


def _value_and_slope(name: str, here: Curve) -> str:
    value, slope = here.values.item(), here.slopes.item()
    if math.isnan(value):
        return f"{name}(x) is not defined here."
    if math.isinf(value):
        return f"{name}(x) = {rounded(value)}, and there is no slope."
    if not here.is_reached.item():
        return (
            f"{name}(x) = {rounded(value)}, and no path leads from {name}(x) to x: autograd has no "
            "slope to give."
        )
    return f"{name}(x) = {rounded(value)}, and autograd gives the slope {rounded(slope)}."


def tangent_figure(name: str, whole: Curve, here: Curve) -> Figure:
    """Draw the curve ``whole`` and the tangent at the one point of ``here``; below, the slopes."""
    x, value, slope = here.x.item(), here.values.item(), here.slopes.item()
    low, high = whole.x[0].item(), whole.x[-1].item()
    margin = 0.02 * (high - low)  # for the dot at an end
    with styled_figure(6.4, 4.9) as figure:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        above.plot(whole.x, whole.values, color=PALETTE[0], label=f"{name}(x)")
        ends = (low - margin, high + margin)
        if math.isfinite(slope):
            line = [value + slope * (end - x) for end in ends]
            above.plot(ends, line, "--", color=PALETTE[1], label="tangent at x")
        above.plot([x], [value], "o", color="black")
        above.set(ylim=limits(whole.values), ylabel=f"{name}(x)", title=f"{name} and its slope")
        below.plot(whole.x, whole.slopes, "-.", color=PALETTE[2], label="slope at each x")
        below.plot([x], [slope], "o", color="black")
        below.set(ylim=limits(whole.slopes), xlim=ends, xlabel="x", ylabel="slope")
        # Outside, where no tangent ever comes.
        figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return figure
