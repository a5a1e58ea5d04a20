"""Whatever a student's side sends, a frame is read as what it must be, or refused."""

from __future__ import annotations

import os
import socket
import struct
import time
import tracemalloc
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Union, get_args, get_origin

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.grading import plan, serving, values, wire
from autograder.grading.plan import Done, Plan, Stream
from autograder.grading.serving import Replies
from autograder.grading.values import Answer, Call, Scalar, Several
from autograder.lesson.door import data as door_data
from autograder.lesson.door.data import Numbers

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
KINDS = (Answer, Call, Replies, Done, Plan)

often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def hints(kind: type) -> dict[str, Any]:
    names = vars(door_data) | {"Mapping": Mapping, "Any": Any}
    return typing.get_type_hints(kind, localns=names)


PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    str: st.text(max_size=8),
    bytes: st.binary(max_size=8),
    type(None): st.none(),
}

numbers = st.integers(0, 3).map(
    lambda n: Numbers("torch.float32", (n,), "cpu", False, True, bytes(4 * n))
)


def made(kind: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return what makes anything of a kind that travels."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if kind is Numbers:
        return numbers
    if origin in (Union, types.UnionType):
        flat = [part for part in parts if part in PLAIN or part in (Scalar, Numbers)]
        return st.one_of([made(part, depth) for part in (parts if depth < 3 else flat or parts)])
    if origin is tuple and parts[1:] == (...,):
        return st.lists(made(parts[0], depth + 1), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(made(part, depth + 1) for part in parts))
    if origin is not None:
        return st.dictionaries(st.text(max_size=4), made(parts[1], depth + 1), max_size=2)
    assert is_dataclass(kind)
    by_name = hints(kind)
    return st.builds(kind, **{f.name: made(by_name[f.name], depth + 1) for f in fields(kind)})


def travelling() -> list[type]:
    """Return every dataclass that travels."""
    found = [
        kind
        for module in (plan, serving, values, door_data)
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    ]
    return [kind for kind in found if kind is not serving.Wish]  # that one goes the other way


anything = st.deferred(lambda: st.sampled_from(KINDS).flatmap(made))
messages = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text()
    | st.binary() | st.sampled_from([kind.__name__ for kind in travelling()]),
    lambda part: st.lists(part, max_size=5) | st.dictionaries(st.text(), part, max_size=3),
    max_leaves=20,
)  # fmt: skip


def read_or_refused(content: bytes) -> None:
    """Read a frame as each kind there is: what comes out is of that kind, or it is garbled."""
    for kind in KINDS:
        try:
            value = wire.unpack(content, kind)
        except wire.Garbled:
            continue
        assert type(value) is kind


@pytest.mark.parametrize("kind", travelling(), ids=lambda kind: kind.__name__)
def test_everything_that_travels_arrives_as_it_was(kind: type) -> None:
    @settings(often, max_examples=min(EXAMPLES, 20))
    @given(made(kind))
    def arrives(value: Any) -> None:
        assert wire.unpack(wire.pack(value), kind) == value

    arrives()


@often
@given(st.binary(max_size=200))
def test_random_bytes(content: bytes) -> None:
    read_or_refused(content)


@often
@given(messages)
def test_random_messages(message: object) -> None:
    read_or_refused(msgpack.packb(message, use_bin_type=True))


@often
@given(anything, st.data())
def test_valid_frames_with_some_bytes_changed(value: Any, data: st.DataObject) -> None:
    content = bytearray(wire.pack(value))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(0, len(content) - 1)))
        match data.draw(st.sampled_from(["change", "cut", "insert"])):
            case "change" if content:
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place : place + data.draw(st.integers(1, 8))]
            case _:
                content[place:place] = data.draw(st.binary(max_size=4))
    read_or_refused(bytes(content))


@often
@given(anything, st.integers(0, 200))
def test_valid_frames_cut_short(value: Any, length: int) -> None:
    content = wire.pack(value)
    if length < len(content):
        with pytest.raises(wire.Garbled):
            wire.unpack(content[:length], type(value))


@often
@given(anything, anything)
def test_a_kind_is_not_taken_for_another(one: Any, other: Any) -> None:
    if type(one) is not type(other):
        with pytest.raises(wire.Garbled):
            wire.unpack(wire.pack(one), type(other))


