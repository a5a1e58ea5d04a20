"""Fewer bends: each line loses the points that it can do without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.lesson.graph.boxes import Box
from autograder.lesson.graph.curves import Point, sampled, smooth

Array = NDArray[np.float64]
#: CSS pixels between a line and a box that it passes.
_CLEAR = 10.0
#: CSS pixels between the heights at which lines are compared.
_STEP = 4.0
#: How many points away a line stays where it is when a point goes: a piece of it depends on two
#: points above and two below, and each end brings one point of its own.
_NEAR = 4


def eased(
    ways: Sequence[Sequence[Point]], ends: Sequence[tuple[int, int]], boxes: Sequence[Box]
) -> list[list[Point]]:
    """Return the ways without the points that they can do without.

    A point goes if the line then still passes all boxes at a distance, and crosses no more lines
    than before. ``ends`` are the positions in ``boxes`` of the upper and the lower box of each.
    """
    kept = [list(way) for way in ways]
    if not kept:
        return kept
    heights = np.arange(min(box.top for box in boxes), max(box.bottom for box in boxes), _STEP)
    lines = np.stack([_at(heights, way) for way in kept])
    around = [box.grown(_CLEAR) for box in boxes]
    for number, (way, own) in enumerate(zip(ways, ends, strict=True)):
        # A curve never leaves the rectangle around its points.
        span = _span(way)
        others = [
            box for position, box in enumerate(around) if position not in own and box.overlaps(span)
        ]
        for point in way[1:-1]:
            now = kept[number]
            position = next(k for k, other in enumerate(now) if other is point)
            # The line moves between the points around this one, and nowhere else.
            top, bottom = now[max(position - _NEAR, 0)][1], now[position:][:_NEAR][-1][1]
            near = slice(*np.searchsorted(heights, (top, bottom)))
            fewer = now[:position] + now[position + 1 :]
            line, there = _at(heights[near], fewer), lines[:, near]
            if _crossings(line, there, number) <= _crossings(
                there[number], there, number
            ) and not any(
                _hits(line, heights[near], box)
                for box in others
                if box.top < bottom and box.bottom > top
            ):
                kept[number], lines[number, near] = fewer, line
    return kept


def _span(way: Sequence[Point]) -> Box:
    across = [x for x, _ in way]
    (_, top), (_, bottom) = way[0], way[-1]
    # An upright line has no width of its own.
    return Box(min(across) - 1, top, max(across) - min(across) + 2, bottom - top)


def _at(heights: Array, way: Sequence[Point]) -> Array:
    """Return x of a smooth line at heights, shape (heights,); NaN above and below it."""
    pieces = [
        cubic
        for cubic in smooth(way)
        if len(heights) and cubic[3][1] >= heights[0] and cubic[0][1] <= heights[-1]
    ]
    if not pieces:
        return np.full(len(heights), np.nan)
    across, down = zip(*sampled(pieces), strict=True)
    found: Array = np.interp(heights, down, across, left=np.nan, right=np.nan)
    return found


def _crossings(line: Array, lines: Array, number: int) -> int:
    """Return how often a line crosses the others, of which ``number`` is itself."""
    sides = np.sign(lines - line)
    sides[number] = np.nan
    return int(np.sum(sides[:, 1:] * sides[:, :-1] < 0))


def _hits(line: Array, heights: Array, box: Box) -> bool:
    first, last = np.searchsorted(heights, (box.top, box.bottom))
    passing = line[first:last]
    return bool(np.any((passing > box.left) & (passing < box.right)))
