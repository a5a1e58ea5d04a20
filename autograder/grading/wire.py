"""What comes from a student's side: frames of plain data, each checked before it is believed.

A frame is its length in four bytes and a message in MessagePack. Dataclasses travel as their
name and their fields, and come out only where the reader expects them: exact types, as deep as
the types themselves allow, and never more than a frame can hold. Nothing is unpickled here.
"""

from __future__ import annotations

import math
import socket
import struct
import time
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import msgpack

from autograder.lesson.door import data as door_data
from autograder.lesson.door.data import Numbers, dtype_of

T = TypeVar("T")
_C = TypeVar("_C", list[Any], dict[str, Any])

#: The largest frame that is read, in bytes: a tensor of the largest size, and room for words.
LARGEST = 40_000_000

_LENGTH = struct.Struct(">I")
#: Parts of a message that are looked at, all levels together.
_MOST_PARTS = 2_000_000


class Garbled(ValueError):
    """What came is no message of the kind that was expected."""


class Gone(ConnectionError):
    """The other side has closed the connection: the process at its end is no more."""


class Late(TimeoutError):
    """Nothing, or not all of it, came in time."""


def send(to: socket.socket, content: bytes) -> None:
    """Send one frame.

    Raises:
        Gone: if nobody is there to read it.
        Late: if the socket's time limit passes.

    """
    try:
        to.sendall(_LENGTH.pack(len(content)) + content)
    except TimeoutError as error:
        raise Late from error
    except OSError as error:
        raise Gone from error


def receive(source: socket.socket, deadline: float | None = None) -> bytes:
    """Return the content of the next frame.

    Args:
        source: Where it comes from.
        deadline: Until when all of it must have come, by ``time.monotonic``; None: no limit.

    Raises:
        Gone: if the connection ends before the frame does.
        Late: if it is not there in time.
        Garbled: if it claims to be larger than any frame is.

    """
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size, deadline))
    if length > LARGEST:
        raise Garbled(f"A frame of {length} bytes, more than {LARGEST}.")
    return _exactly(source, length, deadline)


def _exactly(source: socket.socket, count: int, deadline: float | None) -> bytes:
    got = bytearray()
    while len(got) < count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Late
            source.settimeout(left)
        try:
            part = source.recv(min(count - len(got), 1 << 20))
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Gone from error
        if not part:
            raise Gone
        got += part
    return bytes(got)


def pack(value: object) -> bytes:
    """Return a dataclass made of plain data as the content of a frame."""
    content: bytes = msgpack.packb(_plain(value), use_bin_type=True)
    return content


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_plain(getattr(value, f.name)) for f in fields(value))]
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return value


def unpack(content: bytes, kind: type[T]) -> T:
    """Return what a frame holds, which must be a ``kind``: a dataclass of plain data.

    Raises:
        Garbled: if it is anything else.

    """
    try:
        # A byte can stand for an empty list, which takes sixty here: they are counted as they come.
        met = _Count()
        raw = msgpack.unpackb(
            content,
            raw=False,
            strict_map_key=True,
            list_hook=met.parts,
            object_hook=met.parts,
            max_array_len=_MOST_PARTS,
            max_map_len=_MOST_PARTS,
        )
        wanted: Any = kind
        value: T = _reader(wanted)(raw, _Count())
    except Garbled:
        raise
    except Exception as error:  # MessagePack's own errors, and too deep a nesting
        raise Garbled(f"{type(error).__name__} in a frame.") from error
    return value


class _Count:
    """How many parts of a message may still be read."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = _MOST_PARTS

    def parts(self, of: _C) -> _C:
        """Count the parts of a list or a mapping, and itself; return it."""
        self.take(len(of) + 1)
        return of

    def take(self, parts: int) -> None:
        """Count parts that are read.

        Raises:
            Garbled: if they are more than any answer has.

        """
        self.left -= parts
        if self.left < 0:
            raise Garbled("More parts than any answer has.")


#: From what a message says, and a count, to the value.
_Read = Callable[[Any, _Count], Any]


@cache
def _reader(kind: Hashable) -> _Read:
    """Return what reads a ``kind``; each is made once, for messages have many parts."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _reader_of_one(parts)
    if origin is tuple:
        is_open = len(parts) == 2 and parts[1] is Ellipsis
        return _reader_of_many(parts[0]) if is_open else _reader_of_fixed(parts)
    if origin is not None and issubclass(origin, Mapping):
        return _reader_of_mapping(parts[1])
    if is_dataclass(kind):
        return _reader_of_dataclass(kind)
    if kind not in _PLAIN:
        raise TypeError(f"{kind} is nothing that travels.")
    return _reader_of_plain(kind)