DEEP = b"\x91" * 100_000 + b"\xc0"


@pytest.mark.parametrize(
    "content",
    [
        b"\xdd\xff\xff\xff\xff",  # a list of four billion parts, it says
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        DEEP,
        msgpack.packb(["Several", "list", [], 0, 0]),
        msgpack.packb(["Answer"]),
        msgpack.packb(msgpack.ExtType(1, b"x")),
        b"",
    ],
    ids=["list", "map", "bytes", "text", "deep", "more parts", "fewer parts", "extension", "empty"],
)
def test_what_claims_to_be_large_takes_no_memory_and_no_time(content: bytes) -> None:
    start = time.monotonic()
    tracemalloc.start()
    try:
        for kind in KINDS:
            with pytest.raises(wire.Garbled):
                wire.unpack(content, kind)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000
    assert time.monotonic() - start < 10


def test_more_parts_than_any_answer_has_are_refused() -> None:
    many = msgpack.packb(["Several", "list", [None] * 2_000_001, 0])
    with pytest.raises(wire.Garbled):
        wire.unpack(many, Several)


@dataclass(frozen=True)
class Seconds:
    seconds: float


def test_an_integer_may_stand_for_a_float_and_nothing_else_for_anything() -> None:
    assert wire.unpack(msgpack.packb(["Seconds", 3]), Seconds) == Seconds(3.0)
    for wrong in (True, "3", None, b"3", [3.0], {}):
        with pytest.raises(wire.Garbled):
            wire.unpack(msgpack.packb(["Seconds", wrong]), Seconds)


@pytest.mark.parametrize(
    "said",
    [
        Numbers("torch.float65", (1,), "cpu", False, True, bytes(8)),
        Numbers("torch.nn", (1,), "cpu", False, True, bytes(8)),
        Numbers("torch.float32", (2,), "cpu", False, True, bytes(4)),
        Numbers("torch.float32", (-1, -1), "cpu", False, True, bytes(4)),
        Numbers("torch.float32", (1,) * 65, "cpu", False, True, bytes(4)),
        Numbers("torch.bool", (1,), "cpu", False, True, b"\2"),
    ],
)
def test_tensors_that_there_cannot_be(said: Numbers) -> None:
    with pytest.raises(wire.Garbled):
        wire.unpack(wire.pack(said), Numbers)


# --- Frames on a connection ----------------------------------------------------------------------


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_frames_arrive_one_by_one(ends: tuple[socket.socket, socket.socket]) -> None:
    here, there = ends
    for content in (b"", b"one", bytes(1000)):
        wire.send(there, content)
    assert [wire.receive(here) for _ in range(3)] == [b"", b"one", bytes(1000)]


@pytest.mark.parametrize("sent", [b"", b"\0", b"\0\0\0\5", b"\0\0\0\5abc"])
def test_a_frame_that_ends_early_is_gone(
    ends: tuple[socket.socket, socket.socket], sent: bytes
) -> None:
    here, there = ends
    there.sendall(sent)
    there.close()
    with pytest.raises(wire.Gone):
        wire.receive(here)


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\0\0\0\5abc"])
def test_a_frame_that_does_not_come_is_late(
    ends: tuple[socket.socket, socket.socket], sent: bytes
) -> None:
    here, there = ends
    there.sendall(sent)
    start = time.monotonic()
    with pytest.raises(wire.Late):
        wire.receive(here, start + 0.1)
    assert time.monotonic() - start < 5
    with pytest.raises(wire.Late):
        wire.receive(here, start)


def test_a_frame_larger_than_any_is_refused_unread(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    there.sendall(struct.pack(">I", wire.LARGEST + 1))
    with pytest.raises(wire.Garbled, match="more than"):
        wire.receive(here, time.monotonic() + 5)


def test_what_nobody_reads_is_late_and_nobody_at_all_is_gone(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    here.settimeout(0.1)
    with pytest.raises(wire.Late):
        wire.send(here, bytes(10_000_000))
    there.close()
    with pytest.raises(wire.Gone):
        wire.send(here, b"x")


def test_outputs_arrive() -> None:
    done = Done((Stream("stdout", "ä"), plan.Shown({"image/png": "AA"}, is_result=True)), "time")
    assert wire.unpack(wire.pack(done), Done) == done
