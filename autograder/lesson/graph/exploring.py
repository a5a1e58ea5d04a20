"""Walk PyTorch's record of a computation, and look behind what is detached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch
from torch.autograd.graph import Node as Function

from autograder.lesson.graph.known import Known, Spot, View, spot_of, storage_of, view_of
from autograder.lesson.graph.saved import Saved, saved_by

#: What becomes a node: a leaf's or an operation's function, or where a constant's entries lie.
Part = Function | View
#: Functions with their ``next_functions``.
Functions = dict[Function, tuple[tuple[Function | None, int], ...]]


@dataclass
class Constant:
    """A tensor without a gradient: one that was asked about, or that operations have saved."""

    tensor: torch.Tensor
    users: list[Function] = field(default_factory=list)
    is_root: bool = False


@dataclass
class Explored:
    """All that led to some tensors, in no order."""

    functions: Functions
    #: Which of them a gradient of the roots reaches.
    reached: frozenset[Function]
    saved: dict[Function, Saved] = field(default_factory=dict)
    constants: dict[View, Constant] = field(default_factory=dict)
    #: Where tensors lie that operations still hand out as they got them: none was changed since.
    current: set[object] = field(default_factory=set)
    #: What made the tensor that a leaf or a constant was detached from.
    sources: dict[Part, Spot] = field(default_factory=dict)


def explore(roots: Sequence[torch.Tensor], known: Known) -> Explored:
    """Return all functions and constants that led to the roots, also those behind a detach.

    Of what the functions have saved, the tensors are added to ``known``.
    """
    functions: Functions = {}
    new = _walk([spot[0] for root in roots if (spot := spot_of(root))], functions)
    found = Explored(functions, frozenset(new))
    for root in roots:
        if not root.requires_grad:
            found.constants[view_of(root)] = Constant(root, is_root=True)
    while True:
        for function in new:
            _inspect(function, found, known)
        # The source of a detached tensor brings in a graph of its own, perhaps with more of them.
        found.sources |= _sources(found, known)
        new = _walk([function for function, _ in found.sources.values()], functions)
        if not new:
            return found


def _walk(starts: Iterable[Function], functions: Functions) -> list[Function]:
    """Add all that can be reached to ``functions``, and return what is new among it."""
    waiting, new = list(starts), []
    while waiting:
        function = waiting.pop()
        if function not in functions:
            functions[function] = following = tuple(function.next_functions)
            new.append(function)
            waiting += [each for each, _ in following if each is not None]
    return new


def is_leaf(function: Function) -> bool:
    """Tell whether a function is a leaf's ``AccumulateGrad``."""
    # By the type's name: a custom Function may well have an attribute ``variable``.
    return type(function).__name__ == "AccumulateGrad"


def variable_of(leaf: Function) -> torch.Tensor:
    """Return the tensor whose ``AccumulateGrad`` this is."""
    variable = leaf.variable  # type: ignore[attr-defined]
    assert isinstance(variable, torch.Tensor)
    return variable


def _inspect(function: Function, found: Explored, known: Known) -> None:
    """Note what a function has saved, and the constants among it."""
    if is_leaf(function):
        known.add(variable_of(function))
        return
    saved = found.saved[function] = saved_by(function)
    for _, tensor in saved.tensors:
        known.add(tensor)
    found.current |= {storage_of(tensor) for _, tensor in saved.tensors}
    for tensor in saved.operands:
        if not tensor.requires_grad:
            found.constants.setdefault(view_of(tensor), Constant(tensor)).users.append(function)


def _sources(found: Explored, known: Known) -> dict[Part, Spot]:
    """Return where detached tensors came from, as far as that was not known before."""
    detached: list[tuple[Part, torch.Tensor, list[Function]]] = []
    for function in found.functions:
        if is_leaf(function):
            detached.append((function, variable_of(function), [function]))
    for view, constant in found.constants.items():
        detached.append((view, constant.tensor, constant.users))
    sources = {}
    for part, tensor, users in detached:
        for other in known.sharing(tensor) if part not in found.sources else ():
            # Of two leaves on one storage either may have come first.
            if tensor.requires_grad and other.is_leaf:
                continue
            spot = spot_of(other)
            # A view of a leaf was made of the leaf, and not the other way round.
            if spot is not None and set(users).isdisjoint(_walk([spot[0]], {})):
                sources[part] = spot
                break
    return sources
