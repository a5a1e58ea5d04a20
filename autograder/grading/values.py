"""What a student's objects are on the referee's side: plain values by content, others by number.

Numbers, texts, lists, tensors and arrays are copied; whatever has behaviour of its own, a function
or an object of the student's class, stays where it is and is known by a number.
"""

from __future__ import annotations

import io
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import torch

from autograder.lesson.door.data import MOST_ENTRIES, MOST_PARTS, Numbers, Raised, as_numbers

_DEEPEST = 12
#: Characters of a text that is copied whole; longer ones are no answer to anything.
_LONGEST = 1_000_000
#: Things whose changes the other side is told; of more, the oldest are forgotten.
_MOST_FOLLOWED = 400
_CONTAINERS = (list, dict, set, deque, OrderedDict, Counter, defaultdict, np.ndarray)
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
    """A list, tuple, set or frozenset, by its kind; or a ``StringIO``: its text and its place.

    ``number`` is 0 but for what both sides know, so that one learns what the other does to it.
    """

    kind: str
    items: tuple[Value, ...]
    number: int = 0


@dataclass(frozen=True)
class Table:
    """A dictionary; or, of kind ``instance``, what an object of a test's own class holds."""

    keys: tuple[Value, ...]
    items: tuple[Value, ...]
    number: int = 0
    kind: str = "dict"


@dataclass(frozen=True)
class ArrayValue:
    """A NumPy array, or one of NumPy's numbers: a shape of None."""

    dtype: str
    shape: tuple[int, ...] | None
    content: bytes
    number: int = 0


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
    """What came of a request: a value or an error, and what else is different now.

    Attributes:
        value: What came back, None after an error.
        error: The error.
        known: The same, as an object that can be asked for what it holds.
        arguments: What the error was made of.
        told: By number, as text: things known to both sides whose content has changed.
        names: Names of the notebook that the request asked for and that stand for others now.
        out: What was printed.
        err: What was printed on stderr.

    """

    value: Scalar | Written | Several | Table | ArrayValue | TensorValue | Known | None
    error: Raised | None = None
    known: Known | None = None
    arguments: tuple[Value, ...] = ()
    told: Mapping[str, Value] = field(default_factory=dict)
    names: Mapping[str, Value] = field(default_factory=dict)
    out: str = ""
    err: str = ""


@dataclass(frozen=True)
class Call:
    """In place of an answer: a call of a function that the test has handed over, and keeps."""

    number: int
    arguments: tuple[Value, ...]
    named: Mapping[str, Value]


