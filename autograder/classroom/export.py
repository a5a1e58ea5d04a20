"""Write a class's results as CSV, alone or as a plugin of ``nbgrader export``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from autograder.chapter.files import write_atomically
from autograder.classroom import outcomes
from autograder.classroom.gradebook import (
    Graded,
    Student,
    as_utc,
    open_gradebook,
    read_graded,
    read_grades,
    read_students,
)
from autograder.classroom.results import Outcome, Result
from autograder.classroom.roster import read_roster
from autograder.course import Course, find_course

COLUMNS = (
    "student",
    "last_name",
    "first_name",
    "email",
    "chapter",
    "status",
    "points",
    "max_points",
    "late_penalty",
    "to_grade_by_hand",
    "remark",
    "submitted_utc",
)

#: A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@")


def write_csv(path: Path, results: Iterable[Result], students: Iterable[Student] = ()) -> None:
    """Write a line for each of ``results``, with names from ``students``.

    Points are left empty where there is no grade.
    """
    known = {student.id: student for student in students}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for result in results:
        student = known.get(result.student, Student(result.student))
        table.writerow(
            [
                inert(student.id),
                inert(student.last_name),
                inert(student.first_name),
                inert(student.email),
                inert(result.chapter),
                result.outcome.value,
                "" if result.points is None else f"{result.points:g}",
                f"{result.max_points:g}",
                f"{result.late_penalty:g}",
                f"{result.to_grade_by_hand:g}",
                inert(result.remark),
                inert(as_utc(result.submitted)),
            ]
        )
    write_atomically(path, text.getvalue().encode("utf-8"))


def inert(text: str) -> str:
    """Return ``text`` on one line, with an apostrophe before it if a spreadsheet would run it."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(_FORMULA) else line


class OutcomeCsv(ExportPlugin):  # type: ignore[misc]
    """``nbgrader export --exporter=autograder.classroom.export.OutcomeCsv``.

    How each submission ended comes from ``var/outcomes.json``, its points from the gradebook: so
    they include what was graded by hand since, or by ``nbgrader autograde`` alone.
    ``var/outcomes.json`` is brought up to date as well.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the CSV to ``--to``, by default to ``var/grades.csv``."""
        course = find_course()
        current = refresh(course, gradebook)
        students = everybody(course, gradebook)
        wanted = [
            result
            for result in with_absentees(current, students)
            if (not self.student or result.student in map(str, self.student))
            and (not self.assignment or result.chapter in map(str, self.assignment))
        ]
        path = Path(self.to) if self.to else course.grades
        self.log.info("Exporting %d results to %s", len(wanted), path)
        write_csv(path, wanted, students)


def write_grades(course: Course) -> None:
    """Write ``var/grades.csv`` as the gradebook says now."""
    with open_gradebook(course) as gradebook:
        people = everybody(course, gradebook)
        write_csv(course.grades, with_absentees(refresh(course, gradebook), people), people)


def class_and_results(course: Course) -> tuple[list[Student], list[Result]]:
    """Return the class, and the results of all chapters as the gradebook says now.

    Absentees have a result too: that they handed in nothing.
    """
    if not course.gradebook.is_file():
        people, results = everybody(course), outcomes.load(course.outcomes)
    else:
        with open_gradebook(course) as gradebook:
            people, results = everybody(course, gradebook), refresh(course, gradebook)
    return people, with_absentees(results, people)


def everybody(course: Course, gradebook: Gradebook | None = None) -> list[Student]:
    """Return the class, by id: those in ``var/roster.csv``, and whom the gradebook knows besides.

    Raises:
        RosterError: if the file is no roster.

    """
    known = {student.id: student for student in (read_students(gradebook) if gradebook else ())}
    for person in read_roster(course.roster).people:
        before = known.get(person.id, Student(person.id))
        first, _, last = person.name.rpartition(" ")
        known[person.id] = Student(
            person.id,
            person.last_name or last or before.last_name,
            person.first_name or first or before.first_name,
            person.email or before.email,
        )
    return sorted(known.values(), key=lambda student: student.id)


def refresh(course: Course, gradebook: Gradebook) -> list[Result]:
    """Bring ``var/outcomes.json`` up to date with the gradebook; return what it says now."""
    stored = outcomes.load(course.outcomes)
    there = {(g.student, g.chapter): g for g in read_graded(gradebook, course)}
    # A grade that is no longer there was taken out of the gradebook, with its student.
    results = [r for r in stored if r.points is None and (r.student, r.chapter) not in there]
    ended = {(r.student, r.chapter): r for r in stored}
    results += [_current(graded, ended, gradebook) for graded in there.values()]
    chapters = {result.chapter for result in [*stored, *results]}
    return outcomes.store(course.outcomes, results, chapters) if chapters else []


def _current(
    graded: Graded, ended: Mapping[tuple[str, str], Result], gradebook: Gradebook
) -> Result:
    """Return the result of a graded submission with what the gradebook says of it now."""
    result = ended.get((graded.student, graded.chapter))
    if result is None or result.points is None:
        result = Result(
            student=graded.student,
            chapter=graded.chapter,
            outcome=Outcome.GRADED,
            points=None,
            max_points=graded.max_points,
            remark="Graded by nbgrader alone.",
            submitted=graded.submitted,
        )
    grades = read_grades(gradebook, graded.chapter, graded.student)
    return replace(
        result,
        points=grades.points,
        max_points=graded.max_points,
        to_grade_by_hand=grades.to_grade_by_hand,
        scores=grades.scores,
        late_penalty=grades.late_penalty,
    )


def with_absentees(results: Sequence[Result], students: Sequence[Student]) -> list[Result]:
    """Return ``results`` and a line for each chapter and each student who did not hand it in."""
    worth = {result.chapter: result.max_points for result in results}
    there = {(result.student, result.chapter) for result in results}
    absent = [
        Result(student.id, chapter, Outcome.NOT_HANDED_IN, None, points)
        for chapter, points in worth.items()
        for student in students
        if (student.id, chapter) not in there
    ]
    return sorted([*results, *absent], key=lambda r: (r.chapter, r.student))
