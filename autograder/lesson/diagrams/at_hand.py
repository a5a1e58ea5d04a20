"""Which tensors are at hand, what made them, and which of them share their entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch.autograd.graph import Node as AutogradNode
from torch.autograd.graph import get_gradient_edge

from autograder.lesson.diagrams.names import Names

#: A node and the number of one of the tensors that it made.
Spot = tuple[AutogradNode, int]
#: Where in memory a tensor's entries lie. Tensors with the same view always have equal entries.
View = tuple[object, ...]


def spot_of(tensor: torch.Tensor) -> Spot | None:
    """Return what made a tensor, for a leaf its ``AccumulateGrad``; None without gradient."""
    if not tensor.requires_grad:
        return None
    if tensor.grad_fn is not None:
        return tensor.grad_fn, tensor.output_nr
    try:
        edge = get_gradient_edge(tensor)
        return edge.node, edge.output_nr
    except NotImplementedError:  # a sparse leaf: PyTorch looks at it through a view
        with torch.enable_grad():
            copied = tensor.clone().grad_fn
        assert copied is not None
        [(node, output)] = copied.next_functions
        assert node is not None
        return node, output


def view_of(tensor: torch.Tensor) -> View:
    """Return where a tensor's entries lie; a tensor without a storage lies by itself."""
    storage = storage_of(tensor)
    if storage is None or tensor.layout != torch.strided:
        return (id(tensor),)
    offset = tensor.storage_offset()
    return (storage, offset, tuple(tensor.shape), tensor.stride(), tensor.dtype)


def storage_of(tensor: torch.Tensor) -> object | None:
    """Return what a tensor shares with its views, None if that cannot be told."""
    try:
        return (tensor.device, tensor.untyped_storage().data_ptr()) if tensor.numel() else None
    except RuntimeError:  # sparse tensors and those within vmap have none
        return None


def _key(tensor: torch.Tensor) -> object:
    """Return what two Python objects have in common if they are the same tensor."""
    if not tensor.requires_grad:
        return view_of(tensor)
    # A leaf by its identity: to ask for its AccumulateGrad could make one.
    return id(tensor) if tensor.is_leaf else spot_of(tensor)


class AtHand:
    """The tensors at hand: those with a name, those asked about, and those met on the way."""

    def __init__(self, names: Names, roots: Iterable[torch.Tensor]) -> None:
        self._names: defaultdict[object, list[str]] = defaultdict(list)
        self._made: dict[Spot, torch.Tensor] = {}
        self._with_gradient: defaultdict[object, dict[int, torch.Tensor]] = defaultdict(dict)
        self._without_gradient: dict[object, str] = {}
        for name, tensor in names:
            try:
                self._names[_key(tensor)].append(name)
                self.add(tensor)
                if not tensor.requires_grad:
                    self._without_gradient.setdefault(storage_of(tensor), name)
            except RuntimeError:
                # Some tensors cannot even be asked this: a lazy module's parameters have no
                # shape yet, and some views lose their grad_fn when their base is changed.
                continue
        for tensor in roots:
            self.add(tensor)

    def add(self, tensor: torch.Tensor) -> None:
        """Note a tensor; of several objects for the same one the first stays."""
        spot = None if tensor.is_leaf else spot_of(tensor)
        if not tensor.requires_grad or spot in self._made:
            return
        if spot is not None:
            self._made[spot] = tensor
        self._with_gradient[storage_of(tensor)][id(tensor)] = tensor

    def made_by(self, spot: Spot) -> torch.Tensor | None:
        """Return the tensor that a node made, if it is at hand."""
        return self._made.get(spot)

    def names(self, tensor: torch.Tensor) -> tuple[str, ...]:
        """Return what variables call a tensor, in their order."""
        return tuple(self._names.get(_key(tensor), ()))

    def names_at(self, spot: Spot) -> tuple[str, ...]:
        """Return what variables call a node's output."""
        return tuple(self._names.get(spot, ()))

    def whole(self, tensor: torch.Tensor) -> str | None:
        """Return the name of a tensor without gradient that has the same storage."""
        storage = None if tensor.requires_grad else storage_of(tensor)
        return None if storage is None else self._without_gradient.get(storage)

    def sharing(self, tensor: torch.Tensor) -> list[torch.Tensor]:
        """Return tensors with a gradient on the same storage, those of the same view first."""
        storage, view = storage_of(tensor), view_of(tensor)
        found = {} if storage is None else self._with_gradient.get(storage, {})
        others = [other for other in found.values() if other is not tensor]
        return sorted(others, key=lambda other: view_of(other) != view)
