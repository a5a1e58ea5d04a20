"""What the gradebook holds of a chapter before it is released again, as values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.gradebook_rows import opened


@dataclass(frozen=True)
class HeldCell:
    """A cell as the gradebook has it.

    Attributes:
        name: Its ``grade_id``.
        kinds: Of nbgrader's kinds of cells those that it is: it has a row for each.
        cell_type: ``code`` or ``markdown``.
        points: What it is worth; 0 where it earns nothing.
        text: What nbgrader was given to release: a test with its hidden part, an answer's stub.

    """

    name: str
    kinds: frozenset[str]
    cell_type: str
    points: float
    text: str


@dataclass(frozen=True)
class HeldGrade:
    """What a student has for a cell, and what a person wrote below it."""

    student: str
    cell: str
    auto: float | None = None
    manual: float | None = None
    extra: float | None = None
    comment: str | None = None

    @property
    def score(self) -> float:
        """What counts, as nbgrader counts it."""
        if self.manual is None and self.auto is None:
            return 0.0
        first = self.auto if self.manual is None else self.manual
        return (first or 0.0) + (self.extra or 0.0)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person gave points."""
        return self.manual is not None or self.extra is not None


@dataclass(frozen=True)
class Held:
    """What the gradebook holds of a chapter.

    Attributes:
        cells: Its cells.
        grades: What students have for them.
        students: Who has a submission there.

    """

    cells: tuple[HeldCell, ...] = ()
    grades: tuple[HeldGrade, ...] = ()
    students: frozenset[str] = frozenset()


_CELLS = """
    SELECT c.name, c.type, coalesce(g.cell_type, t.cell_type, ''),
           coalesce(g.max_score, t.max_score, 0)
    FROM base_cell c
    LEFT JOIN grade_cells g ON g.id = c.id LEFT JOIN task_cells t ON t.id = c.id
    WHERE c.notebook_id = ?"""
_SOURCES = "SELECT name, cell_type, coalesce(source, '') FROM source_cell WHERE notebook_id = ?"
_STUDENTS = """
    SELECT s.student_id FROM submitted_notebook n
    JOIN submitted_assignment s ON n.assignment_id = s.id WHERE n.notebook_id = ?"""
_GRADES = """
    SELECT s.student_id, c.name, x.auto_score, x.manual_score, x.extra_credit
    FROM grade x JOIN base_cell c ON x.cell_id = c.id
    JOIN submitted_notebook n ON x.notebook_id = n.id
    JOIN submitted_assignment s ON n.assignment_id = s.id
    WHERE c.notebook_id = ? ORDER BY s.student_id, c.name"""
_COMMENTS = """
    SELECT s.student_id, c.name, x.manual_comment
    FROM comment x JOIN base_cell c ON x.cell_id = c.id
    JOIN submitted_notebook n ON x.notebook_id = n.id
    JOIN submitted_assignment s ON n.assignment_id = s.id
    WHERE c.notebook_id = ? AND x.manual_comment IS NOT NULL AND x.manual_comment <> ''"""


def read_held(path: Path, chapter: str) -> Held:
    """Return what the gradebook holds of ``chapter``; nothing if it is none, or not released.

    Raises:
        GradebookUnusable: if it cannot be read.

    """
    if not path.is_file():
        return Held()
    with opened(path) as gradebook:
        notebook = notebook_id(gradebook, chapter)
        if notebook is None:
            return Held()
        rows = gradebook.execute(_CELLS, [notebook]).fetchall()
        sources = gradebook.execute(_SOURCES, [notebook]).fetchall()
        students = gradebook.execute(_STUDENTS, [notebook]).fetchall()
        grades = gradebook.execute(_GRADES, [notebook]).fetchall()
        said = gradebook.execute(_COMMENTS, [notebook]).fetchall()
    comments = {(student, cell): text for student, cell, text in said}
    scored = [
        HeldGrade(who, cell, auto, manual, extra, comments.pop((who, cell), None))
        for who, cell, auto, manual, extra in grades
    ]
    # A comment may stand on an answer that itself earns nothing.
    alone = [HeldGrade(who, cell, comment=text) for (who, cell), text in comments.items()]
    return Held(
        cells=tuple(_cells(rows, sources)),
        grades=(*scored, *alone),
        students=frozenset(student for (student,) in students),
    )


def _cells(
    rows: list[tuple[str, str, str, float]], sources: list[tuple[str, str, str]]
) -> Iterator[HeldCell]:
    texts = {name: (cell_type, text) for name, cell_type, text in sources}
    for name in dict.fromkeys([*(row[0] for row in rows), *texts]):
        own = [row for row in rows if row[0] == name]
        cell_type, text = texts.get(name, ("", ""))
        yield HeldCell(
            name=name,
            kinds=frozenset(row[1] for row in own),
            cell_type=cell_type or max((row[2] for row in own), default=""),
            points=max((row[3] for row in own), default=0.0),
            text=text,
        )


def notebook_id(gradebook: sqlite3.Connection, chapter: str) -> str | None:
    """Return by what id the gradebook knows the chapter's notebook; None if it does not."""
    found = gradebook.execute(
        "SELECT n.id FROM notebook n JOIN assignment a ON n.assignment_id = a.id "
        "WHERE n.name = ? AND a.name = ?",
        [chapter, chapter],
    ).fetchone()
    return None if found is None else str(found[0])
