"""From bytes to cells that can be run: read a submission as a person would, and rebuild it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.chapter.cells import grade_id, is_unanswered
from autograder.chapter.key import Key, KeyCell
from autograder.chapter.notebook_file import parse_notebook
from autograder.errors import NotebookUnreadable
from autograder.grading.inspection import Inspection, inspect
from autograder.grading.recognition import Recognised, recognise

#: Bytes of a file that is read. What it says can take twenty times as many.
LARGEST = 30_000_000


@dataclass(frozen=True)
class Rebuilt:
    """A cell of the notebook that is graded.

    Attributes:
        id: Its id.
        cell_type: ``code``, ``markdown`` or ``raw``.
        source: What is run, or read: what students see of it.
        key: The author's cell that it is; None: one of the student's own.

    """

    id: str
    cell_type: str
    source: str
    key: KeyCell | None = None


@dataclass(frozen=True)
class TakenIn:
    """A submission, ready to be run.

    Attributes:
        cells: The author's in the author's order, the student's own where they stood.
        notebook: The submission itself, every known cell with its marks.
        known: What is what in it.
        found: What was missing, doubled, moved or answered.

    """

    cells: tuple[Rebuilt, ...]
    notebook: NotebookNode
    known: Recognised
    found: Inspection


def take_in(submission: bytes, key: Key, name: str = "the notebook") -> TakenIn:
    """Read a submission and rebuild it from the key.

    Of the author's cells those stand as released that earn points or are locked; in answers, and
    in cells that nbgrader does not know, the student's text does.

    Raises:
        NotebookUnreadable: if it is no notebook.

    """
    if len(submission) > LARGEST:
        raise NotebookUnreadable(
            f"{name} has {len(submission) / 1e6:.0f} MB, more than the {LARGEST / 1e6:.0f} that a "
            "notebook may have. Clear the outputs of its cells, and save it again"
        )
    notebook = parse_notebook(submission, Path(name))
    known = recognise(notebook, key)
    return TakenIn(tuple(_rebuilt(notebook, known, key)), notebook, known, inspect(notebook, key))


def _rebuilt(notebook: NotebookNode, known: Recognised, key: Key) -> list[Rebuilt]:
    """Return the cells in the author's order; the student's own follow what they followed."""
    taken = {cell.id for cell in key.cells}
    own: dict[str, list[Rebuilt]] = {}
    versions: dict[str, NotebookNode] = {}
    anchor = ""
    for cell in notebook.cells:
        released = known.released.get(cell.id)
        if released is not None:
            anchor = released.id
            versions[anchor] = cell
        elif not _is_a_spare_copy(cell, key):
            # A copy of an author's cell may have its id.
            id_ = _free(cell.id, taken)
            taken.add(id_)
            own.setdefault(anchor, []).append(Rebuilt(id_, cell.cell_type, cell.source))
    cells = []
    waiting = own.get("", [])
    for cell in key.cells:
        # What stands where a cell was deleted may be its answer: that cell comes back above it.
        if cell.id in versions:
            cells += waiting
            waiting = own.get(cell.id, [])
        cells.append(Rebuilt(cell.id, cell.cell_type, _text(cell, versions.get(cell.id)), cell))
    return cells + waiting


def _free(id_: str, taken: Set[str]) -> str:
    """Return an id that is not taken, the given one if it is free."""
    numbers = (f"{id_[:50]}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([id_], numbers) if each not in taken)


def _is_a_spare_copy(cell: NotebookNode, key: Key) -> bool:
    """Whether it is a copy of a cell that counts already: a test, or an answer without words."""
    released = key.named.get(grade_id(cell) or "")
    if released is None:
        return False
    blank = cell.source.strip() == released.released.strip() or is_unanswered(cell.source)
    return blank or not released.marks.solution


def _text(released: KeyCell, version: NotebookNode | None) -> str:
    if version is None or released.marks.locked or released.marks.is_test:
        return released.released
    if released.marks.task or version.cell_type != released.cell_type:
        return released.released
    text: str = version.source
    is_open = released.marks.grade and released.marks.solution
    # nbgrader goes by each letter: a line break too many would make a person look at nothing.
    if is_open and text.strip() in ("", released.released.strip()):
        return released.released
    return text


def tests(cells: Sequence[Rebuilt]) -> list[KeyCell]:
    """Return the test cells that earn points by themselves, in order."""
    keys = [cell.key for cell in cells if cell.key is not None]
    return [key for key in keys if key.marks.is_test and key.cell_type == "code"]
