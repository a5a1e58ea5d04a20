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
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import msgpack

from autograder.lesson.door import data as door_data
from autograder.lesson.door.data import Numbers, dtype_of

T = TypeVar("T")

#: The largest frame that is read, in bytes: a tensor of the largest size, and room for words.
LARGEST = 40_000_000

_LENGTH = struct.Struct(">I")
#: Parts of a message that are looked at, all levels together.
_MOST_PARTS = 2_000_000
#: A depth that honest answers never reach: lists in lists are capped where they are read.
_DEEPEST = 60


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
        raw = msgpack.unpackb(content, raw=False, strict_map_key=True)
        value: T = _Reader().read(kind, raw, 0)
    except Garbled:
        raise
    except Exception as error:  # MessagePack's own errors are of many kinds.
        raise Garbled(f"{type(error).__name__} in a frame.") from error
    return value


class _Reader:
    """Reads one message, and counts what it has read."""

    def __init__(self) -> None:
        self._left = _MOST_PARTS

    def read(self, kind: Any, raw: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise Garbled("More parts than any answer has, or deeper.")
        origin = get_origin(kind)
        if origin in (Union, types.UnionType):
            return self._one_of(get_args(kind), raw, depth)
        if origin is tuple:
            return self._tuple(get_args(kind), raw, depth)
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(get_args(kind), raw, depth)
        if is_dataclass(kind):
            return self._dataclass(kind, raw, depth)
        if kind is float and type(raw) is int:
            return float(raw)
        if kind is type(None) and raw is None:
            return None
        if type(raw) is not kind or kind not in (bool, int, float, str, bytes):
            raise Garbled(f"A {type(raw).__name__} where a {kind} belongs.")
        return raw

    def _one_of(self, kinds: tuple[Any, ...], raw: Any, depth: int) -> Any:
        if isinstance(raw, list) and raw and isinstance(raw[0], str):
            for kind in kinds:
                if is_dataclass(kind) and kind.__name__ == raw[0]:  # type: ignore[union-attr]
                    return self._dataclass(kind, raw, depth)
        for kind in kinds:
            if type(raw) is kind or (get_origin(kind) is tuple and isinstance(raw, list)):
                return self.read(kind, raw, depth)
            if get_origin(kind) is not None and isinstance(raw, dict):
                return self.read(kind, raw, depth)
        raise Garbled(f"A {type(raw).__name__} where none belongs.")

    def _tuple(self, kinds: tuple[Any, ...], raw: Any, depth: int) -> tuple[Any, ...]:
        if type(raw) is not list:
            raise Garbled(f"A {type(raw).__name__} where a list belongs.")
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            if kinds[0] is float and all(type(part) is float for part in raw):
                self._left -= len(raw)  # curves are long, and their points are quickly seen to
                return tuple(raw)
            return tuple(self.read(kinds[0], part, depth + 1) for part in raw)
        if len(kinds) != len(raw):
            raise Garbled(f"{len(raw)} parts where {len(kinds)} belong.")
        return tuple(self.read(k, part, depth + 1) for k, part in zip(kinds, raw, strict=True))

    def _mapping(self, kinds: tuple[Any, ...], raw: Any, depth: int) -> dict[str, Any]:
        if type(raw) is not dict or not all(type(name) is str for name in raw):
            raise Garbled(f"A {type(raw).__name__} where a mapping belongs.")
        return {name: self.read(kinds[1], part, depth + 1) for name, part in raw.items()}

    def _dataclass(self, kind: Any, raw: Any, depth: int) -> Any:
        wanted = _fields(kind)
        if type(raw) is not list or len(raw) != len(wanted) + 1 or raw[0] != kind.__name__:
            raise Garbled(f"No {kind.__name__}, where one belongs.")
        parts = {
            name: self.read(of, part, depth + 1)
            for (name, of), part in zip(wanted, raw[1:], strict=True)
        }
        value = kind(**parts)
        if isinstance(value, Numbers):
            _refuse_impossible(value)
        return value


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    # The names of the door's data stand in quotes there, since they need each other.
    names = vars(door_data) | {"Any": Any, "Mapping": Mapping}
    hints = typing.get_type_hints(kind, localns=names)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


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
