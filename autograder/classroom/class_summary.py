"""What the last command said of a class, and whether there is anything to do since.

Nothing that takes long to import is needed for it: a command that has nothing to do ends at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.chapter.files import write_atomically
from autograder.classroom import receipts
from autograder.classroom.gradebook_rows import class_fingerprint, fingerprint, rows
from autograder.classroom.receipts import Files, Receipt
from autograder.classroom.results import Outcome, Result
from autograder.course import Course

#: A report is written by itself on so many submissions: each takes a hundredth of a second.
REPORTED_BY_ITSELF = 500


@dataclass(frozen=True)
class Unchanged:
    """A class whose every submission stands as it was handed back.

    Attributes:
        results: The results without what became of each test, by chapter and student.
        lines: What else was said of the class.

    """

    results: list[Result]
    lines: list[str]


def unchanged(course: Course, chapters: Sequence[str]) -> Unchanged | None:
    """Return the results of a class in which nothing has changed; None if there is work to do.

    Raises:
        GradebookUnusable: if the gradebook cannot be read.

    """
    summary = _load(course.summary)
    if summary is None or summary != _as_it_is(course, chapters, summary["lines"]):
        return None
    results = []
    for chapter in chapters:
        students = [student for student, name in summary["submitted"] if name == chapter]
        stand = standing(course, chapter, students)
        if len(stand) < len(students):
            return None
        results += [without_tests(stand[student].result) for student in students]
    return Unchanged(results, summary["lines"]) if results else None


def report_is_due(course: Course, results: Sequence[Result]) -> bool:
    """Tell whether the report on ``results`` is one that writes itself, and is older than they."""
    if len(results) > REPORTED_BY_ITSELF or all(result.points is None for result in results):
        return False
    try:
        return course.report.stat().st_mtime_ns < course.outcomes.stat().st_mtime_ns
    except OSError:
        return True


def remember(course: Course, chapters: Sequence[str], lines: Sequence[str]) -> None:
    """Write down that a class is handed back, for `unchanged`.

    Args:
        course: The course.
        chapters: What was graded.
        lines: What was said of the class.

    """
    content = json.dumps(_as_it_is(course, chapters, lines))
    write_atomically(course.summary, content.encode())


def _as_it_is(course: Course, chapters: Sequence[str], lines: Sequence[str]) -> dict[str, Any]:
    """Return what the class is like, beside the submissions' receipts."""
    folder = course.downloads
    sent = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    written = [course.outcomes, course.grades, course.roster, course.collected]
    return {
        "chapters": {name: class_fingerprint(course.gradebook, name) for name in chapters},
        "files": receipts.files([*written, *sent], course.root),
        "submitted": submitted(course),
        "lines": list(lines),
    }


def standing(course: Course, chapter: str, students: Iterable[str]) -> dict[str, Receipt]:
    """Return the receipts of those to whom everything was handed back as it would be now."""
    of_course = receipts.course_digest(course, chapter)
    held = rows(course.gradebook, chapter)
    found = {}
    for student in students:
        receipt = receipts.read(course.receipt(student, chapter))
        if (
            isinstance(receipt, Receipt)
            and receipt.made_from == made_from(course, chapter, student, of_course)
            and receipt.gradebook == fingerprint(held.get(student))
            and receipt.files == written_for(course, chapter, student)
        ):
            found[student] = receipt
    return found


def made_from(course: Course, chapter: str, student: str, of_course: str) -> str:
    """Return what identifies all that a student's result depends on."""
    return f"{of_course} {receipts.submission_digest(course, chapter, student)}"


def written_for(course: Course, chapter: str, student: str) -> Files:
    """Return how the files are that are handed back to a student."""
    paths = [course.autograded(student, chapter), course.feedback(student, chapter)]
    return receipts.files(paths, course.root)


def submitted(course: Course) -> list[list[str]]:
    """Return what lies in ``var/submitted``: students, each with the folders of theirs."""
    folder = course.submitted
    students = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    return [
        [student.name, name]
        for student in students
        for name in sorted(p.name for p in student.iterdir() if p.is_dir()) or [""]
    ]


def _load(path: Path) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        return said if "lines" in said else None
    except (OSError, ValueError, TypeError):
        return None


def without_tests(record: Mapping[str, Any]) -> Result:
    """Return the result that was written down, without what became of each test."""
    return Result(**{**record, "outcome": Outcome(record["outcome"]), "tests": ()})
