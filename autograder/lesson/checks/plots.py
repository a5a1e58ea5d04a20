"""Compare a plot, as data, with what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import torch

from autograder.lesson.door import Data, Drawing, Line
from autograder.lesson.door.data import kind_of
from autograder.lesson.numbers.comparison import Difference
from autograder.lesson.numbers.numerals import apart, measured
from autograder.lesson.numbers.words import with_article


def plot_difference(
    drawing: Data,
    *,
    x: torch.Tensor,
    curves: Mapping[str, torch.Tensor],
    rtol: float,
    atol: torch.Tensor,
    scale: str,
    is_joined: bool | None = None,
) -> Difference | None:
    """Return how a plot differs from what was asked for, or ``None`` where it does not.

    Points may be plotted in any order of x; a curve is found by its label. Parameters as in
    :func:`autograder.lesson.checks.plot.plot`.
    """
    if not isinstance(drawing, Drawing):
        return Difference(
            f"Return the Axes you drew on; yours is {with_article(kind_of(drawing))}."
        )
    if not drawing.in_figure:
        return Difference("The Axes you returned are in no figure any more.")
    if drawing.was_shown and not drawing.lines:
        return Difference(
            "Nothing is drawn on the Axes you returned. plt.show() ended your figure, and "
            "plt.gca() after it makes a new, empty one: keep the Axes before that, "
            "axes = plt.gca(), and return them."
        )
    looks = []
    for label in curves:
        lines = [line for line in drawing.lines if line.label == label and line.is_seen]
        if not lines:
            labels = [repr(line.label) for line in drawing.lines if not line.label.startswith("_")]
            unnamed = len(drawing.lines) - len(labels)
            there = ", ".join(labels + ([f"{unnamed} without a label"] if unnamed else []))
            return Difference(
                f"No visible line is labelled {label!r}. Lines there: {there or 'none'}."
            )
        if len(lines) > 1:
            return Difference(f"{len(lines)} lines are labelled {label!r}: which one is it?")
        fault = _curve_difference(lines[0], x, curves, rtol, atol)
        if fault is not None:
            return _exchanged(drawing, label, x, curves, rtol, atol) or fault
        outside = _outside(drawing, lines[0])
        if outside:
            return Difference(
                f"{outside} of the {len(lines[0].x)} points of {label!r} lie outside the picture. "
                "How far do its axes reach?"
            )
        if is_joined is not None and lines[0].has_line != is_joined:
            wanted = "a line" if is_joined else "markers without a line"
            return Difference(f"Curve {label!r} is wanted as {wanted}.")
        looks.append(lines[0].looks)
    fault = _furniture_difference(drawing, scale, curves)
    if fault is None and len(set(looks)) < len(looks):
        return Difference(
            "Two curves differ by colour alone. Give each a marker or a line style of its own."
        )
    return fault


def drawn_curves(
    drawing: Data, x: torch.Tensor, curves: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Return y, in the order of ``x``, of each curve that is drawn over ``x``, by its label."""
    if not isinstance(drawing, Drawing):
        return {}
    at = x.detach().cpu().double()
    found = {}
    for line in drawing.lines:
        got_x, got_y = (torch.tensor(z, dtype=torch.float64) for z in (line.x, line.y))
        if line.label not in curves or got_x.shape != at.shape:
            continue
        y = torch.empty_like(at)
        y[at.argsort()] = got_y[got_x.argsort()]
        found[line.label] = y
    return found


def _outside(drawing: Drawing, line: Line) -> int:
    """Return how many points of a line the ends of the axes cut off."""
    x, y = np.array(line.x), np.array(line.y)
    (left, right), (low, high) = drawing.xlim, drawing.ylim
    return int((~((left <= x) & (x <= right) & (low <= y) & (y <= high))).sum())


def _exchanged(
    drawing: Drawing,
    label: str,
    x: torch.Tensor,
    curves: Mapping[str, torch.Tensor],
    rtol: float,
    atol: torch.Tensor,
) -> Difference | None:
    """Return what to say of a wrong line that shows what another one should."""
    drawn = drawn_curves(drawing, x, curves)
    noise = atol.detach().cpu().double()

    def shows(line: str, curve: str) -> bool:
        wanted = curves[curve].detach().cpu().double()
        return line in drawn and bool(
            ((drawn[line] - wanted).abs() <= noise + rtol * wanted.abs()).all()
        )

    for other in curves:
        if other == label or not shows(label, other):
            continue
        if shows(other, other):
            return Difference(
                f"Line {label!r} shows what line {other!r} shows. Are both computed the same way?"
            )
        return Difference(f"Line {label!r} shows what line {other!r} should. Which is which?")
    return None


def _curve_difference(
    line: Line,
    x: torch.Tensor,
    curves: Mapping[str, torch.Tensor],
    rtol: float,
    atol: torch.Tensor,
) -> Difference | None:
    label, got_x, got_y = line.label, np.array(line.x), np.array(line.y)
    at = x.detach().cpu().double().numpy()
    if got_x.shape != at.shape:
        return Difference(f"Line {label!r} has {got_x.size} points; {at.size} are wanted.")
    ours, theirs = np.argsort(at), np.argsort(got_x)
    if not np.allclose(got_x[theirs], at[ours], rtol=1e-6, atol=0):
        return Difference(f"Line {label!r} is drawn over other x values than those given.")
    y = got_y[theirs]
    wanted = {name: curve.detach().cpu().double().numpy()[ours] for name, curve in curves.items()}
    noise = atol.detach().cpu().double().numpy()[ours]
    expected, allowed = wanted[label], noise + rtol * np.abs(wanted[label])
    wrong = ~(np.abs(y - expected) <= allowed)  # NaN counts as wrong
    if not wrong.any():
        return None
    if not np.isfinite(y).all():
        k = int(np.argmin(np.isfinite(y)))
        return Difference(
            f"Line {label!r} is not finite: {y[k]} at x = {measured(at[ours][k], 3)}."
        )
    if np.all(np.abs(np.abs(y) - expected) <= allowed):
        return Difference(
            f"Line {label!r} would be right without its signs. Is an absolute value missing?"
        )
    k = int(np.argmax(np.where(wrong, np.abs(y - expected) / allowed, -1.0)))
    yours, about = apart(float(y[k]), float(expected[k]), digits=3)
    return Difference(
        f"Line {label!r} shows other values than it should.",
        (
            ("wrong points", f"{int(wrong.sum())} of {y.size}"),
            ("worst one at", f"{measured(at[ours][k], 3)} on the x axis"),
            ("yours", yours),
            ("expected about", about),
        ),
    )


def _furniture_difference(drawing: Drawing, scale: str, labels: Iterable[str]) -> Difference | None:
    for name, has in (("x", drawing.xscale), ("y", drawing.yscale)):
        if has != scale:
            return Difference(f"The {name} axis is {has}; a {scale} scale is wanted.")
    for name, text in (
        ("x axis has no label", drawing.xlabel),
        ("y axis has no label", drawing.ylabel),
        ("plot has no title", drawing.title),
    ):
        if not text.strip():
            return Difference(f"The {name}.")
    if drawing.legend is None:
        return Difference("There is no legend to tell the curves apart.")
    for label in labels:
        if label not in drawing.legend:
            return Difference(
                f"The legend does not name {label!r}. Was it made after the curves were drawn?"
            )
    if drawing.misnamed:
        label, called = drawing.misnamed[0]
        return Difference(
            f"The legend names the line that is labelled {label!r} {called!r}. axes.legend() "
            "without names takes them from the lines."
        )
    return None
