"""Where everything in the picture of a graph goes: leaves on top, the result at the bottom.

graphlay arranges the boxes: on autograd graphs of up to 60 nodes it crosses as few lines as
Graphviz's ``dot`` (``bench/graph_layout.py``), and pip installs it everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from autograder.lesson.diagrams import captions
from autograder.lesson.diagrams.boxes import Box
from autograder.lesson.diagrams.gaps import gaps_between, stretch, through
from autograder.lesson.diagrams.labelling import Label, place
from autograder.lesson.diagrams.layered import Arrangement, Size, arrange
from autograder.lesson.diagrams.model import Edge, Graph, Highlight, Node
from autograder.lesson.diagrams.smoothing import ARRIVING, Point, sampled, smooth

#: All lengths are CSS pixels.
MARGIN = 12.0
#: Between a box's border and its text. Room for a wider font is part of it.
PADDING = (14.0, 8.0)
#: Between the borders of a label's room and its text.
LABEL_PADDING = (3.0, 1.0)
#: Where the mark of a node that is done goes, on both sides of its first line.
MARK = 12.0
#: How far beside an edge a gradient takes its way back.
ASIDE = 7.0
#: Between a label and the boxes above and below it, at least.
_ABOVE_LABEL = 14.0
#: The room that the key takes, which says what the arrows mean.
KEY = (190.0, 52.0)


@dataclass(frozen=True)
class Route:
    """An edge's way from the lower border of its tail to the upper border of its head.

    ``points`` are for ``smoothing.smooth`` to lead a line through.
    """

    points: tuple[Point, ...]
    label: Label | None = None


@dataclass(frozen=True)
class Layout:
    """Boxes by their nodes' keys, and routes in the order of ``Graph.edges``."""

    boxes: Mapping[str, Box]
    routes: tuple[Route, ...]
    width: int
    height: int
    #: Whether there is room for a backward pass: gradients, flows, and the key to the arrows.
    has_backward: bool = False


def lay_out(graph: Graph, highlight: Highlight | None = None) -> Layout:
    """Return where a graph's boxes, edges and labels go.

    Args:
        graph: what is to be drawn.
        highlight: the last step of a backward pass, if one is to be drawn. There is room for
            all that it adds, so that nothing moves from one step to the next.

    No two boxes overlap, every edge leads downward, and operands stand from left to right in the
    order of their slots where that costs no crossing. The same graph has the same layout.

    """
    flows = {} if highlight is None else highlight.flows
    operands = {graph.edges[number].head for number in captions.of_operands(graph)}
    sizes = [_box(node, highlight, has_operands=node.key in operands) for node in graph.nodes]
    labels = [_label(edge, flows.get(number, "")) for number, edge in enumerate(graph.edges)]
    numbers = {node.key: number for number, node in enumerate(graph.nodes)}
    ends = [(numbers[edge.tail], numbers[edge.head]) for edge in graph.edges]
    spacing = _spacing(labels, highlight is not None)
    found = arrange([(box.width, box.height) for box in sizes], ends, labels, spacing)
    if _is_turned_around(graph, found):
        found = _mirrored(found)

    boxes = [
        replace(box, left=x - box.width / 2, top=y - box.height / 2)
        for box, (x, y) in zip(sizes, found.centers, strict=True)
    ]
    gaps = gaps_between(boxes)
    ways = [through(way, gaps, boxes) for way in found.ways]
    stretched = stretch(gaps, ways)
    # Whole pixels keep the borders crisp.
    boxes = [replace(box, left=round(box.left), top=round(stretched(box.top))) for box in boxes]
    for (tail, head), way in zip(ends, ways, strict=True):
        top, bottom = boxes[tail].bottom, boxes[head].top
        # The line is upright at its ends, so it has no use for a bend there, and its arrowhead
        # no room for one. (Rounding may even have moved a border past it.)
        inner = [(x, at) for x, y in way[1:-1] if top < (at := stretched(y)) < bottom - ARRIVING]
        way[:] = [(way[0][0], top), *inner, (way[-1][0], bottom)]
    rooms = [
        Box(x - size[0] / 2, stretched(y) - size[1] / 2, *size) if size else None
        for (x, y), size in zip(found.anchors, labels, strict=True)
    ]
    aside = 0.0 if highlight is None else ASIDE
    placed = place(rooms, [sampled(smooth(way)) for way in ways], boxes, aside)
    routes = [Route(tuple(way), label) for way, label in zip(ways, placed, strict=True)]
    return _framed(graph, boxes, routes, has_backward=highlight is not None)


