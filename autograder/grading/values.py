"""What a student's objects are on the referee's side: plain values by content, others by number.

Numbers, texts, lists, tensors and arrays are copied; whatever has behaviour of its own, a function
or an object of the student's class, stays where it is and is known by a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import torch

from autograder.lesson.door.data import MOST_ENTRIES, MOST_PARTS, Numbers, Raised, as_numbers

_DEEPEST = 12
#: Characters of a text that is copied whole; longer ones are no answer to anything.
_LONGEST = 1_000_000
#: Nodes of a graph that are walked in search of its leaves.
_MOST_NODES = 20_000


@dataclass(frozen=True)
class Scalar:
    """A plain Python value."""

    value: bool | int | float | str | bytes | None


@dataclass(frozen=True)
class Written:
    """A value by how it is written: a large integer, a complex number, or three dots."""

    kind: str
    text: str


@dataclass(frozen=True)
class Several:
    """A list, tuple, set or frozenset, by its kind."""

    kind: str
    items: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """A dictionary."""

    keys: tuple[Value, ...]
    items: tuple[Value, ...]


@dataclass(frozen=True)
class ArrayValue:
    """A NumPy array, or one of NumPy's numbers: a shape of None."""

    dtype: str
    shape: tuple[int, ...] | None
    content: bytes


@dataclass(frozen=True)
class TensorValue:
    """A tensor.

    Attributes:
        number: The one it has on the student's side.
        numbers: Its entries.
        grad: Of a leaf: its gradient.
        leaves: Of one that belongs to a graph: the numbers of the leaves that it comes from.
        is_parameter: Whether it is an ``nn.Parameter``.

    """

    number: int
    numbers: Numbers
    grad: Numbers | None
    leaves: tuple[int, ...]
    is_parameter: bool = False


@dataclass(frozen=True)
class Known:
    """An object that stays on the student's side.

    Attributes:
        number: The one it has there.
        kinds: Its class and those that it derives from: module and name, with a dot between.
        is_callable: Whether it can be called.
        is_class: Whether it is a class itself; ``kinds`` are then its own.

    """

    number: int
    kinds: tuple[str, ...]
    is_callable: bool
    is_class: bool


Value: TypeAlias = "Scalar | Written | Several | Table | ArrayValue | TensorValue | Known"


@dataclass(frozen=True)
class Answer:
    """What came of a request: a value or an error, and the arguments that are others now.

    Attributes:
        value: What came back, None after an error.
        error: The error.
        changed: By position or name, as text: arguments whose content changed.

    """

    value: Scalar | Written | Several | Table | ArrayValue | TensorValue | Known | None
    error: Raised | None = None
    changed: (
        Mapping[str, Scalar | Written | Several | Table | ArrayValue | TensorValue | Known] | None
    ) = None


