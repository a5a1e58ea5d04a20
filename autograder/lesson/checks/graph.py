"""Check what autograd's graph says of a tensor, in PyTorch's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import torch
from torch.autograd.graph import Node

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.checks.asking import unanswered


def graph(
    name: str,
    answer: Any,
    *,
    leaf: bool | None = None,
    requires_grad: bool | None = None,
    nodes: Sequence[str] | None = None,
    edges: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Check a tensor's place in a graph; its numbers are the business of ``values``.

    Args:
        name: the exercise.
        answer: the student's tensor.
        leaf: that ``is_leaf`` must be; None: either.
        requires_grad: that ``requires_grad`` must be; None: either.
        nodes: names of the graph's nodes, ``"MulBackward0"`` for instance, each as often as it
            can be reached from the tensor's ``grad_fn``, in any order.
        edges: pairs of such names, for each node and each node that it hands on to, in any order.

    Raises:
        NotImplementedError: if nothing was answered yet.
        CheckFailed: if the graph is another one.

    """
    if answer is ...:
        raise unanswered(name)
    fault = _fault(answer, leaf, requires_grad, nodes, edges)
    if fault is not None:
        raise CheckFailed(messages.problem(name, fault))
    print(f"✓ {name}: the graph is as it should be")


def _fault(
    answer: Any,
    leaf: bool | None,
    requires_grad: bool | None,
    nodes: Sequence[str] | None,
    edges: Sequence[tuple[str, str]] | None,
) -> str | None:
    if not isinstance(answer, torch.Tensor):
        return f"The answer is a {type(answer).__name__}; a torch.Tensor is wanted."
    if requires_grad is not None and answer.requires_grad != requires_grad:
        return (
            f"Its requires_grad is {answer.requires_grad}. Does a path lead from it to a leaf that "
            "requires a gradient?"
        )
    if leaf is not None and answer.is_leaf != leaf:
        noted = f"made by {answer.grad_fn.name()}" if answer.grad_fn else "no grad_fn is attached"
        return f"Its is_leaf is {answer.is_leaf}: {noted}. Which operation should come last?"
    found = _reachable(answer)
    if nodes is not None:
        there, wanted = Counter(map(_name, found)), Counter(nodes)
        reached = ", ".join(sorted(there.elements())) or "none"
        for missing in wanted - there:
            return f"Its graph lacks {missing}. Nodes that can be reached: {reached}."
        for extra in there - wanted:
            return f"Its graph holds {extra}, which should not be there or not as often."
    if edges is not None:
        ways = Counter((_name(node), _name(to)) for node in found for to in _following(node))
        for source, target in Counter(edges) - ways:
            return f"In its graph, {source} should hand on to {target}, and does not."
        for source, target in ways - Counter(edges):
            return f"In its graph, {source} hands on to {target}, and should not, or not as often."
    return None


def reachable(tensor: torch.Tensor) -> list[str]:
    """Return the names of the nodes that can be reached from a tensor's ``grad_fn``."""
    return [_name(node) for node in _reachable(tensor)]


def _reachable(tensor: torch.Tensor) -> list[Node]:
    found: dict[Node, None] = {}  # each once, in the order of the walk
    waiting = [tensor.grad_fn]
    while waiting:
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
