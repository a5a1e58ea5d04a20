"""What stands handed back: a receipt for each submission, by which a later command knows.

A receipt is written last, when a submission's grade is in the gradebook and its page is made. While
that is being done there lies an unfinished one in its place, with the marks that the gradebook held
before: whoever finds it brings them back and does all of it again. So a command may be killed at
any moment.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.chapter.files import write_atomically
from autograder.classroom.gradebook_rows import Rows
from autograder.classroom.grader_version import classroom_version
from autograder.course import Course

#: Size and time of change of files, by path; None where there is none.
Files = dict[str, list[int] | None]


@dataclass(frozen=True)
class Receipt:
    """What was done for a submission, and what it was done from.

    Attributes:
        made_from: Hash of submission, chapter, configuration and code.
        gradebook: Hash of what the gradebook held of it afterwards.
        files: The files that were written.
        result: The result, as ``var/outcomes.json`` has it.

    """

    made_from: str
    gradebook: str
    files: Files
    result: Mapping[str, Any]


@dataclass(frozen=True)
class Unfinished:
    """A submission whose recording was begun.

    Attributes:
        before: What the gradebook held of it before.
        hand_graded: What was noted of answers that a person had read, None if nothing was.

    """

    before: Rows
    hand_graded: str | None


def read(path: Path) -> Receipt | Unfinished | None:
    """Return the receipt in a file; None if there is none, or it is damaged."""
    try:
        said = json.loads(path.read_bytes())
        return Unfinished(**said) if "before" in said else Receipt(**said)
    except (OSError, ValueError, TypeError):
        return None


def write(path: Path, receipt: Receipt | Unfinished) -> None:
    """Write a receipt in place of what was there."""
    write_atomically(path, json.dumps(vars(receipt)).encode())


def files(paths: Iterable[Path], root: Path) -> Files:
    """Return how files are now, by their paths from ``root``; some may lie elsewhere."""
    return {os.path.relpath(path, root): _state(path) for path in paths}


def _state(path: Path) -> list[int] | None:
    try:
        said = path.stat()
    except OSError:
        return None
    return [said.st_size, said.st_mtime_ns]


def course_digest(course: Course, chapter: str) -> str:
    """Return a hash of what handing a chapter back depends on, beside the submission.

    That is the chapter with what lies beside it, the configuration, and this program.
    """
    folder = course.solution(chapter).parent
    inside = sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    seen = [*inside, course.config, course.entered(chapter)]
    parts = [f"{path.relative_to(course.root)} {_content(path)}" for path in seen]
    return hashlib.sha256("\n".join([classroom_version(), *parts]).encode()).hexdigest()


def submission_digest(course: Course, chapter: str, student: str) -> str:
    """Return a hash of what a student handed in, and of what is known of it.

    Of files beside the notebook only the names count: they come into remarks.
    """
    path = course.submission(student, chapter)
    known = [
        path,
        course.timestamp(student, chapter),
        course.submission_secret(student, chapter),
        course.hand_graded(student, chapter),
    ]
    names = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
    return hashlib.sha256("\n".join([*names, *map(_content, known)]).encode()).hexdigest()


def _content(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "none"
