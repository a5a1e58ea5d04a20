"""Draw a graph as an SVG that stands on its own: no script, no font, nothing fetched.

What a box is shows in its outline: rounded for a leaf, dashed for a constant. What state it is in
stands in it as a word. Solid arrows carry values forward, dashed ones gradients backward, in the
colours of the course's other drawings.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Sequence

from autograder.lesson.diagrams import captions
from autograder.lesson.diagrams.boxes import Box
from autograder.lesson.diagrams.captions import Line, Role
from autograder.lesson.diagrams.layout import (
    ASIDE,
    KEY,
    LABEL_PADDING,
    MARGIN,
    MARK,
    PADDING,
    Layout,
    Route,
)
from autograder.lesson.diagrams.model import Edge, Graph, Highlight, Node
from autograder.lesson.diagrams.smoothing import Point, beside, sampled, smooth
from autograder.lesson.pictures.figures import PALETTE, Image

_FORWARD, _BACKWARD = PALETTE[0], PALETTE[1]
_INK, _GRAY, _LINE_GRAY = "#1A1A1A", "#595959", "#8A8A8A"
#: PALETTE[1] is too light for small print on white: the same hue, darker.
_BACKWARD_INK = "#9C4200"
#: Colours of text, each at least 4.5 : 1 on every ground.
INKS: dict[Role, str] = {
    "name": _INK,
    "value": _INK,
    "kind": "#404040",
    "saved": _GRAY,
    "grad": _BACKWARD_INK,
    "state": _INK,
    "operand": _GRAY,
    "output": _INK,
}
#: What text stands on.
GROUNDS = {
    "page": "#FFFFFF",
    "leaf": "#EFF6FB",
    "constant": "#F7F7F7",
    "active": "#FDE3D0",
    "hatch": "#E4E4E4",
}

#: CSS pixels: what a picture's width is brought down to, and how small it may become by that.
WIDEST, SMALLEST_SCALE = 720, 0.75
#: Length of an arrowhead, and half its width.
HEAD = (9.0, 4.2)


def draw(graph: Graph, layout: Layout, highlight: Highlight | None = None) -> str:
    """Return the picture of a graph as SVG text, the same for the same arguments.

    ``layout`` is that of this graph; ``highlight`` the step that it was made for, or an earlier
    one.
    """
    step = highlight or Highlight()
    nodes = {node.key: node for node in graph.nodes}
    edges = list(zip(graph.edges, layout.routes, strict=True))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" '
        f'height="{layout.height}" viewBox="0 0 {layout.width} {layout.height}" '
        "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">",
        f'<rect width="100%" height="100%" fill="{GROUNDS["page"]}"/>',
    ]
    if any(node.state == "freed" for node in graph.nodes):
        parts.append(_HATCH)
    for position, (edge, route) in enumerate(edges):
        parts += _arrow(edge, route, nodes, is_active=position in step.active_edges)
    for node in graph.nodes:
        parts += _node(node, layout.boxes[node.key], step)
    for position, text in captions.of_operands(graph).items():
        x, y = layout.routes[position].points[-1]
        parts += _text([text], (x, y + 1))
    for position in step.flows:
        parts += _backward_arrow(layout.routes[position], is_active=position in step.active_edges)
    for position, (edge, route) in enumerate(edges):
        parts += _label(edge, route, step.flows.get(position, ""))
    if layout.has_backward:
        parts += _key(layout)
    return "\n".join([*parts, "</svg>"]) + "\n"


def image(graph: Graph, layout: Layout, alt: str, highlight: Highlight | None = None) -> Image:
    """Return the drawing as an image.

    One that is wider than 720 CSS pixels is shown smaller, but never below three quarters of
    its size, where the small print is 9 pixels high. One of more than 960 stays wider than 720;
    a page with less room than that may scale it down further.

    Raises:
        ValueError: if ``alt`` is empty.

    """
    scale = max(min(1.0, WIDEST / layout.width), SMALLEST_SCALE)
    width, height = round(scale * layout.width), round(scale * layout.height)
    return Image(draw(graph, layout, highlight).encode(), "svg+xml", alt, width, height)


_HATCH = (
    '<defs><pattern id="freed" width="7" height="7" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><rect width="7" height="7" fill="{GROUNDS["page"]}"/>'
    f'<rect width="2" height="7" fill="{GROUNDS["hatch"]}"/></pattern></defs>'
)


def _node(node: Node, box: Box, step: Highlight) -> Iterator[str]:
    is_active, is_outside = node.key in step.active, node.state == "outside"
    yield from _outline(node, box, is_active=is_active)
    if box.footer and node.key in step.gradients:
        yield from _arrived(box, step.gradients[node.key])
    lines = captions.of_node(node)
    _, height = captions.size_of(lines)
    room = box.height - box.header - box.footer
    top = box.top + box.header + (room - height) / 2
    yield from _text(lines, (box.center[0], top), ink=_GRAY if is_outside else None)
    if node.key in step.done:
        x, y = _lengths(box.right - MARK - 4, box.top + box.header + PADDING[1] + 7)
        yield (
            f'<path d="M{x} {y}l3.5 3.5l6 -8" fill="none" stroke="{_BACKWARD_INK}" '
            'stroke-width="2"/>'
        )


def _outline(node: Node, box: Box, *, is_active: bool) -> Iterator[str]:
    ground = GROUNDS.get(node.kind, GROUNDS["page"])
    line = {"leaf": _FORWARD, "constant": _LINE_GRAY}.get(node.kind, _INK)
    dashes = ' stroke-dasharray="5 3"' if node.kind == "constant" else ""
    if node.state == "freed":
        ground = "url(#freed)"
    if node.state == "outside":
        ground, line, dashes = GROUNDS["constant"], _LINE_GRAY, ' stroke-dasharray="2 3"'
    if is_active:
        ground, line = GROUNDS["active"], _BACKWARD
    width = 3 if is_active or node.is_root else 1.5
    round_ = 14 if node.kind == "leaf" else 3
    yield _rectangle(
        box, 0, round_, f'fill="{ground}" stroke="{line}" stroke-width="{width}"{dashes}'
    )


def _rectangle(box: Box, inset: float, radius: float, style: str) -> str:
    left, top, width, height = _lengths(
        box.left + inset, box.top + inset, box.width - 2 * inset, box.height - 2 * inset
    )
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{radius}" {style}/>'


def _arrived(box: Box, text: str) -> Iterator[str]:
    """Draw the gradient that has arrived, in the lower part of the box."""
    lines = captions.of_gradient(text)
    _, height = captions.size_of(lines)
    left, top, right = _lengths(box.left + 4, box.bottom - box.footer, box.right - 4)
    yield (
        f'<path d="M{left} {top}H{right}" stroke="{_BACKWARD}" stroke-width="1" '
        'stroke-dasharray="4 3"/>'
    )
    yield from _text(lines, (box.center[0], box.bottom - box.footer + (box.footer - height) / 2))


def _arrow(edge: Edge, route: Route, nodes: dict[str, Node], *, is_active: bool) -> Iterator[str]:
    tail, head = nodes[edge.tail], nodes[edge.head]
    is_outside = edge.is_cut or "outside" in (tail.state, head.state)
    color = _LINE_GRAY if is_outside or tail.kind == "constant" else _FORWARD
    dashes = ' stroke-dasharray="5 4"' if is_outside else ""
    *points, (x, y) = route.points
    curve = smooth([*points, (x, y - HEAD[0] + 1)])
    starts = "M{} {}".format(*_lengths(*curve[0][0]))
    bends = "".join(
        "C{} {} {} {} {} {}".format(*_lengths(*(n for point in cubic[1:] for n in point)))
        for cubic in curve
    )
    yield (
        f'<path d="{starts}{bends}" fill="none" stroke="{color}" '
        f'stroke-width="{2.6 if is_active else 1.6}"{dashes}/>'
    )
    yield _arrowhead((x, y), HEAD, color)


def _backward_arrow(route: Route, *, is_active: bool) -> Iterator[str]:
    """Draw an arrow beside the forward one, the other way, on the side of its label."""
    side = route.label.side if route.label else 1
    line = beside(sampled(smooth(route.points)), side * ASIDE)
    (x, y), *rest = line
    rest = [point for point in rest if point[1] > y + HEAD[0]]
    points = [(x, y + HEAD[0] - 1), *rest]
    path = "L".join("{} {}".format(*_lengths(*point)) for point in points)
    yield (
        f'<path d="M{path}" fill="none" stroke="{_BACKWARD}" '
        f'stroke-width="{2.6 if is_active else 1.6}" stroke-dasharray="6 3"/>'
    )
    yield _arrowhead((x, y), (-HEAD[0], HEAD[1]), _BACKWARD)


def _arrowhead(tip: Point, size: tuple[float, float], color: str) -> str:
    x, y = _lengths(*tip)
    length, half = size
    return f'<path d="M{x} {y}l{-half:g} {-length:g}h{2 * half:g}z" fill="{color}"/>'


def _label(edge: Edge, route: Route, flow: str) -> Iterator[str]:
    lines = captions.of_edge(edge, flow)
    if not lines or route.label is None:
        return
    width, height = captions.size_of(lines)
    x, y = route.label.room.center
    room = Box(
        x - width / 2 - LABEL_PADDING[0], y - height / 2, width + 2 * LABEL_PADDING[0], height
    )
    yield _rectangle(room, 0, 3, f'fill="{GROUNDS["page"]}"')
    yield from _text(lines, (x, y - height / 2))


def _text(lines: Sequence[Line], top: Point, *, ink: str | None = None) -> Iterator[str]:
    """Draw lines centred below a point."""
    x, y = top
    for line in lines:
        # The letters stand in the middle of the line's height.
        left, base = _lengths(x, y + line.height / 2 + 0.35 * line.size)
        weight = ' font-weight="bold"' if line.is_bold else ""
        yield (
            f'<text x="{left}" y="{base}" font-size="{line.size:g}"{weight} '
            f'text-anchor="middle" fill="{ink or INKS[line.role]}">{_escaped(line.text)}</text>'
        )
        y += line.height


def _key(layout: Layout) -> Iterator[str]:
    """Explain the two kinds of arrows, below the picture."""
    left, top = MARGIN, layout.height - KEY[1]
    rows = (
        ("values, forward", _FORWARD, "", left, left + 42),
        ("gradients, backward", _BACKWARD, ' stroke-dasharray="6 3"', left + 42, left),
    )
    for row, (text, color, dashes, start, end) in enumerate(rows):
        y = top + 14 + 20 * row
        back = math.copysign(HEAD[0], start - end)
        yield (
            f'<path d="M{start:g} {y:g}H{end + back:g}" stroke="{color}" '
            f'stroke-width="1.6"{dashes}/>'
            f'<path d="M{end:g} {y:g}l{back:g} {-HEAD[1]:g}v{2 * HEAD[1]:g}z" fill="{color}"/>'
            f'<text x="{left + 54:g}" y="{y + 4:g}" font-size="12" fill="{_INK}">{text}</text>'
        )


def _lengths(*lengths: float) -> tuple[str, ...]:
    """Return lengths to a tenth of a pixel, without needless zeros."""
    return tuple(f"{round(length, 1):g}" for length in lengths)


#: XML has no way to write these.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _escaped(text: str) -> str:
    return html.escape(_UNWRITABLE.sub("\ufffd", text))
