"""Tell a student's result in plain text: in a job's log, or to whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from autograder.classroom.results import Result
from autograder.grading import TestGrade, Verdict

#: What stands before each line of a message: no line of a log begins as a student wishes.
_MARGIN = "  │ "

#: What a terminal takes for a command, and what runners of jobs do.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_RUNNER = re.compile(r"##(?=\[)")


def tell(result: Result, titles: Mapping[str, str]) -> str:
    """Return what a student may read of a result, as their feedback page says it.

    Args:
        result: The student's, in one chapter.
        titles: What the exercises are called, by name.

    """
    return "\n".join(_lines(result, titles)) + "\n"


def _lines(result: Result, titles: Mapping[str, str]) -> Iterator[str]:
    if result.points is None:
        yield f"{result.student}, {result.chapter}: no points, for it is {result.outcome.value}"
    else:
        said = f"{_number(result.points)} of {_number(result.max_points)} points"
        if result.late_penalty:
            said += f", {_number(result.late_penalty)} taken off for lateness"
        if result.to_grade_by_hand:
            said += f", and {_number(result.to_grade_by_hand)} wait to be graded by a person"
        yield f"{result.student}, {result.chapter}: {said}"
    for test in result.tests:
        exercise = test.name.removeprefix("test_")
        sign = {Verdict.PASSED: "✓", Verdict.PARTIAL: "◐"}.get(test.verdict, "✗")
        points = f"{_number(test.points)} / {_number(test.max_points)}"
        yield f"{sign} {titles.get(exercise, exercise)}  {points}"
        yield from (f"{_MARGIN}{line}" for line in harmless(_message(test)).splitlines())
    yield from (f"{_MARGIN}{line}" for line in harmless(result.remark).splitlines())


def _message(test: TestGrade) -> str:
    """Return what the student may read of a test: of a hidden part only what a list allows."""
    if test.verdict is Verdict.PASSED:
        return ""
    if test.verdict is Verdict.FAILED and not test.in_hidden_part:
        return test.message
    return test.shown


def harmless(text: str) -> str:
    """Return ``text`` without what terminals and runners of jobs would take for commands."""
    return _CONTROL.sub("", _RUNNER.sub("#", text))


def _number(points: float) -> str:
    return f"{round(points, 2):g}"
