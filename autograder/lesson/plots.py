"""Read a plot as data: its lines, labels and scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from autograder.lesson.comparison import Difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_difference(
    axes: Any,
    *,
    x: torch.Tensor,
    curves: Mapping[str, torch.Tensor],
    rtol: float,
    atol: torch.Tensor,
    scale: str,
) -> Difference | None:
    """Return how a plot differs from what was asked for, or ``None`` where it does not.

    Points may be plotted in any order of x; a curve is found by its label. Parameters as in
    :meth:`autograder.lesson.checks.Check.plot`.
    """
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes):
        return Difference(f"Return the Axes you drew on; yours is a {type(axes).__name__}.")
    lines = {str(line.get_label()): line for line in axes.get_lines()}
    for label, wanted in curves.items():
        if label not in lines:
            there = ", ".join(repr(name) for name in lines) or "none"
            return Difference(f"No line is labelled {label!r}. Lines there: {there}.")
        # float() first: a line keeps what it was given, tensors and dates included.
        got_x = np.asarray(lines[label].get_xdata(), dtype=float)
        got_y = np.asarray(lines[label].get_ydata(), dtype=float)
        fault = _curve_difference(label, got_x, got_y, x, wanted, rtol, atol)
        if fault is not None:
            return fault
    looks = {(lines[label].get_marker(), lines[label].get_linestyle()) for label in curves}
    if len(looks) < len(curves):
        return Difference(
            "Two curves differ by colour alone. Give each a marker or a line style of its own."
        )
    return _furniture_difference(axes, scale)


def close(axes: Any) -> None:
    """Close the figure of ``axes``, so that a test cell does not display it once more."""
    import matplotlib.pyplot as plt

    figure = getattr(axes, "figure", None)
    if figure is not None:
        plt.close(figure)


def _curve_difference(
    label: str,
    got_x: np.ndarray[Any, Any],
    got_y: np.ndarray[Any, Any],
    x: torch.Tensor,
    wanted: torch.Tensor,
    rtol: float,
    atol: torch.Tensor,
) -> Difference | None:
    at = x.detach().cpu().double().numpy()
    if got_x.shape != at.shape:
        return Difference(f"Line {label!r} has {got_x.size} points; {at.size} are wanted.")
    ours, theirs = np.argsort(at), np.argsort(got_x)
    if not np.allclose(got_x[theirs], at[ours], rtol=1e-6, atol=0):
        return Difference(f"Line {label!r} is drawn over other x values than those given.")
    y, expected = got_y[theirs], wanted.detach().cpu().double().numpy()[ours]
    allowed = atol.detach().cpu().double().numpy()[ours] + rtol * np.abs(expected)
    wrong = ~(np.abs(y - expected) <= allowed)  # NaN counts as wrong
    if not wrong.any():
        return None
    k = int(np.argmax(np.where(wrong, np.abs(y - expected) / allowed, -1.0)))
    return Difference(
        f"Line {label!r} shows other values than it should.",
        (
            ("wrong points", f"{int(wrong.sum())} of {y.size}"),
            ("worst one at", f"x = {at[ours][k]:.3g}"),
            ("yours", f"{y[k]:.3g}"),
            ("expected about", f"{expected[k]:.3g}"),
        ),
    )


def _furniture_difference(axes: Axes, scale: str) -> Difference | None:
    for name, has in (("x", axes.get_xscale()), ("y", axes.get_yscale())):
        if has != scale:
            return Difference(f"The {name} axis is {has}; a {scale} scale is wanted.")
    for name, text in (
        ("x axis", axes.get_xlabel()),
        ("y axis", axes.get_ylabel()),
        ("plot", axes.get_title()),
    ):
        if not text.strip():
            return Difference(f"The {name} has no {'title' if name == 'plot' else 'label'}.")
    if axes.get_legend() is None:
        return Difference("There is no legend to tell the curves apart.")
    return None
