"""Write a grade where nbgrader keeps it: its gradebook, and the graded notebook beside.

nbgrader's own steps read the points off the notebook and store them, as they do after
``nbgrader autograde``; formgrader and feedback find what they would find then.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning

from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key
from autograder.chapter.notebook_file import parse_notebook
from autograder.classroom.configuration import Step
from autograder.classroom.gradebook import open_gradebook
from autograder.course import Course
from autograder.grading import Grade


def record(
    course: Course,
    key: Key,
    student: str,
    grade: Grade,
    steps: Sequence[Step],
) -> None:
    """Store what ``student`` earned in the chapter of ``key``.

    Args:
        course: Where the graded notebook goes.
        key: The chapter.
        student: Their id.
        grade: What the referee found.
        steps: nbgrader's steps after running the tests.

    """
    chapter = key.chapter
    said = {}
    if hour := _handed_in(course, student, chapter):
        said["timestamp"] = hour
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_student(student)
    with open_gradebook(course) as gradebook, warnings.catch_warnings():
        # What SQLAlchemy thinks of nbgrader's way to add a submission is not our user's affair.
        warnings.simplefilter("ignore", SAWarning)
        gradebook.update_or_create_submission(chapter, student, **said)
    path = course.autograded(student, chapter)
    shutil.rmtree(path.parent, ignore_errors=True)
    notebook = parse_notebook(grade.notebook, path)
    resources: dict[str, Any] = {
        "nbgrader": {
            "assignment": chapter,
            "notebook": chapter,
            "student": student,
            "db_url": f"sqlite:///{course.gradebook}",
        },
        "metadata": {"path": str(path.parent)},
        "unique_key": chapter,
    }
    for step in steps:
        notebook, resources = step(notebook, resources)
    for each in key.companions:
        write_atomically(path.parent / each.name, each.content)
    hour_file = course.timestamp(student, chapter)
    if hour_file.is_file():
        write_atomically(path.parent / hour_file.name, hour_file.read_bytes())
    write_atomically(path, nbformat.writes(notebook).encode("utf-8"))


def _handed_in(course: Course, student: str, chapter: str) -> Any:
    """Return when it was handed in, as nbgrader reads it; None if that is not known."""
    path: Path = course.timestamp(student, chapter)
    if not path.is_file():
        return None
    try:
        return parse_utc(path.read_text(encoding="utf-8", errors="replace").strip())
    except (ValueError, OverflowError):
        return None