class Numbering:
    """The numbers by which the other side knows objects of this one; they are kept alive."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        #: What the other side has been told of things that it follows, the latest last.
        self._followed: dict[int, Value] = {}

    def __getitem__(self, number: int) -> Any:
        return self._objects[number]

    def get(self, number: int) -> Any:
        """Return the object with this number, None if there is none."""
        return self._objects.get(number)

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

    def follow(self, thing: Any) -> None:
        """From now on, tell the other side when the content of ``thing`` changes."""
        number = self.number_of(thing)
        self._followed.pop(number, None)
        while len(self._followed) >= _MOST_FOLLOWED:
            self._followed.pop(next(iter(self._followed)))
        self._followed[number] = Scalar(None)
        self._followed[number] = self.value_of(thing)

    def news(self) -> dict[str, Value]:
        """Return what has changed, by number, since the other side was told last."""
        found = {}
        for number, before in list(self._followed.items()):
            now = self.value_of(self._objects[number])
            if now != before:
                found[str(number)] = self._followed[number] = now
        return found

    def value_at(self, thing: Any) -> Value:
        """Return what the other side gets for what stands under a name or in an attribute."""
        if type(thing) in _CONTAINERS:
            self.follow(thing)
        return self.value_of(thing)

    def value_of(self, thing: Any, depth: int = 0) -> Value:
        """Return what the other side gets for ``thing``."""
        plain = _plain(thing)
        number = self._numbers.get(id(thing), 0)
        number = number if number in self._followed else 0
        if isinstance(plain, ArrayValue) and number:
            return replace(plain, number=number)
        if plain is not None:
            return plain
        if isinstance(thing, torch.Tensor):
            return self._tensor(thing)
        if depth < _DEEPEST:
            kind = type(thing)
            if kind in SEQUENCES and len(thing) <= MOST_PARTS:
                parts = tuple(self.value_of(part, depth + 1) for part in thing)
                return Several(SEQUENCES[kind], parts, number)
            if kind in MAPPINGS and len(thing) <= MOST_PARTS:
                return self._table(thing, number, MAPPINGS[kind], depth)
            if _is_named_tuple(thing):
                parts = tuple(self.value_of(part, depth + 1) for part in thing)
                return Several(" ".join((kind.__name__, *kind._fields)), parts)
            if number and type(thing) is io.StringIO:
                said = (Scalar(thing.getvalue()[:_LONGEST]), Scalar(thing.tell()))
                return Several("StringIO", said, number)
            if number and number < 0 and not isinstance(thing, type) and hasattr(thing, "__dict__"):
                return self._table(vars(thing), number, "instance", depth)
        is_class = isinstance(thing, type)
        classes = thing.__mro__ if isinstance(thing, type) else type(thing).__mro__
        kinds = tuple(f"{c.__module__}.{c.__name__}"[:200] for c in classes[:30])
        return Known(self.number_of(thing), kinds, callable(thing), is_class)

    def _table(self, thing: dict[Any, Any], number: int, kind: str, depth: int) -> Table:
        return Table(
            tuple(self.value_of(name, depth + 1) for name in thing),
            tuple(self.value_of(part, depth + 1) for part in thing.values()),
            number,
            kind,
        )

    def _tensor(self, tensor: torch.Tensor) -> TensorValue:
        with torch._C.DisableTorchFunctionSubclass():
            plain = tensor.detach() if type(tensor) is not torch.Tensor else tensor
            numbers = as_numbers(plain)
            grad = tensor.grad if tensor.is_leaf else None
            leaves: tuple[int, ...] = ()
            if tensor.requires_grad and not tensor.is_leaf:
                leaves = tuple(self.number_of(leaf) for leaf in _leaves(tensor))
            number = self.number_of(tensor)
            value = TensorValue(
                number=number,
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
        if tensor.requires_grad and tensor.is_leaf and number not in self._followed:
            self._followed[number] = value
        return value


#: What is copied part by part, by class: nothing of it has behaviour of the student's own.
SEQUENCES: dict[type, str] = {
    **{kind: kind.__name__ for kind in (list, tuple, set, frozenset, deque)},
    torch.Size: "Size",
    type({}.keys()): "dict_keys",
    type({}.values()): "dict_values",
    type({}.items()): "dict_items",
}
MAPPINGS: dict[type, str] = {
    kind: kind.__name__ for kind in (dict, OrderedDict, Counter, defaultdict, MappingProxyType)
}

_ROOM_OF_A_NAMED_TUPLE = set(vars(namedtuple("_Any", ""))) | {"__annotations__", "__orig_bases__"}


def _is_named_tuple(thing: Any) -> bool:
    """Whether it is a named tuple without methods of the student's; or one of torch's own."""
    kind = type(thing)
    if kind.__module__ == "torch.return_types":
        return False
    fields_ = getattr(kind, "_fields", None)
    return (
        kind.__mro__[1:] == (tuple, object)
        and isinstance(fields_, tuple)
        and len(fields_) == len(thing) <= MOST_PARTS
        and all(type(name) is str and name.isidentifier() for name in fields_)
        and all(name in fields_ or name in _ROOM_OF_A_NAMED_TUPLE for name in vars(kind))
    )


#: What is known by how it is written, and how that is.
WRITTEN: dict[type, Callable[[Any], str]] = {
    torch.dtype: str,
    torch.device: str,
    Decimal: str,
    Fraction: str,
    range: lambda thing: f"{thing.start} {thing.stop} {thing.step}",
    **{kind: lambda thing: str(thing.isoformat()) for kind in (date, datetime, time)},
    timedelta: lambda thing: f"{thing.days} {thing.seconds} {thing.microseconds}",
    PosixPath: str,
}


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
    if type(thing) in WRITTEN:
        return Written(type(thing).__name__, WRITTEN[type(thing)](thing)[:_LONGEST])
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
