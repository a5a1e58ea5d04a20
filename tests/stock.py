"""Stock nbgrader, called in process: what it releases, and what it gives for a submission."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import nbformat
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    DeduplicateIds,
    Execute,
    LockCells,
    OverwriteCells,
)
from nbgrader.utils import determine_grade, is_grade, is_locked, is_task

#: The steps of `nbgrader generate_assignment`, up to the gradebook and after it.
TO_GRADEBOOK = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
AFTER_IT = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)
#: Those of `nbgrader autograde` before a kernel runs the notebook.
SANITIZE = (ClearOutput, DeduplicateIds, OverwriteCells, CheckCellMetadata)

#: What a cell may take.
SECONDS = 20

_RESOURCES = {"nbgrader": {"assignment": "ps1", "notebook": "nb", "student": "ada", "db_url": ""}}


class _Gradebook:
    """What nbgrader keeps of an assignment, without its database."""

    def __init__(self, cells: dict[str, NotebookNode]) -> None:
        self._cells = cells

    def __call__(self, *_: object) -> _Gradebook:
        return self

    def __enter__(self) -> _Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def find_source_cell(self, name: str, *_: object) -> SimpleNamespace:
        """Return the author's cell, as ``SaveCells`` would have stored it."""
        if name not in self._cells:
            raise MissingEntry
        cell = self._cells[name]
        return SimpleNamespace(
            name=name,
            cell_type=cell.cell_type,
            locked=is_locked(cell),
            source=cell.source,
            checksum=cell.metadata.nbgrader.get("checksum"),
        )

    def find_graded_cell(self, name: str, *_: object) -> SimpleNamespace:
        """Return what a graded cell is worth."""
        cell = self._cells.get(name)
        if cell is None or not (is_grade(cell) or is_task(cell)):
            raise MissingEntry
        return SimpleNamespace(max_score=cell.metadata.nbgrader["points"])


class Stock:
    """One notebook of an assignment, in stock nbgrader's hands."""

    def __init__(self, source: NotebookNode) -> None:
        saved = _through(TO_GRADEBOOK, source)
        named = [cell for cell in saved.cells if cell.metadata.get("nbgrader", {}).get("grade_id")]
        self._gradebook = _Gradebook({c.metadata.nbgrader.grade_id: c for c in named})
        #: What students get.
        self.release = _through(AFTER_IT, saved)

    def points(self, submission: NotebookNode, folder: Path) -> dict[str, float | str | None]:
        """Return the points of each graded cell, in words what befell where it raises.

        Args:
            submission: A student's notebook.
            folder: Where it runs: the files beside it lie there.

        """
        with patch("nbgrader.preprocessors.overwritecells.Gradebook", self._gradebook):
            notebook = _through(SANITIZE, submission)
        resources = {**_RESOURCES, "metadata": {"path": str(folder)}}
        with patch.dict(os.environ, PYDEVD_DISABLE_FILE_VALIDATION="1"):
            notebook, _ = Execute(timeout=SECONDS).preprocess(notebook, resources)
        return {
            cell.metadata.nbgrader.grade_id: _points(cell)
            for cell in notebook.cells
            if is_grade(cell)
        }


def _through(steps: Sequence[Any], notebook: NotebookNode) -> NotebookNode:
    notebook = nbformat.from_dict(notebook)
    for step in steps:
        notebook, _ = step().preprocess(notebook, dict(_RESOURCES))
    return notebook


def _points(cell: NotebookNode) -> float | str | None:
    try:
        earned: float | None = determine_grade(cell)[0]
    except ValueError as error:
        return str(error)
    return earned
