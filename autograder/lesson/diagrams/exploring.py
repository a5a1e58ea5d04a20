"""Walk PyTorch's record of a computation, and look behind what is detached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch.autograd.graph import Node as AutogradNode

from autograder.lesson.diagrams.at_hand import AtHand, Spot, View, spot_of, storage_of, view_of
from autograder.lesson.diagrams.saved import Saved, saved_by

#: What becomes a box: PyTorch's node of a leaf or an operation, or where a constant's entries lie.
Part = AutogradNode | View
#: Nodes with their ``next_functions``.
AutogradNodes = dict[AutogradNode, tuple[tuple[AutogradNode | None, int], ...]]


@dataclass
class Constant:
    """A tensor without a gradient: one that was asked about, or that operations have saved."""

    tensor: torch.Tensor
    users: list[AutogradNode] = field(default_factory=list)
    is_root: bool = False


@dataclass
class Explored:
    """All that led to some tensors, in no order."""

    nodes: AutogradNodes
    #: Which of them a gradient of the roots reaches.
    reached: frozenset[AutogradNode]
    saved: dict[AutogradNode, Saved] = field(default_factory=dict)
    constants: dict[View, Constant] = field(default_factory=dict)
    #: Where tensors lie that operations still hand out as they got them: none was changed since.
    current: set[object] = field(default_factory=set)
    #: What made the tensor that a leaf or a constant was detached from.
    sources: dict[Part, Spot] = field(default_factory=dict)


def explore(roots: Sequence[torch.Tensor], at_hand: AtHand) -> Explored:
    """Return all nodes and constants that led to the roots, also those behind a detach.

    Of what the nodes have saved, the tensors are added to ``at_hand``.
    """
    nodes: AutogradNodes = {}
    new = _walk([spot[0] for root in roots if (spot := spot_of(root))], nodes)
    found = Explored(nodes, frozenset(new))
    for root in roots:
        if not root.requires_grad:
            found.constants[view_of(root)] = Constant(root, is_root=True)
    while True:
        for node in new:
            _inspect(node, found, at_hand)
        # The source of a detached tensor brings in a graph of its own, perhaps with more of them.
        found.sources |= _sources(found, at_hand)
        new = _walk([node for node, _ in found.sources.values()], nodes)
        if not new:
            return found


def _walk(starts: Iterable[AutogradNode], nodes: AutogradNodes) -> list[AutogradNode]:
    """Add all that can be reached to ``nodes``, and return what is new among it."""
    waiting, new = list(starts), []
    while waiting:
        node = waiting.pop()
        if node not in nodes:
            nodes[node] = following = tuple(node.next_functions)
            new.append(node)
            waiting += [each for each, _ in following if each is not None]
    return new


def is_leaf(node: AutogradNode) -> bool:
    """Tell whether a node is a leaf's ``AccumulateGrad``."""
    # By the type's name: a custom Function's may well have an attribute ``variable``.
    return type(node).__name__ == "AccumulateGrad"


def variable_of(leaf: AutogradNode) -> torch.Tensor:
    """Return the tensor whose ``AccumulateGrad`` this is."""
    variable = leaf.variable  # type: ignore[attr-defined]
    assert isinstance(variable, torch.Tensor)
    return variable


def _inspect(node: AutogradNode, found: Explored, at_hand: AtHand) -> None:
    """Note what a node has saved, and the constants among it."""
    if is_leaf(node):
        at_hand.add(variable_of(node))
        return
    saved = found.saved[node] = saved_by(node)
    for _, tensor in saved.tensors:
        at_hand.add(tensor)
    found.current |= {storage_of(tensor) for _, tensor in saved.tensors}
    for tensor in saved.operands:
        if not tensor.requires_grad:
            found.constants.setdefault(view_of(tensor), Constant(tensor)).users.append(node)


def _sources(found: Explored, at_hand: AtHand) -> dict[Part, Spot]:
    """Return where detached tensors came from, as far as that was not at_hand before."""
    detached: list[tuple[Part, torch.Tensor, list[AutogradNode]]] = []
    for node in found.nodes:
        if is_leaf(node):
            detached.append((node, variable_of(node), [node]))
    for view, constant in found.constants.items():
        detached.append((view, constant.tensor, constant.users))
    sources = {}
    for part, tensor, users in detached:
        for other in at_hand.sharing(tensor) if part not in found.sources else ():
            # Of two leaves on one storage either may have come first.
            if tensor.requires_grad and other.is_leaf:
                continue
            spot = spot_of(other)
            # A view of a leaf was made of the leaf, and not the other way round.
            if spot is not None and set(users).isdisjoint(_walk([spot[0]], {})):
                sources[part] = spot
                break
    return sources
