"""What a student's saved notebook tells of the exercises in it.

The file is read as JSON, without nbformat: it may be half written, older, or no notebook, and
none of that must stop anybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.chapter.cards import Card
from autograder.chapter.cells import SOLUTION, grade_id, is_unanswered, source
from autograder.chapter.json_file import read_json
from autograder.lesson.memory.states import State


@dataclass(frozen=True)
class Stored:
    """A chapter's notebook as last saved."""

    #: The chapter's, empty where the notebook has none.
    title: str
    #: How far each exercise is, by its name.
    states: dict[str, State]
    #: The id of the cell that begins with a heading, by the heading's text.
    places: dict[str, str]

    def link_to(self, heading: str, notebook: str) -> str:
        """Return the address, in JupyterLab, of a heading in ``notebook``, a relative path.

        Headings have addresses of their own, which do not work where they are not ASCII.
        """
        return f"{notebook}#cell-id={self.places[heading]}" if heading in self.places else ""


def read_stored(path: Path, cards: Sequence[Card]) -> Stored | None:
    """Return what the notebook in ``path`` tells of the exercises on ``cards``.

    Returns:
        None where there is nothing to go by: no file, one that is no notebook or was cut short,
        one without any of these exercises, or an author's own solution.

    """
    cells = _cells(path)
    named = _named(cells)
    if cards and not any(_graded_cell(card) in named for card in cards):
        return None
    if any(SOLUTION.begin in source(cell) for cell in named.values()):
        return None
    states = {
        card.name: _state(card, named[_graded_cell(card)])
        for card in cards
        if _graded_cell(card) in named
    }
    return Stored(_title(cells), states, _places(cells)) if cells else None


def title_of(chapter: str, saved: Stored | None) -> str:
    """Return what a chapter is called, such as ``"1 · Scalar and vector gradients"``.

    Where there is no notebook with a title, the words are those of the chapter's name; so they
    are where the name has no number, as a draft's, which may be a copy of another chapter.
    """
    number, _, topic = chapter.partition("_")
    if not (number.isdecimal() and topic):
        return chapter.replace("_", " ").capitalize()
    return f"{int(number)} · {(saved and saved.title) or topic.replace('_', ' ').capitalize()}"


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        content = read_json(path.read_bytes())
    except (OSError, ValueError):
        return []
    cells = content.get("cells") if isinstance(content, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _named(cells: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return nbgrader's cells by their name; of copies, one that was run."""
    named: dict[str, dict[str, Any]] = {}
    for cell in cells:
        name = grade_id(cell)
        if name and (name not in named or _was_run(cell)):
            named[name] = cell
    return named


def _graded_cell(card: Card) -> str:
    return card.name if card.kind == "open" else f"test_{card.name}"


def _state(card: Card, cell: dict[str, Any]) -> State:
    if card.kind == "open":
        return State.UNTRIED if is_unanswered(source(cell)) else State.WRITTEN
    if not _was_run(cell):
        return State.UNTRIED
    raised = [output.get("ename") for output in _outputs(cell) if "ename" in output]
    if "NotImplementedError" in raised:
        return State.UNTRIED
    return State.FAILED if raised else State.PASSED


def _was_run(cell: dict[str, Any]) -> bool:
    return isinstance(cell.get("execution_count"), int)


def _outputs(cell: dict[str, Any]) -> list[dict[str, Any]]:
    outputs = cell.get("outputs")
    return [o for o in outputs if isinstance(o, dict)] if isinstance(outputs, list) else []


def _title(cells: list[dict[str, Any]]) -> str:
    """Return the text of the first heading of the form ``# 1 · Title``, without the number."""
    for cell in cells:
        if found := re.search(r"^# \d+ · (.+)$", source(cell), re.MULTILINE):
            return found[1].strip()
    return ""


def _places(cells: list[dict[str, Any]]) -> dict[str, str]:
    places: dict[str, str] = {}
    for cell in cells:
        found, name = re.match(r"### (.+)", source(cell)), cell.get("id")
        if found and isinstance(name, str):
            places.setdefault(found[1].strip(), name)
    return places
