"""The lines of the picture: smooth, never turning back, and a second one beside the first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
#: A cubic Bézier curve: its start, two control points, and its end.
Cubic = tuple[Point, Point, Point, Point]
#: How far a curve is straight where it leaves a box, and where its arrowhead is.
_LEAVING, ARRIVING = 4.0, 11.0


def smooth(points: Sequence[Point]) -> list[Cubic]:
    """Return a smooth curve through points, each below the last, that leaves and arrives upright.

    x is a monotone cubic function of y in each piece (F. N. Fritsch and J. Butland, SIAM J. Sci.
    Stat. Comput. 5, 1984), so a piece never leaves the rectangle that its two points span.
    """
    points = _upright(points)
    heights = [end[1] - start[1] for start, end in pairwise(points)]
    slopes = [
        (end[0] - start[0]) / h for (start, end), h in zip(pairwise(points), heights, strict=True)
    ]
    inner = [
        _slope(above, below, h, k)
        for (above, below), (h, k) in zip(pairwise(slopes), pairwise(heights), strict=True)
    ]
    tangents = [0.0, *inner, 0.0]
    return [
        (start, (start[0] + m * h / 3, start[1] + h / 3), (end[0] - n * h / 3, end[1] - h / 3), end)
        for (start, end), h, (m, n) in zip(
            pairwise(points), heights, pairwise(tangents), strict=True
        )
    ]


def _upright(points: Sequence[Point]) -> list[Point]:
    """Return the points with one more near each end, straight below or above it."""
    (x, y), *inner, (z, w) = points
    leaving, arriving = (inner or [(z, w)])[0][1] - y, w - (inner or [(x, y)])[-1][1]
    return [
        (x, y),
        (x, y + min(_LEAVING, leaving / 4)),
        *inner,
        (z, w - min(ARRIVING, arriving / 4)),
        (z, w),
    ]


def _slope(above: float, below: float, h: float, k: float) -> float:
    """Return the weighted harmonic mean of two slopes of pieces h and k high; 0 at a turn."""
    if above * below <= 0:
        return 0.0
    return 3 * (h + k) / ((h + 2 * k) / above + (2 * h + k) / below)


def sampled(curve: Sequence[Cubic], *, pieces: int = 12) -> list[Point]:
    """Return points on the curve, ``pieces`` + 1 on each of its cubics."""
    points = [curve[0][0]]
    points += [_at(cubic, step / pieces) for cubic in curve for step in range(1, pieces + 1)]
    return points


def _at(cubic: Cubic, t: float) -> Point:
    a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = cubic
    return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def beside(points: Sequence[Point], distance: float) -> list[Point]:
    """Return a line parallel to one that runs downward, ``distance`` to its right."""
    shifted = []
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        # The ends keep their height, so that the line still ends where the boxes do.
        is_end = index in (0, len(points) - 1)
        length = math.hypot(dx, dy)
        shifted.append(
            (x + distance, y)
            if is_end or not length
            else (x + distance * dy / length, y - distance * dx / length)
        )
    return shifted