_PLAIN = (bool, int, float, str, bytes, type(None))


def _reader_of_plain(kind: type) -> _Read:
    def read(raw: Any, _: _Count) -> Any:
        if type(raw) is kind:
            return raw
        if kind is float and type(raw) is int:
            return float(raw)
        raise Garbled(f"A {type(raw).__name__} where a {kind.__name__} belongs.")

    return read


def _reader_of_one(kinds: tuple[Any, ...]) -> _Read:
    plain = tuple(kind for kind in kinds if kind in _PLAIN)
    named = {str(kind.__name__): kind for kind in kinds if hasattr(kind, "__dataclass_fields__")}
    lists = [kind for kind in kinds if get_origin(kind) is tuple]
    maps = [kind for kind in kinds if get_origin(kind) not in (None, tuple)]

    def read(raw: Any, count: _Count) -> Any:
        if type(raw) in plain:
            return raw
        if type(raw) is list and raw and type(raw[0]) is str and raw[0] in named:
            return _reader(named[raw[0]])(raw, count)
        if type(raw) is list and lists:
            return _reader(lists[0])(raw, count)
        if type(raw) is dict and maps:
            return _reader(maps[0])(raw, count)
        raise Garbled(f"A {type(raw).__name__} where none belongs.")

    return read


def _reader_of_many(kind: Any) -> _Read:
    def read(raw: Any, count: _Count) -> tuple[Any, ...]:
        if type(raw) is not list:
            raise Garbled(f"A {type(raw).__name__} where a list belongs.")
        count.take(len(raw))
        part = _reader(kind)
        return tuple([part(each, count) for each in raw])

    return read


def _reader_of_fixed(kinds: tuple[Any, ...]) -> _Read:
    def read(raw: Any, count: _Count) -> tuple[Any, ...]:
        if type(raw) is not list or len(raw) != len(kinds):
            raise Garbled(f"Not a list of {len(kinds)} parts, where one belongs.")
        return tuple(_reader(kind)(part, count) for kind, part in zip(kinds, raw, strict=True))

    return read


def _reader_of_mapping(kind: Any) -> _Read:
    def read(raw: Any, count: _Count) -> dict[str, Any]:
        if type(raw) is not dict or not all(type(name) is str for name in raw):
            raise Garbled(f"A {type(raw).__name__} where a mapping belongs.")
        count.take(len(raw))
        return {name: _reader(kind)(part, count) for name, part in raw.items()}

    return read


def _reader_of_dataclass(kind: Any) -> _Read:
    # The names of the door's data stand in quotes there, since they need each other.
    hints = typing.get_type_hints(kind, localns=vars(door_data) | {"Mapping": Mapping})
    names = [field.name for field in fields(kind)]
    kinds = [hints[name] for name in names]

    def read(raw: Any, count: _Count) -> Any:
        if type(raw) is not list or len(raw) != len(names) + 1 or raw[0] != kind.__name__:
            raise Garbled(f"No {kind.__name__}, where one belongs.")
        count.take(1)
        parts = [_reader(of)(part, count) for of, part in zip(kinds, raw[1:], strict=True)]
        value = kind(*parts)
        if kind is Numbers:
            _refuse_impossible(value)
        return value

    return read


def _refuse_impossible(numbers: Numbers) -> None:
    """Refuse a tensor whose entries cannot be what it says of them.

    Raises:
        Garbled: if they cannot.

    """
    try:
        dtype = dtype_of(numbers.dtype)
    except ValueError as error:
        raise Garbled("A dtype that there is not.") from error
    if len(numbers.shape) > 64 or any(size < 0 for size in numbers.shape):
        raise Garbled("A shape that there is not.")
    content = numbers.content
    if content is None:
        return
    if math.prod(numbers.shape) * dtype.itemsize != len(content):
        raise Garbled("A tensor that has more or fewer entries than its shape.")
    if numbers.dtype == "torch.bool" and content.strip(b"\0\1"):
        raise Garbled("A truth value that is neither true nor false.")
