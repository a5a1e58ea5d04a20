"""The course's chapters as loose sections: what can be put together anew.

Here the text files are read as they are written, cards and names of references included.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import yaml
from nbformat.notebooknode import NotebookNode

from autograder.authoring.chapter import read_chapter
from autograder.authoring.parsing import parsed
from autograder.course import Course


@dataclass(frozen=True)
class Piece:
    """A section as its author wrote it.

    Attributes:
        name: The section's.
        chapter: The chapter that it stands in.
        number: Its number there.
        card: What its card says.
        cells: Its cells, the card's first.
        exercises: The cards of its exercises, by name.

    """

    name: str
    chapter: str
    number: int
    card: dict[str, Any]
    cells: tuple[NotebookNode, ...]
    exercises: dict[str, dict[str, Any]]

    @property
    def place(self) -> str:
        """Where it stands in the whole course."""
        return f"chapter {int(self.chapter.partition('_')[0])}, section {self.number}"

    @property
    def is_core(self) -> bool:
        """Whether the way through the core leads through it."""
        return bool(self.card["path"] == "core")

    @property
    def deeper(self) -> tuple[str, ...]:
        """The exercises in it that the core does without."""
        path = self.card["path"]
        return tuple(n for n, card in self.exercises.items() if card.get("path", path) != "core")


@dataclass(frozen=True)
class Library:
    """All sections of a course, by name, in its order; and each chapter's set-up cell."""

    course: Course
    pieces: dict[str, Piece]
    set_ups: dict[str, str]

    def of_chapter(self, number: int) -> list[Piece]:
        """Return the sections of a chapter."""
        return [p for p in self.pieces.values() if int(p.chapter.partition("_")[0]) == number]


def read_library(course: Course) -> Library:
    """Return the sections of all chapters of ``course``.

    Raises:
        CardError: if a chapter's cards cannot be read.

    """
    pieces: dict[str, Piece] = {}
    set_ups: dict[str, str] = {}
    for chapter in course.authored():
        path = course.source(chapter)
        set_ups[chapter], found = _taken_apart(path, path.read_bytes())
        pieces |= {piece.name: piece for piece in found}
    return Library(course, pieces, set_ups)


@cache
def _taken_apart(path: Path, _content: bytes) -> tuple[str, tuple[Piece, ...]]:
    """Return a chapter's set-up cell and its sections. Lint asks for all chapters each time."""
    read_chapter(path)  # complains of what is wrong with a card
    notebook = jupytext.read(path, fmt="py:percent")
    set_up = ""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup":
            set_up = cell.source
    pieces = []
    for number, cells in enumerate(_sections(notebook.cells), 1):
        card = yaml.safe_load(cells[0].source)
        found = (yaml.safe_load(c.source) for c in cells[1:] if c.cell_type == "raw")
        exercises = {each["exercise"]: each for each in found}
        pieces.append(Piece(card["section"], path.stem, number, card, tuple(cells), exercises))
    return set_up, tuple(pieces)


def _sections(cells: list[NotebookNode]) -> Iterator[list[NotebookNode]]:
    found: list[NotebookNode] = []
    for cell in cells:
        begins = cell.cell_type == "raw" and cell.source.startswith("section:")
        ends = cell.cell_type == "markdown" and cell.source.startswith("## ")
        if (begins or ends) and found:
            yield found
            found = []
        if begins or found:
            found.append(cell)
    if found:
        yield found


def without(piece: Piece, names: tuple[str, ...]) -> list[NotebookNode]:
    """Return the cells of a section, the exercises ``names`` left out.

    With an exercise go the cells from its card to its test, and each line of a lesson cell that
    reveals a prediction which is gone.
    """
    kept: list[NotebookNode] = []
    skipping = False
    for cell in piece.cells:
        if cell.cell_type == "raw" and not cell.source.startswith("section:"):
            skipping = yaml.safe_load(cell.source)["exercise"] in names
        if not skipping:
            kept.append(cell)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            skipping = False
    gone = {name for name in names if piece.exercises[name]["kind"] == "prediction"}
    return [c for cell in kept if (c := _unrevealed(cell, gone)) is not None]


def _unrevealed(cell: NotebookNode, gone: set[str]) -> NotebookNode | None:
    """Return a lesson cell without the lines that reveal what is gone; None if none is left."""
    if cell.cell_type != "code" or not any(f'reveal("{name}"' in cell.source for name in gone):
        return cell
    lines = cell.source.split("\n")
    for statement in parsed(cell.source).body:
        text = ast.unparse(statement)
        if any(text.startswith(f"check.reveal('{name}'") for name in gone):
            for number in range(statement.lineno - 1, statement.end_lineno or statement.lineno):
                lines[number] = "\0"
    rest = "\n".join(line for line in lines if line != "\0").rstrip("\n")
    if not rest.strip():
        return None
    copy = NotebookNode(cell)
    copy.source = rest
    return copy
