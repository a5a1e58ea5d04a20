"""The gaps between the layers of boxes: where lines go sideways, and how much height that takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest

from autograder.lesson.diagrams.boxes import Box
from autograder.lesson.diagrams.smoothing import Point

#: Upper and lower height.
Gap = tuple[float, float]
#: A line may go this many times as far sideways as a gap is high.
_FLATTEST = 6.0
#: CSS pixels between a line and a box that it passes.
_CLEAR = 8.0
#: CSS pixels that a gap can gain.
_MOST = 60.0


def gaps_between(boxes: Sequence[Box]) -> list[Gap]:
    """Return the heights, from top to bottom, at which there is no box."""
    first, *others = sorted(boxes, key=lambda box: box.top)
    gaps: list[Gap] = []
    low = first.bottom
    for box in others:
        if box.top > low:
            gaps.append((low, box.top))
        low = max(low, box.bottom)
    return gaps


def through(way: Sequence[Point], gaps: Sequence[Gap], boxes: Sequence[Box]) -> list[Point]:
    """Return a way that goes sideways in the gaps alone, and takes a gap's whole height for it.

    Two lines then cross in a gap once, where they enter and leave it in different orders, or not
    at all. ``way`` leads downward and sideways by turns, from one of the ``boxes`` to another.
    """
    start, end = way[0], way[-1]
    own = [gap for gap in gaps if start[1] <= gap[0] and gap[1] <= end[1]]
    points = [start]
    across = start[0]
    for (top, bottom), below in zip_longest(own, own[1:]):
        points.append((across, top))
        across = end[0] if below is None else _beside(boxes, (_x_at(way, bottom), bottom), below[0])
        points.append((across, bottom))
    points.append(end)
    return [points[0], *(after for before, after in pairwise(points) if after[1] > before[1])]


def _beside(boxes: Sequence[Box], point: Point, bottom: float) -> float:
    """Return x of a point, or next to the box that would be in the way from there to a height."""
    x, top = point
    for box in boxes:
        if box.top < bottom and top < box.bottom and box.left - _CLEAR < x < box.right + _CLEAR:
            return box.left - _CLEAR if x < box.center[0] else box.right + _CLEAR
    return x


def _x_at(way: Sequence[Point], height: float) -> float:
    return next((x for (x, y), (_, low) in pairwise(way) if y <= height <= low), way[-1][0])


def stretch(gaps: Sequence[Gap], ways: Sequence[Sequence[Point]]) -> Callable[[float], float]:
    """Return where each height goes when gaps are made high enough for the lines through them.

    The answer grows with y, and keeps the height of what lies between two gaps. So nothing
    changes its place among the others, and no crossing comes or goes.
    """
    moves: list[tuple[float, float, float]] = []
    for top, bottom in gaps:
        aside = max(
            (abs(x - z) for way in ways for (x, y), (z, _) in pairwise(way) if y == top), default=0
        )
        missing = aside / _FLATTEST - (bottom - top)
        moves.append((top, bottom, min(max(missing, 0), _MOST)))

    def stretched(y: float) -> float:
        return y + sum(
            more * min(max((y - top) / (bottom - top), 0), 1) for top, bottom, more in moves
        )

    return stretched
