"""From tensors to the graph that autograd keeps of them.

PyTorch's own record is walked: a tensor's ``grad_fn``, and from each node on through its
``next_functions``. What it does not hold is taken from the student's variables: the names of
tensors, and where a detached tensor came from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.autograd.graph import Node as AutogradNode

from autograder.lesson.diagrams.at_hand import AtHand, View, spot_of, storage_of, view_of
from autograder.lesson.diagrams.entries import entries, gradient
from autograder.lesson.diagrams.exploring import Explored, Part, explore, is_leaf, variable_of
from autograder.lesson.diagrams.model import Edge, Graph, Node, NodeState
from autograder.lesson.diagrams.names import Names
from autograder.lesson.diagrams.ordering import ordered
from autograder.lesson.diagrams.saved import Saved


@dataclass(frozen=True)
class Trace:
    """A graph, and what in PyTorch its parts stand for.

    ``autograd_nodes`` gives PyTorch's node behind the key of each leaf (an ``AccumulateGrad``) and
    operation; constants have none. It keeps the nodes alive, and with them, as PyTorch does, one
    Python object for each, so that they can be compared by ``is``.

    ``roots`` are the key and the output's number of each tensor that was asked about, in order.

    An edge of ``graph.edges`` that is not cut and whose tail has such a node is an entry of
    PyTorch's record, ``next_functions[slot] == (node of the tail, output)`` of the head's node.
    """

    graph: Graph
    autograd_nodes: Mapping[str, AutogradNode]
    roots: tuple[tuple[str, int], ...]


def trace(roots: torch.Tensor | Sequence[torch.Tensor], names: Names = ()) -> Trace:
    """Return the graph that led to one tensor or several.

    Nothing is computed and nothing changed: no hook runs, and a tensor that a hook of the
    student's has packed stays packed.

    What PyTorch does not keep cannot be shown. A constant or a detached tensor is found only
    where an operation has saved it (``x * u`` saves ``u``, ``x + u`` does not) and until a
    backward pass frees it. Where a detached tensor came from is found by its storage, so its
    source must be a part of the graph or named by a variable, and a copy hides it.

    Args:
        roots: any tensors; one without a graph gives a graph of one node.
        names: what variables call tensors, from ``names_in``.

    Raises:
        TypeError: if a root is not a tensor, or there is none.

    """
    tensors = _checked(roots)
    # A subclass of the student's could answer for itself when its attributes are read.
    with torch._C.DisableTorchFunctionSubclass(), torch.inference_mode(False), torch.no_grad():
        at_hand = AtHand(names, tensors)
        return _assembled(tensors, explore(tensors, at_hand), at_hand)


def _checked(roots: object) -> list[torch.Tensor]:
    given: list[Any] = list(roots) if isinstance(roots, list | tuple) else [roots]
    if not given:
        raise TypeError("Autograd keeps a graph for each tensor, and none was given.")
    for root in given:
        if not isinstance(root, torch.Tensor):
            if isinstance(root, torch.nn.Module):
                remedy = "Call it on an input, and ask about the result."
            elif isinstance(root, AutogradNode):
                remedy = "Ask about the tensor whose grad_fn it is."
            else:
                remedy = "Which tensor was it computed from? Ask about that one."
            raise TypeError(
                "Autograd keeps a graph for each tensor, and this is not one: "
                f"its type is {type(root).__name__}. {remedy}"
            )
    return given


@dataclass(frozen=True)
class _Use:
    """That a part was made with a tensor: an edge, whose head is at_hand."""

    tail: Part
    slot: int
    output: int
    is_cut: bool = False


def _assembled(roots: Sequence[torch.Tensor], found: Explored, at_hand: AtHand) -> Trace:
    """Put what was found in order: each part after those that it was made of."""
    asked: list[tuple[Part, int]] = [spot_of(root) or (view_of(root), 0) for root in roots]
    uses = _uses(found, at_hand)
    order = _ordered([part for part, _ in asked], uses)
    outputs: defaultdict[Part, set[int]] = defaultdict(set)
    for part, output in asked:
        outputs[part].add(output)
    for head in order:
        for use in uses[head]:
            outputs[use.tail].add(use.output)

    keys = {part: f"n{number}" for number, part in enumerate(order)}
    nodes = []
    for part in order:
        wanted = {output for each, output in asked if each == part}
        if not isinstance(part, AutogradNode):
            nodes.append(_constant(keys[part], part, found, at_hand))
        elif is_leaf(part):
            nodes.append(_leaf(keys[part], part, bool(wanted), found, at_hand))
        else:
            nodes.append(_operation(keys[part], part, wanted, outputs[part], found, at_hand))
    edges = []
    for head in order:
        for use in uses[head]:
            # Where several outputs are in use, their names stand beside the edges.
            label = ""
            if isinstance(use.tail, AutogradNode) and len(outputs[use.tail]) > 1:
                label = ", ".join(at_hand.names_at((use.tail, use.output)))
            edges.append(Edge(keys[use.tail], keys[head], use.slot, use.output, label, use.is_cut))
    return Trace(
        Graph(tuple(nodes), tuple(edges)),
        {keys[part]: part for part in order if isinstance(part, AutogradNode)},
        tuple((keys[part], output) for part, output in asked),
    )


def _uses(found: Explored, at_hand: AtHand) -> dict[Part, list[_Use]]:
    """Return of what each part was made, cuts included, without a cycle."""
    shown = {
        view
        for view, constant in found.constants.items()
        if constant.is_root or at_hand.names(constant.tensor) or _is_detached(view, found)
    }
    uses: dict[Part, list[_Use]] = {view: [] for view in shown}
    for autograd_node, following in found.nodes.items():
        uses[autograd_node] = [
            _Use(tail, slot, output)
            for slot, (tail, output) in enumerate(following)
            if tail is not None
        ]
        # An operand without gradient leaves its place empty. Some operands have none, such as
        # the condition of where.
        empty = [slot for slot, (tail, _) in enumerate(following) if tail is None]
        saved = found.saved.get(autograd_node, Saved())
        views = [view_of(tensor) for tensor in saved.operands if not tensor.requires_grad]
        for position, view in enumerate(views):
            slot = empty[position] if position < len(empty) else len(following) + position
            if view in shown:
                uses[autograd_node].append(_Use(view, slot, 0))
        uses[autograd_node].sort(key=lambda use: use.slot)
    for part, (source, output) in found.sources.items():
        # In-place work on shared entries can run in a circle: leave such a cut out.
        if part in uses and part not in _ordered([source], uses):
            uses[part].append(_Use(source, 0, output, is_cut=True))
    return uses


def _is_detached(view: View, found: Explored) -> bool:
    """Tell whether a constant without a name is a detached tensor.

    What a custom Function computes and keeps is out of autograd's sight, though nobody has
    detached it.
    """
    users = found.constants[view].users
    return view in found.sources and not any(
        isinstance(user, torch._C._FunctionBase) for user in users
    )


def _ordered(starts: Sequence[Part], uses: Mapping[Part, Sequence[_Use]]) -> list[Part]:
    """Return all that the parts were made of, tails before heads, the parts themselves last."""
    return ordered(starts, lambda part: [use.tail for use in uses[part]])


def _constant(key: str, view: View, found: Explored, at_hand: AtHand) -> Node:
    constant = found.constants[view]
    is_inside = constant.is_root or not found.reached.isdisjoint(constant.users)
    return Node(
        key,
        "constant",
        names=at_hand.names(constant.tensor),
        shape=_shape(constant.tensor),
        value=entries(constant.tensor),
        state="live" if is_inside else "outside",
        is_root=constant.is_root,
    )


def _leaf(
    key: str, autograd_node: AutogradNode, is_root: bool, found: Explored, at_hand: AtHand
) -> Node:
    tensor = variable_of(autograd_node)
    return Node(
        key,
        "leaf",
        names=at_hand.names(tensor),
        shape=_shape(tensor),
        value=entries(tensor),
        is_changed=_is_changed(tensor, found.current),
        grad=gradient(tensor),
        state="live" if autograd_node in found.reached else "outside",
        is_root=is_root,
    )


def _operation(
    key: str,
    autograd_node: AutogradNode,
    wanted: set[int],
    outputs: set[int],
    found: Explored,
    at_hand: AtHand,
) -> Node:
    """Return the node of an operation, with ``wanted`` and all ``outputs`` that are in use."""
    saved = found.saved[autograd_node]
    state: NodeState = saved.state if autograd_node in found.reached else "outside"
    only = next(iter(outputs)) if len(outputs) == 1 else None
    tensor = None if only is None else at_hand.made_by((autograd_node, only))
    if only is not None:
        names = at_hand.names_at((autograd_node, only))
    else:
        # Several tensors: those asked about stand side by side, as in ``a, b = x.split(2)``.
        firsts = [at_hand.names_at((autograd_node, output))[:1] for output in sorted(wanted)]
        names = (", ".join(name for first in firsts for name in first),) if any(firsts) else ()
    return Node(
        key,
        "operation",
        # "torch::autograd::CopySlices" is shown without its address.
        title=autograd_node.name().rpartition("::")[2],
        names=names,
        shape=_shape(tensor) if tensor is not None else _recorded_shape(autograd_node, only),
        value=None if tensor is None else entries(tensor),
        is_changed=tensor is not None and _is_changed(tensor, _results(saved)),
        grad=None if tensor is None else gradient(tensor),
        saved=_told(saved, at_hand),
        state=state,
        is_root=bool(wanted),
    )


def _is_changed(tensor: torch.Tensor, current: Collection[object]) -> bool:
    """Tell whether a tensor's entries, which can be shown, may not be those of the forward pass.

    Each change in place counts one up in its version. PyTorch does not say which version an
    operation made or took, but it refuses to hand out what was saved in another one: what is
    among ``current`` has not changed since.
    """
    try:
        version = tensor._version
    except RuntimeError:  # of a tensor that was made in inference mode
        return False
    return version > 0 and entries(tensor) is not None and storage_of(tensor) not in current


def _results(saved: Saved) -> set[object]:
    return {storage_of(tensor) for name, tensor in saved.tensors if name.startswith("result")}


def _shape(tensor: torch.Tensor) -> tuple[int, ...] | None:
    try:
        return tuple(int(length) for length in tensor.shape)
    except RuntimeError:  # of a nested tensor
        return None


def _recorded_shape(autograd_node: AutogradNode, output: int | None) -> tuple[int, ...] | None:
    """Return the shape of a node's output as far as PyTorch has noted it."""
    recorded = getattr(autograd_node, "_input_metadata", ())
    if output is None or output >= len(recorded):
        return None
    try:
        return tuple(int(length) for length in recorded[output].shape)
    except (AttributeError, RuntimeError, TypeError):
        return None


def _told(saved: Saved, at_hand: AtHand) -> tuple[str, ...]:
    """Return what an operation keeps, a text for each of PyTorch's attributes."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for attribute, tensor in saved.tensors:
        names, whole = at_hand.names(tensor), at_hand.whole(tensor)
        size = f"a view of {whole}" if whole else f"shape {tuple(tensor.shape)}"
        texts[attribute].append(names[0] if names else entries(tensor) or size)
    for attribute, text in saved.numbers:
        texts[attribute].append(text)
    return tuple(
        f"{attribute} of {each[0]}"
        if len(each) == 1 and each[0].startswith("shape ")
        else f"{attribute} = {', '.join(each)}"
        for attribute, each in texts.items()
    )
