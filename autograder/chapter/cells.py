"""What stands on a cell and in it: nbgrader's marks, and the regions that students do not get.

A cell may be a ``NotebookNode`` or a dict read from a file that somebody has handled: metadata may
be anything that JSON can say, and what makes no sense there counts as not said.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Marks:
    """What nbgrader's metadata say of a cell.

    Attributes:
        grade_id: The cell's name, None for an ordinary cell.
        grade: Whether it earns points.
        solution: Whether an answer goes into it.
        locked: Whether a submission's text is replaced by the released one.
        task: Whether it asks for work that is done elsewhere.
        points: What it is worth.

    """

    grade_id: str | None = None
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0.0

    @property
    def is_test(self) -> bool:
        """Whether it earns points for an answer that stands in another cell."""
        return self.grade and not self.solution


def marks(cell: Cell) -> Marks:
    """Return the marks of ``cell``."""
    said = raw_marks(cell)
    return Marks(
        grade_id=grade_id(cell),
        grade=bool(said.get("grade")),
        solution=bool(said.get("solution")),
        locked=bool(said.get("locked")),
        task=bool(said.get("task")),
        points=_number(said.get("points")),
    )


def raw_marks(cell: Cell) -> Mapping[str, Any]:
    """Return what stands on ``cell`` under ``nbgrader``, as it stands there."""
    return _part(_part(cell, "metadata"), "nbgrader")


def grade_id(cell: Cell) -> str | None:
    """Return the name by which nbgrader knows ``cell``, None for an ordinary cell."""
    name = raw_marks(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def source(cell: Cell) -> str:
    """Return the text of ``cell``, which a file holds as one string or as a list of lines."""
    text = cell.get("source")
    lines = text if isinstance(text, list) else [text]
    return "".join(line for line in lines if isinstance(line, str))


def checksum(cell: Cell) -> str:
    """Return what nbgrader notes on a released cell, by which it sees whether it was changed."""
    of = marks(cell)
    locked = not of.solution and (of.grade or of.locked)
    parts = [source(cell), cell["cell_type"], of.grade, of.solution, locked, of.grade_id]
    parts += [of.points] if of.grade else []
    return hashlib.md5("".join(map(str, parts)).encode()).hexdigest()


def _part(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = of.get(key)
    return part if isinstance(part, Mapping) else {}


def _number(value: object) -> float:
    """Return ``value`` if it is a number that can be added up, else 0."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return 0.0
    try:
        return float(value) if math.isfinite(value) else 0.0
    except OverflowError:  # an integer of hundreds of digits
        return 0.0


@dataclass(frozen=True)
class Region:
    """Lines that a release leaves out, between two lines that hold its markers."""

    begin: str
    end: str


SOLUTION = Region("BEGIN SOLUTION", "END SOLUTION")
HIDDEN_TESTS = Region("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
MARK_SCHEME = Region("BEGIN MARK SCHEME", "END MARK SCHEME")

REGIONS = (SOLUTION, HIDDEN_TESTS, MARK_SCHEME)

#: Stands after a solution's begin where students get the rest of that line in place of `CODE_STUB`.
OWN_STUB = " stub: "

#: What nbgrader leaves in place of an answer in code, and in words.
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
TEXT_STUB = "YOUR ANSWER HERE"


def inside(text: str, region: Region) -> list[str]:
    """Return what stands in each ``region`` of ``text``; one that does not end ends with it."""
    found: list[list[str]] = []
    for line, is_inside in _lines(text, region):
        if region.begin in line:
            found.append([])
        elif is_inside:
            found[-1].append(line)
    return ["\n".join(lines) for lines in found]


def lines_inside(text: str, region: Region) -> set[int]:
    """Return the numbers of the lines in each ``region`` of ``text``, its begin with them."""
    is_inside, found = False, set()
    for number, line in enumerate(text.splitlines(), 1):
        is_inside = (is_inside or region.begin in line) and region.end not in line
        if is_inside:
            found.add(number)
    return found


def outside(text: str, region: Region, stand_in: str = "") -> str:
    """Return ``text`` without ``region`` and its markers.

    Args:
        text: A cell's text.
        region: What is taken out; where it does not end, all that follows is.
        stand_in: A line to stand in each one's place, indented as its begin.

    """
    shown = []
    for line, is_inside in _lines(text, region):
        if region.begin in line and stand_in:
            shown.append(line[: len(line) - len(line.lstrip())] + stand_in)
        elif not is_inside:
            shown.append(line)
    return "\n".join(shown)


def _lines(text: str, region: Region) -> Iterator[tuple[str, bool]]:
    """Yield the lines of ``text`` but for ends, and whether each is part of a region."""
    is_inside = False
    for line in text.splitlines():
        if region.end in line:
            is_inside = False
        else:
            is_inside = is_inside or region.begin in line
            yield line, is_inside


def without_markers(text: str, region: Region) -> str:
    """Return ``text`` without the lines that begin and end ``region``; what is inside stays."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if region.begin not in line and region.end not in line)


def is_balanced(text: str, region: Region) -> bool:
    """Tell whether each begin of ``region`` in ``text`` has its end before the next one."""
    found = re.findall(f"{region.begin}|{region.end}", text)
    return found == [region.begin, region.end] * (len(found) // 2)


def markers(text: str) -> list[str]:
    """Return the markers that ``text`` holds: a release has none."""
    return [mark for region in REGIONS for mark in (region.begin, region.end) if mark in text]


def is_unanswered(text: str) -> bool:
    """Tell whether ``text`` says nothing beyond what nbgrader leaves in place of an answer."""
    for stub in (*CODE_STUB.splitlines(), TEXT_STUB):
        text = text.replace(stub, "")
    return not text.strip()
