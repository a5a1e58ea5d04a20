"""The seam to graphlay, which knows nothing of graphs of tensors: sizes in, places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.lesson.diagrams.smoothing import Point

Size = tuple[float, float]


@dataclass(frozen=True)
class Arrangement:
    """Where boxes, lines and labels lie, in the order in which they were given; y grows down."""

    #: The middle of each box.
    centers: tuple[Point, ...]
    #: From the lower border of the upper box to the upper border of the lower one.
    ways: tuple[tuple[Point, ...], ...]
    #: Near each line the middle of its label, if it has one.
    anchors: tuple[Point, ...]


def arrange(
    boxes: Sequence[Size],
    lines: Sequence[tuple[int, int]],
    labels: Sequence[Size | None],
    spacing: dict[str, float],
) -> Arrangement:
    """Return boxes in layers, so that every line leads downward and few cross.

    Args:
        boxes: width and height of each.
        lines: the upper and the lower box of each, as positions in ``boxes``; without a cycle.
        labels: width and height of what stands at each line.
        spacing: graphlay's options of that name.

    """
    # Takes a few milliseconds to load; only pictures of graphs need it.
    import graphlay

    request = graphlay.Graph()
    for width, height in boxes:
        request.node(width=width, height=height)
    for (upper, lower), label in zip(lines, labels, strict=True):
        fields: dict[str, Any] = {}
        if label is not None:
            fields["label_size"] = {"width": label[0], "height": label[1]}
        request.edge(upper, lower, **fields)
    options = {
        "direction": "topbottom",
        "routing": {"style": "orthogonal", "port_sides": "facing_only"},
        "spacing": spacing,
    }
    found = graphlay.layout(request, options=options)
    return Arrangement(
        tuple(_point(node["center"]) for node in found.nodes),
        tuple(tuple(map(_point, edge["points"])) for edge in found.edges),
        tuple(_point(edge["label_anchor"] or edge["points"][0]) for edge in found.edges),
    )


def _point(point: dict[str, float]) -> Point:
    return point["x"], point["y"]
