"""Read a tensor's place in autograd's graph as data, in PyTorch's words."""

from __future__ import annotations

import torch
from torch.autograd.graph import Node

from autograder.lesson.door.data import MOST_PARTS, Nodes


def read_graph(tensor: torch.Tensor) -> Nodes:
    """Return what autograd's graph says of a tensor."""
    found = _reachable(tensor)
    return Nodes(
        requires_grad=bool(tensor.requires_grad),
        is_leaf=bool(tensor.is_leaf),
        # Unshortened, as PyTorch prints it.
        made_by=tensor.grad_fn.name() if tensor.grad_fn else None,
        nodes=tuple(map(_name, found)),
        edges=tuple((_name(node), _name(to)) for node in found for to in _following(node)),
    )


def reachable(tensor: torch.Tensor) -> list[str]:
    """Return the names of the nodes that can be reached from a tensor's ``grad_fn``."""
    return [_name(node) for node in _reachable(tensor)]


def _reachable(tensor: torch.Tensor) -> list[Node]:
    found: dict[Node, None] = {}  # each once, in the order of the walk
    waiting = [tensor.grad_fn]
    while waiting and len(found) < MOST_PARTS:
        node = waiting.pop()
        if node is not None and node not in found:
            found[node] = None
            waiting += _following(node)
    return list(found)


def _following(node: Node) -> list[Node]:
    return [following for following, _ in node.next_functions if following is not None]


def _name(node: Node) -> str:
    # "torch::autograd::AccumulateGrad" is shown to students without its address.
    return node.name().rpartition("::")[2]