class Numbering:
    """The numbers by which the other side knows objects of this one; they are kept alive."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}

    def __getitem__(self, number: int) -> Any:
        return self._objects[number]

    def enter(self, thing: object, number: int) -> None:
        """Let ``thing`` be known by ``number``, which the other side has chosen."""
        self._objects[number] = thing
        self._numbers[id(thing)] = number

    def number_of(self, thing: object) -> int:
        """Return the number of ``thing``, a new one if it has none."""
        number = self._numbers.get(id(thing))
        if number is None:
            number = len(self._objects) + 1
            self.enter(thing, number)
        return number

    def value_of(self, thing: Any, depth: int = 0) -> Value:
        """Return what the other side gets for ``thing``."""
        plain = _plain(thing)
        if plain is not None:
            return plain
        if isinstance(thing, torch.Tensor):
            return self._tensor(thing)
        if depth < _DEEPEST:
            for kind in (list, tuple, set, frozenset):
                if isinstance(thing, kind) and len(thing) <= MOST_PARTS and _is_ordinary(thing):
                    parts = tuple(self.value_of(part, depth + 1) for part in thing)
                    return Several(kind.__name__, parts)
            if isinstance(thing, dict) and len(thing) <= MOST_PARTS and _is_ordinary(thing):
                return Table(
                    tuple(self.value_of(name, depth + 1) for name in thing),
                    tuple(self.value_of(part, depth + 1) for part in thing.values()),
                )
        is_class = isinstance(thing, type)
        classes = thing.__mro__ if isinstance(thing, type) else type(thing).__mro__
        kinds = tuple(f"{c.__module__}.{c.__name__}"[:200] for c in classes[:30])
        return Known(self.number_of(thing), kinds, callable(thing), is_class)

    def _tensor(self, tensor: torch.Tensor) -> TensorValue:
        with torch._C.DisableTorchFunctionSubclass():
            plain = tensor.detach() if type(tensor) is not torch.Tensor else tensor
            numbers = as_numbers(plain)
            grad = tensor.grad if tensor.is_leaf else None
            leaves: tuple[int, ...] = ()
            if tensor.requires_grad and not tensor.is_leaf:
                leaves = tuple(self.number_of(leaf) for leaf in _leaves(tensor))
            return TensorValue(
                number=self.number_of(tensor),
                numbers=Numbers(
                    numbers.dtype,
                    numbers.shape,
                    numbers.device,
                    bool(tensor.requires_grad),
                    bool(tensor.is_leaf),
                    numbers.content,
                    numbers.is_ordinary,
                ),
                grad=None if grad is None else as_numbers(grad),
                leaves=leaves,
                is_parameter=isinstance(tensor, torch.nn.Parameter),
            )


def _is_ordinary(thing: Any) -> bool:
    """Whether it is of a class of Python's own, or a named tuple: no behaviour of the student's."""
    return type(thing) in (list, tuple, set, frozenset, dict, torch.Size) or (
        type(thing).__module__ in ("collections", "torch.return_types")
    )


def _plain(thing: Any) -> Scalar | Written | ArrayValue | None:
    """Return a value that is copied whole, None for anything else.

    An object of a subclass of ``float``, say, is copied as the float that it is: what it would
    like to be equal to is its own business.
    """
    if thing is None or isinstance(thing, bool):
        return Scalar(thing)
    if thing is ...:
        return Written("ellipsis", "...")
    if isinstance(thing, np.generic) and not thing.dtype.hasobject:
        plain = np.asarray(thing)
        return ArrayValue(plain.dtype.str, None, plain.tobytes())
    if isinstance(thing, int):
        exact = int.__index__(thing)
        return Scalar(exact) if exact.bit_length() < 64 else Written("int", hex(exact)[:_LONGEST])
    if isinstance(thing, float):
        return Scalar(float.__float__(thing))
    if isinstance(thing, complex):
        return Written("complex", repr(complex.__complex__(thing)))
    if isinstance(thing, str):
        exact_text = str.__str__(thing)
        # Half a surrogate pair cannot be written in UTF-8.
        return Scalar(exact_text[:_LONGEST].encode("utf-8", "replace").decode())
    if isinstance(thing, bytes):
        return Scalar(bytes(memoryview(thing))[:_LONGEST])
    if isinstance(thing, np.ndarray) and not thing.dtype.hasobject and thing.size <= MOST_ENTRIES:
        plain = np.ascontiguousarray(np.asarray(thing))
        return ArrayValue(plain.dtype.str, thing.shape, plain.tobytes())
    return None


def _leaves(tensor: torch.Tensor) -> list[torch.Tensor]:
    """Return the leaves that a tensor's graph comes from; none if it is far too large."""
    found: dict[int, torch.Tensor] = {}
    seen = set()
    waiting = [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if len(seen) > _MOST_NODES:
            return []
        leaf = getattr(node, "variable", None)
        if isinstance(leaf, torch.Tensor):
            found[id(leaf)] = leaf
        waiting += [following for following, _ in node.next_functions]
    return list(found.values())
