"""Graphs to draw, the course's and random ones, and Graphviz's ``dot`` as a second opinion.

Used by the tests of ``autograder.lesson.diagrams`` and by ``bench/graph_layout.py``.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import torch

from autograder.lesson.diagrams.layout import Layout
from autograder.lesson.diagrams.model import Edge, Graph, Highlight, Node
from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.smoothing import Cubic, Point, sampled
from autograder.lesson.diagrams.tracing import trace

#: The variables of a student who computed something; the last one is the result.
Variables = dict[str, torch.Tensor | torch.nn.Module]


def square() -> Variables:
    x = torch.arange(4.0, requires_grad=True)
    return {"x": x, "y": 2 * torch.dot(x, x)}


def mean() -> Variables:
    x = torch.ones(2, 2, requires_grad=True)
    y = x + 2
    z = 3 * y * y
    return {"x": x, "y": y, "z": z, "out": z.mean()}


def detached() -> Variables:
    x = torch.arange(4.0, requires_grad=True)
    y = x * x
    u = y.detach()
    z = u * x
    return {"x": x, "y": y, "u": u, "z": z, "s": z.sum()}


def several_outputs() -> Variables:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    a, b, c = x.unbind()
    return {"x": x, "a": a, "b": b, "c": c, "y": ((a - b * c) / a) ** 2}


def doubling() -> Variables:
    a = torch.tensor(0.1, requires_grad=True)
    b = a * 2
    while b < 1000:
        b = b * 2
    return {"a": a, "b": b}


def chain_rule(order: int) -> Callable[[], Variables]:
    def make() -> Variables:
        x = torch.tensor(0.7, requires_grad=True)
        y = torch.log(x**2) * torch.sin(x) + 1 / x
        variables: Variables = {"x": x, "y": y}
        for number in range(order):
            (y,) = torch.autograd.grad(y, x, create_graph=True)
            variables[f"d{number}"] = y
        return variables

    return make


def two_layers() -> Variables:
    x, y = torch.randn(64, 1000), torch.randn(64, 10)
    w1, w2 = torch.randn(1000, 100, requires_grad=True), torch.randn(100, 10, requires_grad=True)
    h = x.mm(w1)
    y_pred = h.clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    return {"x": x, "y": y, "w1": w1, "w2": w2, "h": h, "y_pred": y_pred, "loss": loss}


def network() -> Variables:
    layers = (torch.nn.Linear(4, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3), torch.nn.Linear(3, 1))
    net, x = torch.nn.Sequential(*layers), torch.ones(2, 4)
    return {"net": net, "x": x, "loss": (net(x) ** 2).mean()}


def recurrent() -> Variables:
    cell, h = torch.nn.RNNCell(2, 3), torch.zeros(1, 3)
    for _ in range(5):
        h = cell(torch.ones(1, 2), h)
    return {"cell": cell, "h": h, "s": h.sum()}


COURSE: dict[str, Callable[[], Variables]] = {
    "2 x·x": square,
    "mean of a matrix": mean,
    "detach": detached,
    "unbind": several_outputs,
    "doubling loop": doubling,
    "log x² sin x + 1/x": chain_rule(0),
    "its derivative": chain_rule(1),
    "its second derivative": chain_rule(2),
    "two layers by hand": two_layers,
    "nn.Sequential": network,
    "recurrent network": recurrent,
}


def course_graph(name: str) -> Graph:
    """Return the graph of one of ``COURSE``, with the names of its variables."""
    torch.manual_seed(0)
    variables = COURSE[name]()
    *_, result = variables.values()
    return trace(result, names_in(variables)).graph


def random_graph(seed: int, size: int) -> Graph:
    """Return a graph with every kind of node, state and edge.

    Four in five operands are among the six last tensors, as in code that people write.
    """
    chance = random.Random(seed)
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number in range(size):
        key = f"n{number}"
        if number < max(2, size // 5):
            kind = "leaf" if chance.random() < 0.7 else "constant"
            grad = chance.choice(("None", "[1, 2, 3]", "shape (64, 1000)"))
            names = (f"w{number}",) if chance.random() < 0.8 else ()
            grad = grad if kind == "leaf" else None
            nodes.append(Node(key, kind, "", names, (3,), "[0.5, -1.25, 3e+04]", grad))
            continue
        operands = [
            chance.randrange(max(0, number - 6) if chance.random() < 0.8 else 0, number)
            for _ in range(chance.choice((1, 2, 2)))
        ]
        for slot, operand in enumerate(operands):
            label = chance.choice(("", "", "", "values", "first, second"))
            cut = chance.random() < 0.05
            edges.append(Edge(f"n{operand}", key, slot, label=label, is_cut=cut))
        node = Node(
            key,
            "operation",
            chance.choice(("MulBackward0", "SubBackward0", "DivBackward0", "CloneBackward0")),
            chance.choice(((), (), (f"t{number}",), (f"t{number}", "result"))),
            chance.choice(((), (3,), (64, 1000), None)),
            chance.choice((None, "28", "[[1.5, 2], [3, 4]]")),
            saved=chance.choice(((), ("self = x",), ("self = [0.25, 0.5, 0.75]", "other = w1"))),
            state=chance.choice(("live", "live", "live", "freed", "stale", "outside")),
            is_root=number == size - 1,
        )
        nodes.append(node)
    return Graph(tuple(nodes), tuple(edges))


def last_step(graph: Graph) -> Highlight:
    """Return the end of a backward pass that reached everything."""
    keys = [node.key for node in graph.nodes]
    return Highlight(
        active=frozenset(keys[:1]),
        done=frozenset(keys[1:]),
        gradients=dict.fromkeys(keys, "[0, 2, 4, 6] + [0, 2, 4, 6] = [0, 4, 8, 12]"),
        flows={n: "[0, 2, 4, 6]" for n, edge in enumerate(graph.edges) if not edge.is_cut},
        active_edges=frozenset({0}),
    )


def crossings(lines: Sequence[Sequence[Point]]) -> int:
    """Return how often lines cross each other, apart from where they begin and end."""
    pieces = [np.stack([np.array(line)[:-1], np.array(line)[1:]], axis=1) for line in lines]
    found = 0
    for one, other in combinations(pieces, 2):
        (a, b), (c, d) = one.swapaxes(0, 1)[:, :, None], other.swapaxes(0, 1)[:, None]
        # Both ends of a piece lie on different sides of the other one, and the other way round.
        astride = (_turn(a, b, c) * _turn(a, b, d) < -1e-9) & (
            _turn(c, d, a) * _turn(c, d, b) < -1e-9
        )
        found += int(astride.sum())
    return found


def _turn(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Return on which side of the line from p to q the point r lies; x and y come last."""
    u, v = q - p, r - p
    return u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]


