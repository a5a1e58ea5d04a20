"""Write a class's results as CSV, alone or as a plugin of ``nbgrader export``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from autograder.chapter.files import write_atomically
from autograder.classroom import outcomes
from autograder.classroom.gradebook import read_grades
from autograder.classroom.results import Result
from autograder.course import find_course

COLUMNS = (
    "student",
    "chapter",
    "status",
    "points",
    "max_points",
    "to_grade_by_hand",
    "remark",
    "submitted",
)

#: A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@")


def write_csv(path: Path, results: Iterable[Result]) -> None:
    """Write a line for each of ``results``; points are left empty where there is no grade."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for result in results:
        table.writerow(
            [
                _inert(result.student),
                _inert(result.chapter),
                result.outcome.value,
                "" if result.points is None else f"{result.points:g}",
                f"{result.max_points:g}",
                f"{result.to_grade_by_hand:g}",
                _inert(result.remark),
                _inert(result.submitted),
            ]
        )
    write_atomically(path, text.getvalue().encode("utf-8"))


def _inert(text: str) -> str:
    """Return ``text`` on one line, with an apostrophe before it if a spreadsheet would run it."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(_FORMULA) else line


class OutcomeCsv(ExportPlugin):  # type: ignore[misc]
    """``nbgrader export --exporter=autograder.classroom.export.OutcomeCsv``.

    How each submission ended comes from ``var/outcomes.json``, its points from the gradebook:
    so they include what was graded by hand since.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the CSV to ``--to``, by default to ``var/grades.csv``."""
        course = find_course()
        wanted = [
            _with_current_points(result, gradebook)
            for result in outcomes.load(course.outcomes)
            if (not self.student or result.student in map(str, self.student))
            and (not self.assignment or result.chapter in map(str, self.assignment))
        ]
        path = Path(self.to) if self.to else course.grades
        self.log.info("Exporting %d results to %s", len(wanted), path)
        write_csv(path, wanted)


def _with_current_points(result: Result, gradebook: Gradebook) -> Result:
    if result.points is None:
        return result
    try:
        grades = read_grades(gradebook, result.chapter, result.student)
    except MissingEntry:
        return result
    return replace(
        result,
        points=grades.points,
        to_grade_by_hand=grades.to_grade_by_hand,
        scores=grades.scores,
    )
