"""What an operation keeps for its derivative."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch.autograd.graph import Node as AutogradNode

from autograder.lesson.diagrams.model import NodeState
from autograder.lesson.numbers.numerals import entry

#: Saved numbers that tell which operation it was; sizes, strides and flags are left out.
_TELLING = frozenset(
    {"alpha", "beta", "descending", "diagonal", "dim", "dim0", "dim1", "dims", "end", "exponent"}
    | {"index", "k", "lambd", "max", "min", "negative_slope", "ord", "other", "p", "repeats"}
    | {"self", "shifts", "split_size", "split_sizes", "start", "threshold", "value"}
)
#: Of a few operations ``indices`` are a result. Elsewhere they are an operand.
_GIVES_INDICES = ("Max", "Min", "Topk", "Sort", "Mode", "Median", "Nanmedian", "Kthvalue", "Cum")

_PACKED = "packed by a hook"


@dataclass(frozen=True)
class Saved:
    """Tensors and numbers that an operation keeps, and whether they can still be used.

    ``operands`` of it are the tensors that it was given, in the order of PyTorch's attributes;
    the rest are its own results.
    """

    tensors: tuple[tuple[str, torch.Tensor], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    state: NodeState = "live"
    operands: tuple[torch.Tensor, ...] = ()


def saved_by(node: AutogradNode) -> Saved:
    """Return what a node of PyTorch's graph keeps.

    The ``_saved_*`` attributes of PyTorch's own nodes, ``saved_tensors`` and plain numbers
    on the ``ctx`` of a custom one. To read them after a backward pass, or after they were
    changed in place, raises just as the next backward pass would: that gives the state.
    """
    custom = isinstance(node, torch._C._FunctionBase)
    tensors: list[tuple[str, torch.Tensor]] = []
    numbers: list[tuple[str, str]] = []
    state: NodeState = "live"
    names = ("saved_tensors",) if custom else _attributes(type(node))
    for name in names:
        try:
            if _is_packed(node, name):
                numbers.append((name.removeprefix("_saved_"), _PACKED))
                continue
            value = getattr(node, name)
        except RuntimeError as error:
            if custom and not _mentions_saving(type(node)):
                continue
            if "modified by an inplace operation" in str(error):
                state = "stale"
            elif state != "stale":
                state = "freed"
            continue
        name = name.removeprefix("_saved_")
        found = [each for each in _flat(value) if isinstance(each, torch.Tensor)]
        tensors += [(name, tensor) for tensor in found]
        if not found and name in _TELLING and (text := _number(name, value)):
            numbers.append((name, text))
    if custom:
        fields = vars(node).items()
        numbers += [(f"ctx.{name}", text) for name, value in fields if (text := _number("", value))]
    operands = tuple(tensor for name, tensor in tensors if _is_operand(node.name(), name))
    return Saved(tuple(tensors), tuple(numbers), state, operands)


@cache
def _attributes(kind: type) -> tuple[str, ...]:
    names = [name for name in dir(kind) if name.startswith("_saved_") and "_sym_" not in name]
    # The first operand is called self.
    return tuple(sorted(names, key=lambda name: name != "_saved_self"))


def is_packed(node: AutogradNode) -> bool:
    """Tell whether a pass through one of PyTorch's nodes runs a hook that unpacks a tensor."""
    return any(_is_packed(node, name) for name in _attributes(type(node)))


def _is_packed(node: AutogradNode, name: str) -> bool:
    """Tell whether reading a saved tensor would run a hook of the student's."""
    raw = getattr(node, f"_raw_saved_{name.removeprefix('_').removeprefix('saved_')}", None)
    return any(getattr(each, "unpack_hook", None) is not None for each in _flat(raw))


def _mentions_saving(kind: type) -> bool:
    """Tell whether a custom Function's code calls ``save_for_backward``.

    After a backward pass one that has saved nothing raises the same error as one whose tensors
    were freed, but it can be gone through again.
    """
    written = getattr(kind, "_forward_cls", None)
    codes = [
        getattr(getattr(written, name, None), "__code__", None)
        for name in ("forward", "setup_context")
    ]
    known = [code for code in codes if isinstance(code, types.CodeType)]
    return not known or any("save_for_backward" in code.co_names for code in known)


def _is_operand(title: str, name: str) -> bool:
    if name == "indices":
        return not title.startswith(_GIVES_INDICES)
    return not name.startswith("result")


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple | list):
        yield from value
    else:
        yield value


def _number(name: str, value: Any) -> str | None:
    """Return a saved number, or a few of them, as text; None for what tells nothing."""
    if isinstance(value, tuple | list):
        parts = [_number("", each) for each in value]
        whole = ", ".join(part for part in parts if part)
        return f"({whole})" if 0 < len(parts) <= 4 and all(parts) else None
    if type(value) not in (int, float, complex) or (name in ("alpha", "beta") and value == 1):
        return None
    # PyTorch hands a negative dim out as an unsigned number of 64 bits.
    if type(value) is int and value >= 2**63:
        value -= 2**64
    return entry(value)
