"""Do what a plan says: a copy of the gradebook first, then all of it in one transaction."""

from __future__ import annotations

import csv
import io
import sqlite3
import uuid
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key, KeyCell
from autograder.classroom.gradebook_rows import opened
from autograder.classroom.rerelease.held import notebook_id
from autograder.classroom.rerelease.names import note_names
from autograder.classroom.rerelease.plan import (
    GRADE,
    SOLUTION,
    TASK,
    Plan,
    gone_lines,
    kinds,
    saved,
)
from autograder.classroom.rerelease.table import as_text
from autograder.course import Course

#: The table that each of nbgrader's kinds of cells has beside the common one.
_TABLES = {GRADE: "grade_cells", SOLUTION: "solution_cells", TASK: "task_cells"}


def do(course: Course, plan: Plan, key: Key) -> Path:
    """Change the gradebook as ``plan`` says, and return the folder with what was before.

    Whatever ends this, the gradebook is the old or the new one whole.

    Raises:
        GradebookUnusable: if the gradebook cannot be written.

    """
    folder = _keep(course, plan)
    if plan.renamed:
        note_names(course, plan.chapter, plan.renamed)
    change_cells(course.gradebook, key, plan.renamed)
    return folder


def _keep(course: Course, plan: Plan) -> Path:
    """Keep the gradebook as it is, the table, and the points that go, in a folder of their own."""
    folder = course.before_release(plan.chapter, f"{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}")
    folder.mkdir(parents=True)
    draft = folder / "gradebook.db.draft"
    with (
        opened(course.gradebook) as gradebook,
        closing(sqlite3.connect(draft)) as copy,
    ):
        gradebook.backup(copy)
    draft.replace(folder / "gradebook.db")
    write_atomically(folder / "changes.txt", f"{as_text(plan)}\n".encode())
    if plan.gone:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(gone_lines(plan))
        write_atomically(folder / "gone.csv", text.getvalue().encode())
    return folder


def change_cells(path: Path, key: Key, renamed: Mapping[str, str]) -> None:
    """Let the gradebook have the cells of ``key``, in one transaction.

    Each submission gets a place for the points of a new cell; what it has for one that goes, goes.
    Points that a person gave out of another maximum wait once they are recorded again.

    Args:
        path: The gradebook.
        key: The chapter as it is now.
        renamed: What cells were called, each with its name now.

    Raises:
        GradebookUnusable: if it cannot be written; then it is as it was.

    """
    with opened(path) as gradebook:
        gradebook.isolation_level = None
        gradebook.execute("BEGIN IMMEDIATE")
        notebook = notebook_id(gradebook, key.chapter)
        if notebook is None:
            return
        cells = _Cells(gradebook, notebook)
        for old, new in renamed.items():
            cells.rename(old, new)
        wanted = saved(key)
        for name, cell in wanted.items():
            for kind in sorted(kinds(cell)):
                cells.want(kind, name, cell)
            cells.want_source(name, cell)
        cells.leave_only({(kind, name) for name, cell in wanted.items() for kind in kinds(cell)})
        cells.leave_sources(set(wanted))
        gradebook.execute("COMMIT")


class _Cells:
    """The rows of a notebook's cells, and of what submissions have for them."""

    def __init__(self, gradebook: sqlite3.Connection, notebook: str) -> None:
        self._ask, self._notebook = gradebook.execute, notebook

    def rename(self, old: str, new: str) -> None:
        for table in ("base_cell", "source_cell"):
            self._ask(
                f"UPDATE {table} SET name = ? WHERE name = ? AND notebook_id = ?",
                [new, old, self._notebook],
            )

    def want(self, kind: str, name: str, cell: KeyCell) -> None:
        """Let there be a cell of a kind, worth what it is now."""
        id_ = self._id(kind, name) or self._new(kind, name, cell)
        if kind == SOLUTION:
            return
        table, most = _TABLES[kind], cell.marks.points
        self._ask(
            f"UPDATE {table} SET max_score = ?, cell_type = ? WHERE id = ?",
            [most, cell.cell_type, id_],
        )

    def _new(self, kind: str, name: str, cell: KeyCell) -> str:
        id_ = _new_id()
        self._ask(
            "INSERT INTO base_cell (id, name, notebook_id, type) VALUES (?, ?, ?, ?)",
            [id_, name, self._notebook, kind],
        )
        if kind == SOLUTION:
            self._ask("INSERT INTO solution_cells (id) VALUES (?)", [id_])
        else:
            self._ask(
                f"INSERT INTO {_TABLES[kind]} (id, max_score, cell_type) VALUES (?, ?, ?)",
                [id_, cell.marks.points, cell.cell_type],
            )
        other = self._id(TASK if kind == GRADE else GRADE, name) if kind != SOLUTION else None
        if other:  # A test that became a task keeps what students have for it.
            self._ask("UPDATE grade SET cell_id = ? WHERE cell_id = ?", [id_, other])
        for submission in self._submissions():
            if kind != SOLUTION and not other:
                self._ask(
                    "INSERT INTO grade (id, notebook_id, cell_id, needs_manual_grade) "
                    "VALUES (?, ?, ?, 1)",
                    [_new_id(), submission, id_],
                )
            if kind != GRADE:
                self._ask(
                    "INSERT INTO comment (id, notebook_id, cell_id) VALUES (?, ?, ?)",
                    [_new_id(), submission, id_],
                )
        return id_

    def want_source(self, name: str, cell: KeyCell) -> None:
        """Let there be a cell's text; nbgrader's own release writes it as it would."""
        said = [name, self._notebook]
        if not self._ask(
            "SELECT 1 FROM source_cell WHERE name = ? AND notebook_id = ?", said
        ).fetchone():
            self._ask(
                "INSERT INTO source_cell (id, name, notebook_id, cell_type, locked, source) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [_new_id(), *said, cell.cell_type, cell.marks.locked, cell.released],
            )

    def leave_only(self, wanted: set[tuple[str, str]]) -> None:
        """Remove all other cells, and what submissions have for them."""
        rows = self._ask(
            "SELECT id, type, name FROM base_cell WHERE notebook_id = ?", [self._notebook]
        ).fetchall()
        for id_, kind, name in rows:
            if (kind, name) not in wanted:
                self._ask("DELETE FROM grade WHERE cell_id = ?", [id_])
                self._ask("DELETE FROM comment WHERE cell_id = ?", [id_])
                self._ask(f"DELETE FROM {_TABLES[kind]} WHERE id = ?", [id_])
                self._ask("DELETE FROM base_cell WHERE id = ?", [id_])

    def leave_sources(self, wanted: set[str]) -> None:
        """Remove the texts of all other cells."""
        rows = self._ask(
            "SELECT id, name FROM source_cell WHERE notebook_id = ?", [self._notebook]
        ).fetchall()
        for id_, name in rows:
            if name not in wanted:
                self._ask("DELETE FROM source_cell WHERE id = ?", [id_])

    def _id(self, kind: str, name: str) -> str | None:
        found = self._ask(
            "SELECT id FROM base_cell WHERE notebook_id = ? AND type = ? AND name = ?",
            [self._notebook, kind, name],
        ).fetchone()
        return None if found is None else str(found[0])

    def _submissions(self) -> list[str]:
        rows = self._ask(
            "SELECT id FROM submitted_notebook WHERE notebook_id = ?", [self._notebook]
        ).fetchall()
        return [str(id_) for (id_,) in rows]


def _new_id() -> str:
    return uuid.uuid4().hex
