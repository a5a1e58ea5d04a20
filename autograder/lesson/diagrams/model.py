"""A computation as data: what the pictures are drawn from, and what their words are made of.

Edges point the way that values flow, from the leaves to the result. A backward pass follows
them against their direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: What a node stands for. ``leaf``: a tensor that gradients are collected for. ``operation``:
#: one ``grad_fn``. ``constant``: a named tensor that an operation kept and that requires no
#: gradient.
NodeKind = Literal["leaf", "operation", "constant"]

#: ``live``: a backward pass can go through. ``freed``: what it kept for its derivative is gone.
#: ``stale``: what it kept was changed in place since. ``outside``: values came this way, but no
#: gradient will: the part behind a ``detach``.
NodeState = Literal["live", "freed", "stale", "outside"]


@dataclass(frozen=True)
class Node:
    """One box of the picture.

    Every text is ready to be shown. ``shape`` and ``value`` are those of the tensor that the node
    stands for or made; ``value`` only where a tensor is small and at hand.
    """

    key: str
    kind: NodeKind
    #: What PyTorch calls it (``MulBackward0``); empty for a leaf and a constant.
    title: str = ""
    #: What the student calls the tensor: none, one, or several names for the same tensor.
    names: tuple[str, ...] = ()
    shape: tuple[int, ...] | None = None
    value: str | None = None
    #: Whether the tensor was changed in place, as far as that can be seen: its value is that of
    #: now, perhaps not the one that an operation made or took.
    is_changed: bool = False
    #: What has been accumulated in ``.grad``: ``"None"``, the entries, or only their shape.
    #: None where a tensor collects no gradient.
    grad: str | None = None
    #: What the operation keeps for its derivative, such as ``"self = x"``.
    saved: tuple[str, ...] = ()
    state: NodeState = "live"
    #: Whether this is one of the tensors that was asked about.
    is_root: bool = False


@dataclass(frozen=True)
class Edge:
    """One use of a tensor: ``head`` took what ``tail`` made as its operand number ``slot``."""

    tail: str
    head: str
    slot: int = 0
    #: Which of its outputs, for an operation that makes several tensors.
    output: int = 0
    #: The student's name for that output, where ``tail`` makes several tensors.
    label: str = ""
    #: The values flow on through a ``detach``; no gradient comes back.
    is_cut: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes and edges; the nodes in topological order, leaves before what is made of them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, key: str) -> Node:
        """Return the node with that key."""
        return next(node for node in self.nodes if node.key == key)


@dataclass(frozen=True)
class Highlight:
    """What a step of the backward pass adds to the picture of a graph.

    Keys of ``gradients`` are nodes' keys: what has arrived there so far. Keys of ``flows`` are
    positions in ``Graph.edges``: what was sent back along that edge.
    """

    active: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    gradients: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[int, str] = field(default_factory=dict)
    #: The edges that the active step sends along.
    active_edges: frozenset[int] = frozenset()
