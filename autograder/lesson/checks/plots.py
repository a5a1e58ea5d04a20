"""Read a plot as data: its lines, labels and scales."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from autograder.lesson.numbers.comparison import Difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend


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
    :func:`autograder.lesson.checks.plot.plot`.
    """
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes):
        return Difference(f"Return the Axes you drew on; yours is a {type(axes).__name__}.")
    figure = axes.get_figure(root=True)
    if figure is None:
        return Difference("The Axes you returned are in no figure any more.")
    own = axes.get_legend()
    legends = ([] if own is None else [own]) + list(figure.legends)
    names = _names(axes, legends)
    drawn = []
    for label in curves:
        lines = [line for line, name in names if name == label and _is_seen(line)]
        if not lines:
            labels = [repr(name) for _, name in names if not name.startswith("_")]
            unnamed = len(names) - len(labels)
            there = ", ".join(labels + ([f"{unnamed} without a label"] if unnamed else []))
            return Difference(
                f"No visible line is labelled {label!r}. Lines there: {there or 'none'}."
            )
        if len(lines) > 1:
            return Difference(f"{len(lines)} lines are labelled {label!r}: which one is it?")
        # What is drawn, as floats: masked entries are NaN, words and dates are numbers.
        got_x, got_y = (np.asarray(data, float) for data in lines[0].get_data(orig=False))
        fault = _curve_difference(label, got_x, got_y, x, curves, rtol, atol)
        if fault is not None:
            return fault
        drawn.append(_looks(lines[0]))
    fault = _furniture_difference(axes, figure, legends, scale, curves)
    if fault is None and len(set(drawn)) < len(drawn):
        return Difference(
            "Two curves differ by colour alone. Give each a marker or a line style of its own."
        )
    return fault


def drawn_curves(
    axes: Any, x: torch.Tensor, curves: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Return y, in the order of ``x``, of each curve that is drawn over ``x``, by its label."""
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes) or axes.get_figure(root=True) is None:
        return {}
    own = axes.get_legend()
    at = x.detach().cpu().double()
    found = {}
    for line, name in _names(axes, [] if own is None else [own]):
        got_x, got_y = (torch.tensor(np.asarray(z, float)) for z in line.get_data(orig=False))
        if name not in curves or got_x.shape != at.shape:
            continue
        y = torch.empty_like(at)
        y[at.argsort()] = got_y[got_x.argsort()]
        found[name] = y
    return found


def _is_seen(line: Any) -> bool:
    nothing = ("None", "none", " ", "", None)
    return line.get_visible() and (
        line.get_linestyle() not in nothing or line.get_marker() not in nothing
    )


def _looks(line: Any) -> tuple[Any, ...]:
    """Whatever tells a line apart but its colour; two dash patterns are both called '--'."""
    hollow = str(line.get_markerfacecolor()).lower() in ("none", "white", "w")
    return (
        str(getattr(line, "_unscaled_dash_pattern", None)),  # matplotlib has no public name for it
        line.get_linestyle(),
        str(line.get_marker()),
        line.get_fillstyle(),
        hollow,
        line.get_linewidth(),
    )


def _names(axes: Axes, legends: Sequence[Legend]) -> list[tuple[Any, str]]:
    """Return the lines with their labels; lines named in a legend alone are found there."""
    lines = list(axes.get_lines())
    names = [str(line.get_label()) for line in lines]
    if all(name.startswith("_") for name in names):
        for legend in legends:
            for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
                fitting = [k for k, line in enumerate(lines) if _key(line) == _key(handle)]
                if len(fitting) == 1:
                    names[fitting[0]] = text.get_text()
    return list(zip(lines, names, strict=True))


def _key(line: Any) -> tuple[Any, ...]:
    """Return what a legend shows of a line: its handle is a line of its own."""
    return tuple(getattr(line, f"get_{what}", str)() for what in ("color", "linestyle", "marker"))


@contextlib.contextmanager
def figures_closed() -> Iterator[None]:
    """Close the figures that are opened inside, so that a test cell does not display them."""
    import matplotlib.pyplot as plt

    before = set(plt.get_fignums())
    try:
        yield
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


def _curve_difference(
    label: str,
    got_x: np.ndarray[Any, Any],
    got_y: np.ndarray[Any, Any],
    x: torch.Tensor,
    curves: Mapping[str, torch.Tensor],
    rtol: float,
    atol: torch.Tensor,
) -> Difference | None:
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
        return Difference(f"Line {label!r} is not finite: {y[k]} at x = {at[ours][k]:.3g}.")
    for name, curve in wanted.items():
        if np.all(np.abs(y - curve) <= noise + rtol * np.abs(curve)):
            return Difference(f"Line {label!r} shows what line {name!r} should. Which is which?")
    if np.all(np.abs(np.abs(y) - expected) <= allowed):
        return Difference(
            f"Line {label!r} would be right without its signs. Is an absolute value missing?"
        )
    k = int(np.argmax(np.where(wrong, np.abs(y - expected) / allowed, -1.0)))
    return Difference(
        f"Line {label!r} shows other values than it should.",
        (
            ("wrong points", f"{int(wrong.sum())} of {y.size}"),
            ("worst one at", f"{at[ours][k]:.3g} on the x axis"),
            ("yours", f"{y[k]:.3g}"),
            ("expected about", f"{expected[k]:.3g}"),
        ),
    )


def _furniture_difference(
    axes: Axes,
    figure: Figure,
    legends: Sequence[Legend],
    scale: str,
    labels: Iterable[str],
) -> Difference | None:
    for name, has in (("x", axes.get_xscale()), ("y", axes.get_yscale())):
        if has != scale:
            return Difference(f"The {name} axis is {has}; a {scale} scale is wanted.")
    titles = [axes.get_title(where) for where in ("left", "center", "right")]
    for name, text in (
        ("x axis has no label", axes.get_xlabel() or figure.get_supxlabel()),
        ("y axis has no label", axes.get_ylabel() or figure.get_supylabel()),
        ("plot has no title", "".join(titles) or figure.get_suptitle()),
    ):
        if not text.strip():
            return Difference(f"The {name}.")
    if not legends:
        return Difference("There is no legend to tell the curves apart.")
    texts = [text.get_text() for legend in legends for text in legend.get_texts()]
    for label in labels:
        if label not in texts:
            return Difference(
                f"The legend does not name {label!r}. Was it made after the curves were drawn?"
            )
    return None
