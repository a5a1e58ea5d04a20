"""A chapter's key as a value: all that grading a submission needs to know of the chapter.

It holds the released cells in their order, each with the text that students got and the author's
own, answers and hidden tests included, and the files that lie beside the notebook. Nothing in it
is looked up elsewhere: a grade depends on a submission and a key alone, and can be kept by their
hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.chapter.cells import (
    HIDDEN_TESTS,
    MARK_SCHEME,
    Cell,
    Marks,
    marks,
    outside,
    source,
)
from autograder.chapter.companions import companions
from autograder.chapter.notebook_file import read_notebook
from autograder.errors import KeyUnreadable


@dataclass(frozen=True)
class KeyCell:
    """A cell of the release.

    Attributes:
        id: The cell's id in the notebook.
        cell_type: ``code``, ``markdown`` or ``raw``.
        released: What students got.
        full: What the author has: the answer in a solution cell, the hidden tests in a test cell.
        marks: nbgrader's marks.
        tags: Its tags, such as ``raises-exception``.

    """

    id: str
    cell_type: str
    released: str
    full: str
    marks: Marks
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Companion:
    """A file that lies beside the notebook when it runs."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Key:
    """A chapter, as its grader knows it.

    Attributes:
        chapter: Its name.
        cells: The cells of its release, in order.
        companions: The files beside the notebook.
        formerly: What cells were called in an earlier release, each with its name now.

    """

    chapter: str
    cells: tuple[KeyCell, ...]
    companions: tuple[Companion, ...] = ()
    formerly: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> dict[str, KeyCell]:
        """The cells that nbgrader knows by name, in order."""
        return {cell.marks.grade_id: cell for cell in self.cells if cell.marks.grade_id}

    @property
    def max_points(self) -> float:
        """What the chapter is worth, with what a person grades: answers in words, and tasks."""
        return sum(c.marks.points for c in self.cells if c.marks.grade or c.marks.task)

    @cached_property
    def digest(self) -> str:
        """A hash of all of it: two keys have the same one only if they grade alike."""
        return hashlib.sha256(dump(self).encode()).hexdigest()


def make_key(
    chapter: str,
    solution: Sequence[Cell],
    release: Sequence[Cell],
    files: Iterable[Companion] = (),
) -> Key:
    """Return the key of ``chapter``.

    Args:
        chapter: Its name.
        solution: The cells of the author's notebook.
        release: The cells of the student notebook that was made from it.
        files: What lies beside the notebook.

    Raises:
        KeyUnreadable: if the one is not the release of the other.

    """
    have_ids = [cell.get("id") for cell in solution] == [cell.get("id") for cell in release]
    lasting = _identity if have_ids else _look
    if [lasting(cell) for cell in solution] != [lasting(cell) for cell in release]:
        raise KeyUnreadable(
            f"The student notebook of {chapter} was not made from its solution as it is now. "
            f"Make it again: autograder build {chapter}."
        )
    cells = tuple(
        KeyCell(
            # Older formats have no ids: the same notebooks must make the same key all the same.
            id=str(ours.get("id", "")) if have_ids else f"released-{place}",
            cell_type=ours["cell_type"],
            released=source(theirs),
            full=source(ours),
            marks=marks(theirs),
            tags=_tags(ours),
        )
        for place, (ours, theirs) in enumerate(zip(solution, release, strict=True), 1)
    )
    return Key(chapter, cells, tuple(files))


def read_key(chapter: str, solution: Path, release: Path) -> Key:
    """Return the key of ``chapter`` from its two notebooks and what lies beside the first.

    Raises:
        KeyUnreadable: if the one is not the release of the other.
        NotebookUnreadable: if one of them is no notebook.

    """
    names = companions(solution.parent, chapter)
    return make_key(
        chapter,
        read_notebook(solution).cells,
        read_notebook(release).cells,
        [Companion(name, (solution.parent / name).read_bytes()) for name in names],
    )


def dump(key: Key) -> str:
    """Return ``key`` as JSON; the same key gives the same text."""
    content = {
        "chapter": key.chapter,
        "cells": [asdict(cell) for cell in key.cells],
        "companions": [[c.name, base64.b64encode(c.content).decode()] for c in key.companions],
        "formerly": [list(each) for each in key.formerly],
    }
    return json.dumps(content, sort_keys=True, indent=1)


def load(text: str) -> Key:
    """Return the key that `dump` wrote.

    Raises:
        KeyUnreadable: if ``text`` is not what it writes.

    """
    try:
        content = json.loads(text)
        return Key(
            chapter=content["chapter"],
            cells=tuple(_cell(said) for said in content["cells"]),
            companions=tuple(
                Companion(name, base64.b64decode(said, validate=True))
                for name, said in content["companions"]
            ),
            formerly=tuple((old, new) for old, new in content["formerly"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise KeyUnreadable(f"This is not the key of a chapter: {error}.") from error


def _cell(said: dict[str, Any]) -> KeyCell:
    return KeyCell(**{**said, "marks": Marks(**said["marks"]), "tags": tuple(said["tags"])})


def _identity(cell: Cell) -> tuple[object, ...]:
    """Return what a release leaves as it was."""
    return cell.get("id"), cell["cell_type"], marks(cell)


def _look(cell: Cell) -> tuple[object, ...]:
    """Return the same where cells have no ids: their text then tells one from another."""
    text = source(cell)
    for region in (HIDDEN_TESTS, MARK_SCHEME):
        text = outside(text, region)
    is_same = not marks(cell).solution
    return cell["cell_type"], marks(cell), text.strip() if is_same else None


def _tags(cell: Cell) -> tuple[str, ...]:
    metadata = cell.get("metadata")
    return tuple(metadata.get("tags", ())) if metadata else ()
