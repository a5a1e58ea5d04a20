"""Which stored outputs of a solution can be shown to somebody who has answered nothing.

An output may be shown if a notebook without any answer would have it as well. What comes between a
prediction and its answer is left out with it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from enum import Enum

from nbformat import NotebookNode

from autograder.chapter.cells import marks
from autograder.grading.cell_names import RANDOM, CellNames, cell_names
from autograder.grading.trusted_names import parse


class Shown(Enum):
    """What a reader gets of a code cell's outputs, and why."""

    YES = "as they are stored"
    OWN = "the cell is an answer, or tests one, or counts what is done"
    PREDICTED = "the reader was asked what comes out"
    ANSWERS = "the cell uses an answer"


def what_to_show(cells: Iterable[NotebookNode]) -> dict[str, Shown]:
    """Return what may be shown of each code cell of a solution, by the cell's id."""
    found: dict[str, Shown] = {}
    #: Names that stand for a student's answer, or for something made with one.
    theirs: set[str] = set()
    waits = False  # for what a prediction was about
    for cell in cells:
        if cell.cell_type != "code":
            continue
        of = marks(cell)
        tree = parse(cell.source)
        names = cell_names(tree)
        if of.solution or of.grade:
            found[cell.id] = Shown.OWN
            theirs |= names.gives if of.solution else set()
            waits = waits or _calls(tree, "prediction")
            continue
        reveals = _calls(tree, "reveal")
        uses_answers = bool(_used(names) & theirs)
        if _calls(tree, "progress"):
            found[cell.id] = Shown.OWN
        elif waits or reveals:
            found[cell.id] = Shown.PREDICTED
        else:
            found[cell.id] = Shown.ANSWERS if uses_answers else Shown.YES
        waits = waits and not reveals
        # What stands in for a missing answer is the lesson's, and behaves alike.
        if uses_answers and not _has_stand_in(tree):
            theirs |= names.gives
        else:
            theirs -= names.surely | (names.gives if uses_answers else set())
    return found


def _used(names: CellNames) -> set[str]:
    return set(names.reads | names.looks_up) - {RANDOM}


def _calls(tree: ast.Module, name: str) -> bool:
    """Tell whether a function or method called ``name`` is called."""
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(name == getattr(f, "attr", getattr(f, "id", None)) for f in called)


def _has_stand_in(tree: ast.Module) -> bool:
    return any(isinstance(statement, ast.Try) and statement.handlers for statement in tree.body)
