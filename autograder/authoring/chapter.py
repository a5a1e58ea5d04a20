"""Read a chapter's text file: notebook cells, with exercise cards turned into headings.

The file is jupytext's percent format. Three things are ours:

- the first cell is a raw cell of YAML, the *chapter card*; it becomes the title;
- above each exercise stands a raw cell of YAML, the *exercise card*; it becomes the
  exercise's heading, and lends its points to the exercise's graded cell;
- nbgrader's metadata may be short: ``nbgrader={"solution": true, "grade_id": "slope"}``;
  what is left out is filled in here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from nbformat.notebooknode import NotebookNode

from autograder.chapter.cards import KINDS, Card
from autograder.chapter.cells import grade_id, marks
from autograder.errors import CardError

#: What a stored notebook says of itself: a kernel to run it, and nothing about this machine.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

_WORDS_A_MINUTE = 75
_LINES_A_MINUTE = 5

_NBGRADER_DEFAULTS = {
    "grade": False,
    "locked": False,
    "schema_version": 3,
    "solution": False,
    "task": False,
}


@dataclass(frozen=True)
class Chapter:
    """A chapter as written.

    Attributes:
        name: The name of its folder and files.
        title: Its number and what it is about.
        minutes: What a newcomer needs for it, to the nearest five.
        cards: Its exercises, in order.
        notebook: Its cells, not yet run.

    """

    name: str
    title: str
    minutes: int
    cards: list[Card]
    notebook: NotebookNode

    @property
    def points(self) -> int:
        """What the chapter is worth."""
        return sum(card.points for card in self.cards)


def read_chapter(path: Path) -> Chapter:
    """Return the chapter in the text file ``path``.

    Raises:
        CardError: if the chapter card or an exercise card is missing or malformed.

    """
    return parse_chapter(path.stem, path.read_text(encoding="utf-8"))


def parse_chapter(name: str, text: str) -> Chapter:
    """Return the chapter called ``name`` whose text file says ``text``.

    Raises:
        CardError: if the chapter card or an exercise card is missing or malformed.

    """
    notebook = jupytext.reads(text, fmt="py:percent")
    where = f"{name}.py"
    if not notebook.cells or notebook.cells[0].cell_type != "raw":
        raise CardError(f"{where}: the first cell must be the chapter card, a '# %% [raw]' cell.")
    about = _yaml(notebook.cells[0], where, {"chapter", "builds_on"})

    cards: list[Card] = []
    for cell in notebook.cells[1:]:
        if cell.cell_type == "raw":
            card = _card(cell, where)
            cards.append(card)
            _become_markdown(cell, _heading(card, cards))
    needed = reading_minutes(notebook) + sum(card.minutes for card in cards)
    chapter = Chapter(
        name=name,
        title=f"{int(name.split('_', 1)[0])} · {about['chapter']}",
        # To the nearest five: more would claim a precision that nobody has.
        minutes=5 * round(needed / 5),
        cards=cards,
        notebook=notebook,
    )
    _become_markdown(notebook.cells[0], _title(chapter, about["builds_on"]))

    points = {c.name if c.kind == "open" else f"test_{c.name}": c.points for c in cards}
    for cell in notebook.cells:
        cell.metadata.pop("lines_to_next_cell", None)  # about the text file's blank lines
        _complete_nbgrader(cell, points)
    _assign_ids(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return chapter


def _yaml(cell: NotebookNode, where: str, keys: set[str]) -> dict[str, Any]:
    try:
        content = yaml.safe_load(cell.source)
    except yaml.YAMLError as error:
        raise CardError(f"{where}: a card is not YAML: {error}") from error
    if not isinstance(content, dict) or set(content) != keys:
        got = ", ".join(content) if isinstance(content, dict) else "no keys"
        raise CardError(f"{where}: a card needs the keys {', '.join(sorted(keys))}; it has {got}.")
    return content


def _card(cell: NotebookNode, where: str) -> Card:
    keys = {"exercise", "title", "kind", "points", "minutes", "difficulty", "hints"}
    content = _yaml(cell, where, keys)
    card = Card(
        name=content["exercise"],
        title=content["title"],
        kind=content["kind"],
        points=content["points"],
        minutes=content["minutes"],
        difficulty=content["difficulty"],
        hints=tuple(" ".join(str(hint).split()) for hint in content["hints"] or ()),
    )
    if card.kind not in KINDS:
        raise CardError(f"{where}, {card.name}: kind is one of {', '.join(KINDS)}.")
    if card.difficulty not in (1, 2, 3):
        raise CardError(f"{where}, {card.name}: difficulty is 1, 2 or 3.")
    return card


def reading_minutes(notebook: NotebookNode) -> float:
    """Return how long a newcomer needs for a chapter's text and lesson cells, in minutes.

    75 words or 5 lines of code a minute, the cells run and their output read: what newcomers to
    PyTorch needed for chapter 1. Answers and tests do not count; an exercise's card has its
    own minutes.
    """
    words = lines = 0
    for cell in notebook.cells:
        if marks(cell).solution or marks(cell).grade:
            continue
        if cell.cell_type == "markdown":
            words += len(cell.source.split())
        elif cell.cell_type == "code":
            lines += sum(bool(line.strip()) for line in cell.source.splitlines())
    return words / _WORDS_A_MINUTE + lines / _LINES_A_MINUTE


def _become_markdown(cell: NotebookNode, source: str) -> None:
    cell.cell_type = "markdown"
    cell.source = source


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _title(chapter: Chapter, builds_on: str) -> str:
    exercises = sum(card.kind != "prediction" for card in chapter.cards)
    return (
        f"# {chapter.title}\n\n"
        f"**About {chapter.minutes} minutes · {_plural(exercises, 'exercise')} and "
        f"{_plural(len(chapter.cards) - exercises, 'prediction')} · {chapter.points} points · "
        f"builds on {builds_on}**"
    )


def _heading(card: Card, so_far: list[Card]) -> str:
    prediction = card.kind == "prediction"
    number = sum((c.kind == "prediction") == prediction for c in so_far)
    facts = [_plural(card.points, "point"), f"about {_plural(card.minutes, 'minute')}"]
    if not prediction:
        facts.append("difficulty " + "★" * card.difficulty + "☆" * (3 - card.difficulty))
    facts.append(f'stuck? `check.hint("{card.name}")`')
    kind = "Prediction" if prediction else "Exercise"
    return f"### {kind} {number} · {card.title}\n\n{' · '.join(facts)}"


def _complete_nbgrader(cell: NotebookNode, points: dict[str, int]) -> None:
    given = cell.metadata.get("nbgrader")
    if given is None:
        return
    full = {**_NBGRADER_DEFAULTS, **given}
    if full["grade"]:
        full["locked"] = not full["solution"]
        if full["grade_id"] in points:
            full["points"] = points[full["grade_id"]]
    cell.metadata["nbgrader"] = dict(sorted(full.items()))


def _assign_ids(notebook: NotebookNode) -> None:
    """Give each cell an id that lasts: its grade_id, else a digest of what it says.

    jupytext's own ids are random. A digest changes only with its own cell, so inserting a
    cell leaves the ids of all others alone.
    """
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        name = grade_id(cell)
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        stem = re.sub(r"[^A-Za-z0-9_-]", "-", name) if name else digest
        seen[stem] = seen.get(stem, 0) + 1
        cell.id = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
