"""Read a plot as data: its lines, labels and scales."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.lesson.door.data import LONGEST, MOST_ENTRIES, Drawing, Line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.legend import Legend

#: Whether the code that is drawing has called ``plt.show``.
_was_shown: ContextVar[bool] = ContextVar("was_shown", default=False)
#: How matplotlib writes that there is no line, or no marker.
_NOTHING = ("None", "none", " ", "", None)
#: More lines than this are no answer to any exercise.
_MOST_LINES = 200


def read_plot(axes: Axes) -> Drawing:
    """Return what is drawn on ``axes``; lines named in a legend alone are found there."""
    figure = axes.get_figure(root=True)
    own = axes.get_legend()
    there = ([] if own is None else [own]) + ([] if figure is None else list(figure.legends))
    legends = [legend for legend in there if legend.get_visible()]
    titles = [axes.get_title(where) for where in ("left", "center", "right")]
    named = _names(axes, legends)[:_MOST_LINES]
    return Drawing(
        lines=tuple(
            Line(name[:LONGEST], _is_seen(line), _has_line(line), _looks(line), *_points(line))
            for line, name in named
        ),
        legend=tuple(text.get_text()[:LONGEST] for legend in legends for text in legend.get_texts())
        if legends
        else None,
        xscale=str(axes.get_xscale()),
        yscale=str(axes.get_yscale()),
        title=("".join(titles) or (figure.get_suptitle() if figure else ""))[:LONGEST],
        xlabel=(axes.get_xlabel() or (figure.get_supxlabel() if figure else ""))[:LONGEST],
        ylabel=(axes.get_ylabel() or (figure.get_supylabel() if figure else ""))[:LONGEST],
        in_figure=figure is not None,
        was_shown=_was_shown.get(),
        xlim=_ends(axes.get_xlim()),
        ylim=_ends(axes.get_ylim()),
        misnamed=tuple(_misnamed(named, legends)),
    )


def _ends(limits: tuple[float, float]) -> tuple[float, float]:
    one, other = map(float, limits)
    return min(one, other), max(one, other)


@contextlib.contextmanager
def figures_closed() -> Iterator[None]:
    """Close the figures that are opened inside, so that a test cell does not display them.

    ``plt.show`` ends the current figure inside, as it does in a notebook.
    """
    import matplotlib.pyplot as plt

    before = set(plt.get_fignums())
    shows = plt.show

    def show(*_: object, **__: object) -> None:
        _was_shown.set(True)
        for number in set(plt.get_fignums()) - before:
            plt.close(number)

    plt.show, told = show, _was_shown.set(False)
    try:
        yield
    finally:
        plt.show = shows
        _was_shown.reset(told)
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


def _scattered(axes: Axes) -> list[PathCollection]:
    """Return what ``scatter`` has drawn: markers without a line."""
    from matplotlib.collections import PathCollection

    return [drawn for drawn in axes.collections if isinstance(drawn, PathCollection)]


def _points(line: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    # What is drawn, as floats: masked entries are NaN, words and dates are numbers.
    data: Any
    if hasattr(line, "get_offsets"):
        data = np.ma.filled(np.ma.asarray(line.get_offsets(), float), np.nan).T
    else:
        data = line.get_data(orig=False)
    x, y = (np.asarray(each, float)[:MOST_ENTRIES] for each in data)
    return tuple(x.tolist()), tuple(y.tolist())


def _has_line(line: Any) -> bool:
    """Whether neighbouring points are joined."""
    if hasattr(line, "get_offsets"):
        return False
    return line.get_linestyle() not in _NOTHING and line.get_linewidth() > 0


def _is_seen(line: Any) -> bool:
    if line.get_alpha() == 0:
        return False
    if hasattr(line, "get_offsets"):
        return bool(line.get_visible() and len(line.get_paths()))
    return bool(line.get_visible() and (_has_line(line) or line.get_marker() not in _NOTHING))


def _looks(line: Any) -> str:
    """Whatever tells a line apart but its colour; two dash patterns are both called '--'."""
    if hasattr(line, "get_offsets"):
        shapes = [path.vertices.round(3).tolist() for path in line.get_paths()[:1]]
        return f"scatter {shapes} {np.asarray(line.get_sizes()).tolist()[:1]}"[:LONGEST]
    hollow = str(line.get_markerfacecolor()).lower() in ("none", "white", "w")
    looks = (
        str(getattr(line, "_unscaled_dash_pattern", None)),  # matplotlib has no public name for it
        line.get_linestyle(),
        str(line.get_marker()),
        line.get_fillstyle(),
        hollow,
        line.get_linewidth(),
    )
    return str(looks)[:LONGEST]


def _misnamed(
    named: Sequence[tuple[Any, str]], legends: Sequence[Legend]
) -> Iterator[tuple[str, str]]:
    """Yield the label of each line that a legend calls by another line's label, and that label.

    A legend made as ``legend(["one", "two"])`` gives names in the order of drawing, whatever the
    labels are.
    """
    labels = {name for _, name in named if not name.startswith("_")}
    for legend in legends:
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            called = text.get_text()
            fitting = [name for line, name in named if _key(line) == _key(handle)]
            if len(fitting) == 1 and called != fitting[0] and labels >= {called, fitting[0]}:
                yield fitting[0][:LONGEST], called[:LONGEST]


def _names(axes: Axes, legends: Sequence[Legend]) -> list[tuple[Any, str]]:
    """Return the lines with their labels; lines named in a legend alone are found there."""
    lines = [*axes.get_lines(), *_scattered(axes)]
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
