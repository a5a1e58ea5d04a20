"""Give a submission its released cells back, whatever the student's editor did to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.chapter.cells import grade_id
from autograder.classroom.gradebook import ReleasedCell, released_cells
from autograder.grading.order import misplaced


def restore(notebook: NotebookNode, released: Sequence[ReleasedCell]) -> None:
    """Make the named cells of ``notebook`` the released ones again, in place.

    A missing cell comes back after the one that it followed in the release, and one that was
    moved goes back there: a test must run below its answer. A cell that is there keeps its text
    and loses all metadata but nbgrader's, which is taken from the release: a tag can keep a test
    from running, and a changed mark stops nbgrader. A name that the release does not have is
    dropped; of copies the last keeps its name, as nbgrader has it.
    """
    unseen = {cell.grade_id: cell for cell in released}
    for cell in reversed(notebook.cells):
        mark = unseen.pop(grade_id(cell) or "", None)
        if mark:
            cell.metadata = nbformat.from_dict({"nbgrader": mark.marks})
        else:
            cell.metadata.pop("nbgrader", None)
    named = {name: cell for cell in notebook.cells if (name := grade_id(cell))}
    order = [cell.grade_id for cell in released]
    moved = misplaced(list(named), order, [cell.grade_id for cell in released if cell.solution])
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) not in moved]
    place = 0
    for mark in released:
        cell = named.get(mark.grade_id)
        if cell is None or mark.grade_id in moved:
            notebook.cells.insert(place, _fresh(mark, notebook) if cell is None else cell)
            place += 1
        else:
            place = next(i for i, each in enumerate(notebook.cells) if each is cell) + 1


def _fresh(released: ReleasedCell, notebook: NotebookNode) -> NotebookNode:
    """Return a new cell with exactly the released text, by which nbgrader sees "no response"."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    cell = make[released.cell_type](released.source, metadata={"nbgrader": released.marks})
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        del cell["id"]
    return cell


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """`restore` as a step of ``nbgrader autograde``, before nbgrader compares cells.

    nbgrader's own ``OverwriteCells.add_missing_cells`` stops with a ``KeyError`` when the
    cell before a missing test is missing too, or is locked without points.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore the cells of ``nb`` from the gradebook that ``resources`` names."""
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            restore(nb, released_cells(gradebook, resources["nbgrader"]["notebook"]))
        return nb, resources
