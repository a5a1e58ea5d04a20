"""What a student's process is told to run, and what it says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A code cell to run.

    Attributes:
        source: What students see of it.
        answers: The numbers of the tests for which a snapshot is left before it; none: no snapshot.
        is_answer: Whether it is the student's to write: what it does to torch's modes is undone.
        lost: Why it is not run, for the student to read; empty: it is.
        is_passed_over: Whether it is passed over, since no answer and no test depends on it.

    """

    source: str
    answers: tuple[int, ...] = ()
    is_answer: bool = False
    lost: str = ""
    is_passed_over: bool = False


@dataclass(frozen=True)
class Plan:
    """A notebook to run.

    Attributes:
        steps: Its code cells, in order.
        files: What lies beside it, by name.
        cell_seconds: Seconds that a cell may take.
        output_bytes: Bytes that a cell may put out.
        sentences: What a student reads where a cell is stopped, by the limit that it hit.

    """

    steps: tuple[Step, ...]
    files: Mapping[str, bytes]
    cell_seconds: float
    output_bytes: int
    sentences: Mapping[str, str]


@dataclass(frozen=True)
class Stream:
    """Text on stdout or stderr."""

    name: str
    text: str


@dataclass(frozen=True)
class Shown:
    """Something displayed: its forms by MIME type, and what is said of them; JSON as text."""

    data: Mapping[str, str]
    metadata: str = "{}"
    is_result: bool = False


@dataclass(frozen=True)
class Error:
    """An error that ended a cell."""

    ename: str
    evalue: str
    traceback: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """What a step put out.

    Attributes:
        outputs: In order.
        hit: The limit that stopped it, ``time`` or ``output``; empty: none.

    """

    outputs: tuple[Stream | Shown | Error, ...]
    hit: str = ""
