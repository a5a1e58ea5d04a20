"""Points per exercise and student as CSV: a row for each student, a column for each exercise."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from autograder.classroom.export import inert
from autograder.classroom.gradebook import Student
from autograder.classroom.results import Result


def points_csv(results: Sequence[Result], students: Mapping[str, Student]) -> str:
    """Return a chapter's points; empty where there is no grade, which is not zero.

    Args:
        results: Those of one chapter.
        students: Who they are, by id.

    """
    graded = dict.fromkeys(name for result in results for name in result.scores)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    head = ["student", "last_name", "first_name", "email", *graded]
    table.writerow([*head, "late_penalty", "to_grade_by_hand", "points", "max_points", "status"])
    for result in results:
        who = students.get(result.student, Student(result.student))
        has_grade = result.points is not None
        scores = [number(result.scores.get(name)) for name in graded]
        table.writerow(
            [
                *map(inert, (who.id, who.last_name, who.first_name, who.email)),
                *scores,
                number(result.late_penalty) if has_grade else "",
                number(result.to_grade_by_hand) if has_grade else "",
                number(result.points),
                number(result.max_points),
                result.outcome.value,
            ]
        )
    return text.getvalue()


def number(points: float | None) -> str:
    """Return points to two decimals, as platforms round them; nothing for none."""
    return "" if points is None else f"{round(points, 2):g}"
