"""What nbgrader's gradebook holds of a submission, read as rows of its SQLite file.

nbgrader itself takes seconds to be imported. To see whether anything has changed since a submission
was graded, and to bring marks back that a killed command had begun to change, the rows are enough.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from autograder.errors import GradebookUnusable

#: Seconds that another program may keep the gradebook locked.
PATIENCE = 10.0

_OF_A_CHAPTER = """
    JOIN submitted_assignment s ON n.assignment_id = s.id
    JOIN assignment a ON s.assignment_id = a.id
    WHERE a.name = :chapter AND (:student IS NULL OR s.student_id = :student)
    ORDER BY 2"""
_OF_A_CELL = """
    JOIN base_cell c ON x.cell_id = c.id
    JOIN submitted_notebook n ON x.notebook_id = n.id"""

#: What a person, or a grading, can change in a submission, by its kind: whose it is, and the row.
_ROWS = {
    "grade": f"""
        SELECT s.student_id, x.id, c.name, x.auto_score, x.manual_score, x.extra_credit,
               x.needs_manual_grade
        FROM grade x {_OF_A_CELL} {_OF_A_CHAPTER}""",
    "comment": f"""
        SELECT s.student_id, x.id, c.name, x.auto_comment, x.manual_comment
        FROM comment x {_OF_A_CELL} {_OF_A_CHAPTER}""",
    "penalty": f"""
        SELECT s.student_id, n.id, n.late_submission_penalty, s.timestamp, s.extension, a.duedate
        FROM submitted_notebook n {_OF_A_CHAPTER}""",
}

Rows = dict[str, list[list[Any]]]


def rows(path: Path, chapter: str, student: str | None = None) -> dict[str, Rows]:
    """Return what the gradebook holds of ``chapter``, by student and kind; nothing if it is none.

    Args:
        path: The gradebook.
        chapter: nbgrader's name of the assignment.
        student: Of whom; everybody if nobody is named.

    Raises:
        GradebookUnusable: if it cannot be read.

    """
    found: dict[str, Rows] = {}
    if not path.is_file():
        return found
    with opened(path) as gradebook:
        for kind, query in _ROWS.items():
            for owner, *row in gradebook.execute(query, {"chapter": chapter, "student": student}):
                found.setdefault(owner, {}).setdefault(kind, []).append(row)
    return found


def fingerprint(of: Rows | None) -> str:
    """Return a hash of what the gradebook holds of one submission."""
    return hashlib.sha256(json.dumps(of, sort_keys=True).encode()).hexdigest()


def class_fingerprint(path: Path, chapter: str) -> str:
    """Return a hash of who is in the class, and of the chapter's deadline; empty without either.

    Raises:
        GradebookUnusable: if the gradebook cannot be read.

    """
    if not path.is_file():
        return ""
    with opened(path) as gradebook:
        chapters = gradebook.execute("SELECT id, duedate FROM assignment WHERE name = ?", [chapter])
        known = chapters.fetchall()
        people = gradebook.execute("SELECT * FROM student ORDER BY id").fetchall()
    return hashlib.sha256(json.dumps([known, people]).encode()).hexdigest() if known else ""


def put_back(path: Path, before: Mapping[str, list[list[Any]]]) -> None:
    """Bring back what a person had given, where a grading that was cut short has changed it.

    What somebody has given since stays.

    Args:
        path: The gradebook.
        before: What it held, as `rows` returned it for the student.

    Raises:
        GradebookUnusable: if it cannot be written.

    """
    with opened(path) as gradebook, gradebook:
        for id_, _, auto, manual, extra, waits in before.get("grade", ()):
            gradebook.execute(
                "UPDATE grade SET auto_score = ?, manual_score = ?, extra_credit = ?, "
                "needs_manual_grade = ? WHERE id = ? "
                "AND (manual_score IS ? OR manual_score IS NULL) "
                "AND (extra_credit IS ? OR extra_credit IS NULL)",
                (auto, manual, extra, waits, id_, manual, extra),
            )


def refuse_unusable(path: Path) -> None:
    """Make sure that the gradebook, if there is one, can be written.

    Raises:
        GradebookUnusable: if it cannot; the message says why and what to do.

    """
    if path.exists():
        with opened(path) as gradebook:
            gradebook.execute("BEGIN IMMEDIATE")
            gradebook.execute("CREATE TABLE autograder_probe (x)")
            gradebook.rollback()


def why_unusable(path: Path, said: str) -> GradebookUnusable:
    """Return the error that tells what SQLite ``said`` of a gradebook, and what to do."""
    remedy = "Move it away, or bring a backup back, and grade again."
    if "locked" in said:
        remedy = (
            "Another program has it open and is writing: wait, close formgrader or another command "
            "of nbgrader's, and grade again."
        )
    elif "readonly" in said or "unable to open" in said:
        remedy = f"Give yourself the right to write it and its folder {path.parent}."
    elif "full" in said or "disk I/O" in said:
        remedy = "Make room on the disk that holds it, and grade again."
    return GradebookUnusable(
        f"The gradebook {path} cannot be used: {said}. {remedy} What was graded before is kept."
    )


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a gradebook for a ``with`` statement.

    Raises:
        GradebookUnusable: whatever SQLite refuses meanwhile.

    """
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as gradebook:
            yield gradebook
    except sqlite3.Error as error:
        raise why_unusable(path, str(error)) from error