def by_dot(graph: Graph, layout: Layout) -> tuple[list[list[Point]], float, float]:
    """Let Graphviz arrange the same boxes: return its lines, width and height in CSS pixels."""
    size = {
        key: f"width={box.width / 72},height={box.height / 72}" for key, box in layout.boxes.items()
    }
    source = [
        "digraph { ranksep=0.61; nodesep=0.33; node [shape=box, fixedsize=true];",
        *(f"{node.key} [{size[node.key]}];" for node in graph.nodes),
        *(f"{edge.tail} -> {edge.head} [id={n}];" for n, edge in enumerate(graph.edges)),
        "}",
    ]
    told = subprocess.run(
        ["dot", "-Tjson"], input="\n".join(source), capture_output=True, text=True, check=True
    )
    answer = json.loads(told.stdout)
    _, _, width, height = map(float, answer["bb"].split(","))
    return [_line(edge["pos"]) for edge in answer.get("edges", [])], width, height


def _line(spline: str) -> list[Point]:
    """Return points on one of Graphviz's splines: ``e,x,y`` of its end, and control points."""
    end, *points = [
        (float(x), float(y))
        for x, y in (pair.removeprefix("e,").split(",") for pair in spline.split())
    ]
    curve: list[Cubic] = [
        (points[n], points[n + 1], points[n + 2], points[n + 3])
        for n in range(0, len(points) - 3, 3)
    ]
    return [*sampled(curve), end]
