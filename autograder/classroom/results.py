"""What became of each submission, and how a class's results are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # a table is shown without torch, which grading imports
    from autograder.grading import TestGrade


class Outcome(Enum):
    """How the grading of one submission ended."""

    GRADED = "graded"
    WITH_GAPS = "graded with gaps"
    TIMED_OUT = "timed out"
    UNANSWERED = "unanswered"
    CRASHED = "crashed"
    BROKEN = "broken"
    NO_NOTEBOOK = "no notebook"
    HARNESS_ERROR = "harness error"
    NOT_HANDED_IN = "not handed in"


_COLOURS = {
    Outcome.GRADED: "green",
    Outcome.WITH_GAPS: "yellow",
    Outcome.TIMED_OUT: "yellow",
    Outcome.CRASHED: "yellow",
    Outcome.UNANSWERED: "yellow",
}

#: Columns that a table gets where no terminal says how wide it is.
WIDTH_WHEN_PIPED = 120


@dataclass(frozen=True)
class Result:
    """One student's result for one chapter.

    Attributes:
        student: The student's id, the name of the folder in ``var/submitted``.
        chapter: The chapter's name.
        outcome: How the grading ended.
        points: Points so far, after a penalty, or None where there is no grade. None is not zero.
        max_points: Points that the chapter is worth.
        to_grade_by_hand: Of these, the points of answers that wait for a person.
        remark: One line: what happened and what to do; empty where all went well.
        submitted: When it was handed in, as its ``timestamp.txt`` says; empty if unknown.
        scores: Points per graded cell, by ``grade_id``; empty where there is no grade.
        late_penalty: Points that were taken off for lateness.
        tests: What became of each test cell; empty where there is no grade.
        seconds: How long the submission took to grade.

    """

    student: str
    chapter: str
    outcome: Outcome
    points: float | None
    max_points: float
    to_grade_by_hand: float = 0.0
    remark: str = ""
    submitted: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    late_penalty: float = 0.0
    tests: tuple[TestGrade, ...] = ()
    seconds: float = 0.0


def show(results: Sequence[Result], console: Console | None = None) -> None:
    """Print ``results``, a table for each chapter, with a closing line of totals.

    In a terminal a table takes its width; piped, it is 120 columns wide. A long cell is
    folded, never cut.
    """
    console = console or Console()
    if not console.is_terminal:
        console.width = WIDTH_WHEN_PIPED
    for chapter in dict.fromkeys(result.chapter for result in results):
        console.print(_table(chapter, [r for r in results if r.chapter == chapter]))
    console.print(Text(totals(results)))


def _table(chapter: str, results: Sequence[Result]) -> Table:
    table = Table(title=chapter, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("status", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    late = any(result.late_penalty for result in results)
    if late:
        table.add_column("late", justify="right", no_wrap=True)
    table.add_column("by hand", justify="right", no_wrap=True)
    table.add_column("remark", overflow="fold")
    for result in results:
        table.add_row(
            Text(result.student),
            Text(result.outcome.value, style=_COLOURS.get(result.outcome, "red")),
            _points(result),
            *([f"−{round(result.late_penalty, 2):g}" if result.late_penalty else ""] * late),
            f"{result.to_grade_by_hand:g}" if result.to_grade_by_hand else "",
            Text(result.remark),
        )
    return table


def _points(result: Result) -> str:
    """Return "12.5 / 30", with a dash in place of points where there is no grade."""
    points = "—" if result.points is None else f"{round(result.points, 2):g}"
    return f"{points} / {result.max_points:g}"


def totals(results: Sequence[Result]) -> str:
    """Return one line: how many submissions, how they ended, what waits for a person."""
    count = len(results)
    ends = Counter(result.outcome for result in results)
    parts = [f"{ends[outcome]} {outcome.value}" for outcome in Outcome if ends[outcome]]
    line = f"{count} submission{'s' * (count != 1)}: {', '.join(parts)}."
    ungraded = sum(result.points is None for result in results)
    if ungraded:
        line += f" {ungraded} without a grade."
    by_hand = sum(result.to_grade_by_hand for result in results)
    if by_hand:
        line += f" {by_hand:g} points wait to be graded by hand."
    return line
