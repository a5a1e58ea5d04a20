"""Lines are smooth, lead downward only, and have a companion beside them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from autograder.lesson.diagrams.smoothing import beside, sampled, smooth

WAYS = [
    [(0.0, 0.0), (0.0, 40.0)],
    [(0.0, 0.0), (300.0, 44.0)],
    [(0.0, 0.0), (90.0, 50.0), (90.0, 200.0), (-40.0, 260.0)],
    [(5.0, 0.0), (4.0, 1.0), (80.0, 90.0)],
]


@pytest.mark.parametrize("way", WAYS)
def test_a_curve_goes_through_its_points_and_never_turns_back(way):
    points = sampled(smooth(way), pieces=30)
    assert points[0] == way[0]
    assert points[-1] == pytest.approx(way[-1])
    for point in way:
        assert min(math.dist(point, other) for other in points) < 1e-9
    heights = [y for _, y in points]
    assert heights == sorted(heights)


@pytest.mark.parametrize("way", WAYS)
def test_a_curve_stays_within_the_rectangles_of_its_pieces(way):
    for x, y in sampled(smooth(way), pieces=30):
        inside = [
            min(a[0], b[0]) - 1e-9 <= x <= max(a[0], b[0]) + 1e-9
            for a, b in pairwise(way)
            if a[1] <= y <= b[1]
        ]
        assert any(inside)


@pytest.mark.parametrize("way", WAYS)
def test_a_curve_leaves_and_arrives_upright(way):
    first, *_, last = smooth(way)
    assert first[0][0] == first[1][0]
    assert last[2][0] == last[3][0]


@pytest.mark.parametrize("way", WAYS)
def test_the_line_beside_keeps_its_distance_and_its_ends(way):
    line = sampled(smooth(way))
    shifted = beside(line, 7)
    assert shifted[0] == (way[0][0] + 7, way[0][1])
    assert shifted[-1] == pytest.approx((way[-1][0] + 7, way[-1][1]))
    for point, other in zip(line, shifted, strict=True):
        assert math.dist(point, other) == pytest.approx(7)