def _box(node: Node, highlight: Highlight | None, *, has_operands: bool) -> Box:
    """Return a box of the size that a node needs, at the origin."""
    lines = captions.of_node(node)
    width, height = captions.size_of(lines)
    footer = 0.0
    if highlight is not None:
        width = max(width, lines[0].width + 2 * MARK)
        if node.key in highlight.gradients:
            arrived = captions.of_gradient(highlight.gradients[node.key])
            wide, high = captions.size_of(arrived)
            # A shorter sum, at an earlier step, may be broken elsewhere and have a longer line.
            wide = captions.LIMIT if len(arrived) > 1 else wide
            width, footer = max(width, wide), high + PADDING[1]
    header = 9.0 if has_operands else 0.0
    height += header + 2 * PADDING[1] + footer
    return Box(0, 0, math.ceil(width + 2 * PADDING[0]), math.ceil(height), header, footer)


def _label(edge: Edge, flow: str) -> Size | None:
    """Return the size of what will stand at an edge."""
    width, height = captions.size_of(captions.of_edge(edge, flow))
    return (width + 2 * LABEL_PADDING[0], height + 2 * LABEL_PADDING[1]) if width else None


def _spacing(labels: Sequence[Size | None], has_backward: bool) -> dict[str, float]:
    tallest = max((label[1] for label in labels if label), default=0)
    # Two lines side by side, with an arrowhead at each end, need more room than one.
    return {
        "layer_gap": max(44 if has_backward else 34, tallest + 2 * _ABOVE_LABEL),
        "node_gap": 24,
        "port_gap": 36 if has_backward else 24,
        "bundle_lane_gap": 44 if has_backward else 24,
    }


def _is_turned_around(graph: Graph, found: Arrangement) -> bool:
    """Return whether more operands would be in order if left and right changed places."""
    operands: dict[str, list[tuple[int, float]]] = {}
    for edge, way in zip(graph.edges, found.ways, strict=True):
        operands.setdefault(edge.head, []).append((edge.slot, way[-1][0]))
    steps = [
        right - left
        for ends in operands.values()
        for (_, left), (_, right) in pairwise(sorted(ends))
    ]
    return sum(step < 0 for step in steps) > sum(step > 0 for step in steps)


def _mirrored(found: Arrangement) -> Arrangement:
    return Arrangement(
        tuple((-x, y) for x, y in found.centers),
        tuple(tuple((-x, y) for x, y in way) for way in found.ways),
        tuple((-x, y) for x, y in found.anchors),
    )


def _framed(
    graph: Graph, boxes: Sequence[Box], routes: Sequence[Route], *, has_backward: bool
) -> Layout:
    """Return everything moved to the right and below the margins."""
    rooms = [*boxes, *(route.label.room for route in routes if route.label)]
    across = [x for route in routes for x, _ in sampled(smooth(route.points))]
    left = min([*across, *(room.left for room in rooms)]) - MARGIN
    right = max([*across, *(room.right for room in rooms)]) + MARGIN
    top = min(room.top for room in rooms) - MARGIN
    bottom = max(room.bottom for room in rooms) + MARGIN
    width, height = math.ceil(right - left), math.ceil(bottom - top)
    if has_backward:
        width, height = math.ceil(max(width, KEY[0] + 2 * MARGIN)), math.ceil(height + KEY[1])
    dx, dy = round((width - left - right) / 2), -math.floor(top)

    def moved(box: Box) -> Box:
        return replace(box, left=box.left + dx, top=box.top + dy)

    return Layout(
        {node.key: moved(box) for node, box in zip(graph.nodes, boxes, strict=True)},
        tuple(
            Route(
                tuple((x + dx, y + dy) for x, y in route.points),
                route.label and Label(moved(route.label.room), route.label.side),
            )
            for route in routes
        ),
        width,
        height,
        has_backward,
    )
