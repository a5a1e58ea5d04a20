"""What is written where in the picture of a graph, and in which type.

Both the layout, which makes room for it, and the drawing read it from here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from autograder.lesson.diagrams.measuring import width_of, wrapped
from autograder.lesson.diagrams.model import Edge, Graph, Node

#: ``name``: what the student wrote. ``value``: a tensor's entries that nobody named. ``kind``:
#: what it is to PyTorch. ``saved``: what is kept for the derivative. ``grad``: a gradient.
#: ``state``: why no gradient will pass. ``operand``: which one an edge is. ``output``: which one
#: it carries.
Role = Literal["name", "value", "kind", "saved", "grad", "state", "operand", "output"]

#: CSS pixels: the widest a line of text becomes before it is broken.
LIMIT = 230.0
#: The same for what stands at an edge.
EDGE_LIMIT = 150.0
_SIZES: Mapping[Role, float] = {"name": 14, "value": 14, "operand": 11}
_BOLD: frozenset[Role] = frozenset({"name", "grad", "state"})
#: Operations whose operands must not change places, by their titles.
_ORDERED = re.compile(
    r"(Sub|Rsub|Div|Mm|Bmm|Mv|Pow|Atan2|Where|Cat|Stack|MatMul)Backward\d*|[-−/÷@]|\*\*|"
    r"sub|div|truediv|pow|matmul"
)


@dataclass(frozen=True)
class Line:
    """One line of text."""

    text: str
    role: Role

    @property
    def size(self) -> float:
        """Type size, in CSS pixels."""
        return _SIZES.get(self.role, 12)

    @property
    def is_bold(self) -> bool:
        """Whether it is set in bold type."""
        return self.role in _BOLD

    @property
    def width(self) -> float:
        """In CSS pixels."""
        return width_of(self.text, self.size, bold=self.is_bold)

    @property
    def height(self) -> float:
        """The room from this line to the next, in CSS pixels."""
        return round(1.35 * self.size)


def broken(line: Line, limit: float = LIMIT) -> list[Line]:
    """Return the line in as many as it takes, each at most ``limit`` CSS pixels wide."""
    texts = wrapped(line.text, line.size, limit, bold=line.is_bold)
    return [replace(line, text=text) for text in texts]


def of_node(node: Node) -> list[Line]:
    """Return what stands in a node's box, from top to bottom."""
    lines = [*_head(node), Line(_kind(node), "kind")]
    if node.is_changed:
        # A parameter was filled in place before anybody used it, so of a leaf no more is said.
        why = "" if node.kind == "leaf" else "changed in place: "
        lines.append(Line(f"{why}value as of now", "state"))
    lines += _saved(node)
    if node.grad is not None:
        lines.append(Line(_grad(node), "grad"))
    lines.append(Line(_STATES[node.state], "state"))
    return [part for line in lines for part in broken(line)]


_STATES = {
    "live": "",
    "freed": "freed",
    "stale": "changed in place since",
    "outside": "no gradient",
}


def _head(node: Node) -> list[Line]:
    if not node.names:
        return [Line(node.value or "", "value")]
    # Several names for one tensor are what ``a = b = …`` makes.
    names = Line(" = ".join(node.names), "name")
    if node.value is None:
        return [names]
    whole = Line(f"{names.text} = {node.value}", "name")
    return [whole] if whole.width <= LIMIT else [names, Line(f"= {node.value}", "name")]


def _saved(node: Node) -> list[Line]:
    if not node.saved:
        return []
    whole = Line(f"keeps {', '.join(node.saved)}", "saved")
    if whole.width <= LIMIT:
        return [whole]
    *others, last = node.saved
    texts = [*(f"{other}," for other in others), last]
    return [Line(text, "saved") for text in (f"keeps {texts[0]}", *texts[1:])]


def _kind(node: Node) -> str:
    shape = [] if node.shape is None else [f"shape {node.shape}"]
    title = node.title if node.kind == "operation" else node.kind
    return " · ".join([title, *shape])


def _grad(node: Node) -> str:
    name = node.names[0] if node.names else ""
    if node.grad == "None":
        return f"{name}.grad is None"
    if node.grad is not None and node.grad.startswith("shape"):
        return f"{name}.grad: {node.grad}"
    return f"{name}.grad = {node.grad}"


def of_gradient(text: str) -> list[Line]:
    """Return what stands under a node whose gradient has arrived."""
    return broken(Line(f"gradient {text}", "grad"))


def of_edge(edge: Edge, flow: str = "") -> list[Line]:
    """Return what stands at an edge; ``flow`` is what was sent back along it."""
    lines = [
        Line(edge.label, "output"),
        Line("detach" if edge.is_cut else "", "state"),
        Line(flow, "grad"),
    ]
    return [part for line in lines for part in broken(line, EDGE_LIMIT)]


def of_operands(graph: Graph) -> dict[int, Line]:
    """Return which operand an edge is, for those positions in ``graph.edges`` where it matters.

    It matters where an operation takes several different tensors in an order that counts, such
    as ``a - b``.
    """
    operands = {(edge.head, edge.tail, edge.output) for edge in graph.edges}
    count = Counter(head for head, _, _ in operands)
    ordered = {
        node.key for node in graph.nodes if count[node.key] > 1 and _ORDERED.fullmatch(node.title)
    }
    return {
        position: Line(ordinal(edge.slot + 1), "operand")
        for position, edge in enumerate(graph.edges)
        if edge.head in ordered and not edge.is_cut
    }


def ordinal(number: int) -> str:
    """Return 1st for 1, 12th for 12, 22nd for 22."""
    # The teens are 11th, 12th and 13th.
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")  # codespell:ignore nd
    return f"{number}{'th' if number % 100 // 10 == 1 else ending}"


def size_of(lines: Sequence[Line]) -> tuple[float, float]:
    """Return width and height of lines of text above each other, in CSS pixels."""
    return max((line.width for line in lines), default=0), sum(line.height for line in lines)
