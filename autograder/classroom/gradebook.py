"""Ask nbgrader's gradebook what was released, and what was earned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc

from autograder.course import Course


@dataclass(frozen=True)
class Grades:
    """What a student earned in a chapter.

    Attributes:
        scores: Points per graded cell, by ``grade_id``.
        to_grade_by_hand: Points of the answers that wait for a person.
        unscored: Test cells for which no score was stored.
        late_penalty: Points taken off for lateness.

    """

    scores: dict[str, float]
    to_grade_by_hand: float
    unscored: tuple[str, ...]
    late_penalty: float = 0.0

    @property
    def points(self) -> float:
        """The sum of the scores, less the penalty: what nbgrader's own export says."""
        return max(0.0, float(sum(self.scores.values())) - self.late_penalty)


def open_gradebook(course: Course) -> Gradebook:
    """Return the gradebook of ``course``, to be used in a ``with`` statement."""
    return Gradebook(f"sqlite:///{course.gradebook}")


def read_grades(gradebook: Gradebook, chapter: str, student: str) -> Grades:
    """Return what ``student`` earned in ``chapter``.

    Raises:
        nbgrader.api.MissingEntry: if no submission of theirs was graded.

    """
    notebook = gradebook.find_submission_notebook(chapter, chapter, student)
    return Grades(
        scores={grade.name: float(grade.score) for grade in notebook.grades},
        to_grade_by_hand=float(
            sum(grade.max_score for grade in notebook.grades if grade.needs_manual_grade)
        ),
        unscored=tuple(
            grade.name
            for grade in notebook.grades
            if not grade.needs_manual_grade
            and grade.auto_score is None
            and grade.manual_score is None
        ),
        late_penalty=float(notebook.late_submission_penalty or 0.0),
    )


@dataclass(frozen=True)
class Student:
    """A student in the gradebook; of somebody who is not in a roster only the id is known."""

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""


def read_students(gradebook: Gradebook) -> list[Student]:
    """Return all students that the gradebook knows, by id."""
    known = [
        Student(s.id, s.last_name or "", s.first_name or "", s.email or "")
        for s in gradebook.students
    ]
    return sorted(known, key=lambda student: student.id)


@dataclass(frozen=True)
class Graded:
    """A submission that was graded, by whatever command."""

    student: str
    chapter: str
    max_points: float
    submitted: str


def read_graded(gradebook: Gradebook, course: Course) -> list[Graded]:
    """Return the submissions that are graded now: those whose graded notebook is there."""
    return [
        Graded(
            student=submission.student.id,
            chapter=assignment.name,
            max_points=float(assignment.max_score),
            submitted=str(submission.timestamp or ""),
        )
        for assignment in gradebook.assignments
        for submission in assignment.submissions
        if course.autograded(submission.student.id, assignment.name).is_file()
    ]


def as_utc(timestamp: str) -> str:
    """Return a time as "2026-03-01 10:00:00", in UTC; what is no time stays as it is."""
    when = read_time(timestamp)
    return timestamp if when is None else f"{when:%Y-%m-%d %H:%M:%S}"


def read_time(timestamp: str) -> datetime | None:
    """Return the time that ``timestamp`` tells, without a zone, in UTC; None if it tells none."""
    if not re.match(r"\d{4}-\d\d-\d\d", timestamp):  # nbgrader takes "-1" for a date.
        return None
    try:
        when: datetime = parse_utc(timestamp)
    except (ValueError, OverflowError):
        return None
    return when
