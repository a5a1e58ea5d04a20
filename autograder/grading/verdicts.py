"""A grade is a value: it travels from the referee to table, feedback, report and gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a test ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    REFUSED = "refused"
    HARNESS_ERROR = "harness error"


@dataclass(frozen=True)
class TestGrade:
    """What became of one test cell.

    Attributes:
        name: Its ``grade_id``.
        verdict: How it ended.
        points: What was earned, from 0 to ``max_points``.
        max_points: What it is worth.
        message: What went wrong, for the instructor: it may quote a hidden test.
        shown: What went wrong, for the student: of a hidden test only what a fixed list allows.
        mistakes: Names of the misconceptions that explain it.
        in_hidden_part: Whether it failed in what students do not get to see.
        seconds: How long its questions took.

    """

    #: Not a test class, whatever pytest thinks of its name.
    __test__ = False

    name: str
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    shown: str = ""
    mistakes: tuple[str, ...] = ()
    in_hidden_part: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Stopped:
    """A cell that was stopped, or that stopped Python.

    Attributes:
        cell: Its name, or "number 7" by its place.
        verdict: What it was stopped for.
        message: What the student reads.

    """

    cell: str
    verdict: Verdict
    message: str


@dataclass(frozen=True)
class Grade:
    """What a submission earned, and how.

    Attributes:
        tests: One for each test cell that earns points by itself, in order.
        notebook: The notebook as it was graded, in JSON: the author's cells and the student's
            text, with what the cells put out. Hidden tests stand in it.
        missing: Names of released cells that came back, in order.
        misplaced: Names of those that were put back in order.
        doubled: Names that more than one cell carried; the last one with an answer counts.
        stopped: Cells that hit a limit or ended Python.
        is_slice: Whether cells were left out that no answer and no test depends on.
        sandbox: What stood between the student's code and this machine.
        seconds: How long all of it took.

    """

    tests: tuple[TestGrade, ...]
    notebook: bytes
    missing: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    stopped: tuple[Stopped, ...] = ()
    is_slice: bool = False
    sandbox: str = ""
    seconds: float = 0.0

    @property
    def points(self) -> float:
        """What the tests earned together."""
        return float(sum(test.points for test in self.tests))
