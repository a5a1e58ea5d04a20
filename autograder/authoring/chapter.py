"""Read a chapter's text file: notebook cells, with exercise cards turned into headings.

The file is jupytext's percent format. These things are ours:

- the first cell is a raw cell of YAML, the *chapter card*; it becomes the title;
- above each section stands a raw cell of YAML, the *section card*; it becomes the section's
  heading. A section ends at the next card, or at a heading of the same level in the text;
- above each exercise stands a raw cell of YAML, the *exercise card*; it becomes the
  exercise's heading, and lends its points to the exercise's graded cell;
- references to sections, exercises and formulas are names, which become numbers (`references`);
- nbgrader's metadata may be short: ``nbgrader={"solution": true, "grade_id": "slope"}``;
  what is left out is filled in here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from nbformat.notebooknode import NotebookNode

from autograder.authoring.references import elsewhere, formulas_numbered, resolver
from autograder.chapter.cards import (
    CORE,
    DEEPER,
    KINDS,
    PATHS,
    Card,
    Deck,
    Section,
    numbered,
    word_for,
)
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
        core_minutes: What the core of it needs, head and summary included.
        cards: Its exercises, in order.
        sections: Its sections, in order; none where no section has a card.
        modules: The exercises' modules of other chapters that its tests use.
        notebook: Its cells, not yet run.

    """

    name: str
    title: str
    minutes: int
    core_minutes: int
    cards: list[Card]
    sections: list[Section]
    modules: list[str]
    notebook: NotebookNode

    @property
    def deck(self) -> Deck:
        """Its cards, as they travel with its notebooks."""
        return Deck(self.name, tuple(self.cards), tuple(self.sections), tuple(self.modules))

    @property
    def points(self) -> int:
        """What the chapter is worth."""
        return sum(card.points for card in self.cards)


def read_chapter(path: Path) -> Chapter:
    """Return the chapter in the text file ``path``.

    Raises:
        CardError: if the chapter card or an exercise card is missing or malformed.

    """
    return parse_chapter(path.stem, path.read_text(encoding="utf-8"), elsewhere(path))


def parse_chapter(name: str, text: str, others: Mapping[str, str]) -> Chapter:
    """Return the chapter called ``name`` whose text file says ``text``.

    Args:
        name: The stem of the text file.
        text: What stands in it.
        others: How to speak of the sections of other chapters, by their names.

    Raises:
        CardError: if a card is missing or malformed, or a reference leads nowhere.

    """
    notebook = jupytext.reads(text, fmt="py:percent")
    where = f"{name}.py"
    if not notebook.cells or notebook.cells[0].cell_type != "raw":
        raise CardError(f"{where}: the first cell must be the chapter card, a '# %% [raw]' cell.")
    keys = {"chapter", "builds_on"}
    about = _yaml(notebook.cells[0], where, keys, frozenset({"modules"}))

    cards: list[Card] = []
    sections: list[Section] = []
    headings: dict[str, NotebookNode] = {}
    cells_of: dict[str, list[NotebookNode]] = {"": []}
    current: Section | None = None
    for cell in notebook.cells[1:]:
        if cell.cell_type == "raw" and cell.source.startswith("section:"):
            current = _section(cell, where, len(sections) + 1)
            sections.append(current)
            headings[current.name] = cell
            cells_of[current.name] = []
            continue
        if cell.cell_type == "raw":
            card = _card(cell, where, current)
            cards.append(card)
            _become_markdown(cell, _heading(card, cards, current))
        elif cell.cell_type == "markdown" and cell.source.startswith("## "):
            current = None
        cells_of[current.name if current else ""].append(cell)
    reading = {section: reading_minutes(cells) for section, cells in cells_of.items()}
    sections = [_measured(section, reading[section.name], cards) for section in sections]
    for section in sections:
        _become_markdown(headings[section.name], _section_heading(section))

    core = sum(section.core_minutes for section in sections)
    core += sum(c.minutes for c in cards if not c.section and c.path == CORE)
    chapter = Chapter(
        name=name,
        title=f"{int(name.split('_', 1)[0])} · {about['chapter']}",
        # To the nearest five: more would claim a precision that nobody has.
        minutes=5 * round((sum(reading.values()) + sum(card.minutes for card in cards)) / 5),
        core_minutes=5 * round((reading[""] + core) / 5),
        cards=cards,
        sections=sections,
        modules=list(about.get("modules", ())),
        notebook=notebook,
    )
    _become_markdown(notebook.cells[0], _title(chapter, about["builds_on"]))
    chapter = _with_references(chapter, others)

    points = {c.name if c.kind == "open" else f"test_{c.name}": c.points for c in cards}
    for cell in notebook.cells:
        cell.metadata.pop("lines_to_next_cell", None)  # about the text file's blank lines
        _complete_nbgrader(cell, points)
    _assign_ids(notebook)
    for section in sections:
        headings[section.name].id = section.cell_id
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return chapter


def _with_references(chapter: Chapter, others: Mapping[str, str]) -> Chapter:
    """Write out the references in a chapter's cells and hints."""
    where = f"{chapter.name}.py"
    names = dict(others)
    for section in chapter.sections:
        names[section.name] = f"section {section.number}"
    for number, card in enumerate(chapter.cards):
        if card.name in names:
            raise CardError(f"{where}: a section and an exercise are both called {card.name}.")
        names[card.name] = numbered(card, chapter.cards[: number + 1]).lower()
    try:
        resolved = resolver(where, names, formulas_numbered(chapter.notebook.cells))
    except CardError as error:
        raise CardError(f"{where}: {error}") from None
    for cell in chapter.notebook.cells:
        cell.source = resolved(cell.source)
    cards = [replace(c, hints=tuple(map(resolved, c.hints))) for c in chapter.cards]
    sections = [replace(s, gist=resolved(s.gist)) for s in chapter.sections]
    return replace(chapter, cards=cards, sections=sections)


def _section(cell: NotebookNode, where: str, number: int) -> Section:
    """Return what a section's card says; its minutes and points are not known yet."""
    keys = {"section", "title", "path", "needs", "gist"}
    content = _yaml(cell, where, keys, frozenset({"origin"}))
    if content["path"] not in PATHS:
        raise CardError(f"{where}, {content['section']}: path is one of {', '.join(PATHS)}.")
    return Section(
        name=content["section"],
        title=content["title"],
        path=content["path"],
        needs=tuple(content["needs"] or ()),
        gist=_text(content["gist"], f"{where}, {content['section']}: its gist"),
        origin=content.get("origin", ""),
        number=number,
        minutes=0,
        core_minutes=0,
        points=0,
    )


def _measured(section: Section, reading: float, cards: list[Card]) -> Section:
    """Return a section with its minutes and points, those of its exercises included."""
    mine = [card for card in cards if card.section == section.name]
    core = reading + sum(card.minutes for card in mine if card.path == CORE)
    return replace(
        section,
        minutes=round(reading + sum(card.minutes for card in mine)),
        core_minutes=round(core) if section.path == CORE else 0,
        points=sum(card.points for card in mine),
    )


def _section_heading(section: Section) -> str:
    facts = ["deeper: the core does without it"] if section.path == DEEPER else ["core"]
    facts.append(f"about {_plural(section.minutes, 'minute')}")
    if section.path == CORE and section.core_minutes < section.minutes:
        facts[-1] += f", {section.core_minutes} without the exercises marked as deeper"
    if section.points:
        facts.append(_plural(section.points, "point"))
    if section.origin:
        facts.append(f"{section.origin} of the whole course")
    line = " · ".join(facts)
    return f"## {section.number}. {section.title}\n\n*{line[0].upper()}{line[1:]}*"


def _text(said: object, what: str) -> str:
    """Return text of a card in one line; YAML takes some for numbers, lists or mappings."""
    if not isinstance(said, str):
        raise CardError(
            f"{what} is no text to YAML, but {said!r}. Put it in quotes, or behind '>-'."
        )
    return " ".join(said.split())


def _yaml(
    cell: NotebookNode, where: str, keys: set[str], may_have: frozenset[str] = frozenset()
) -> dict[str, Any]:
    try:
        content = yaml.safe_load(cell.source)
    except yaml.YAMLError as error:
        raise CardError(f"{where}: a card is not YAML: {error}") from error
    if not isinstance(content, dict) or set(content) - may_have != keys:
        got = ", ".join(content) if isinstance(content, dict) else "no keys"
        raise CardError(f"{where}: a card needs the keys {', '.join(sorted(keys))}; it has {got}.")
    return content


def _card(cell: NotebookNode, where: str, section: Section | None) -> Card:
    keys = {"exercise", "title", "kind", "points", "minutes", "difficulty", "hints"}
    content = _yaml(cell, where, keys, frozenset({"path"}))
    hints = enumerate(content["hints"] or (), start=1)
    card = Card(
        name=content["exercise"],
        title=content["title"],
        kind=content["kind"],
        points=content["points"],
        minutes=content["minutes"],
        difficulty=content["difficulty"],
        hints=tuple(
            _text(hint, f"{where}, {content['exercise']}: hint {number}") for number, hint in hints
        ),
        section=section.name if section else "",
        path=content.get("path", section.path if section else CORE),
    )
    if card.path not in PATHS:
        raise CardError(f"{where}, {card.name}: path is one of {', '.join(PATHS)}.")
    if card.kind not in KINDS:
        raise CardError(f"{where}, {card.name}: kind is one of {', '.join(KINDS)}.")
    if card.difficulty not in (1, 2, 3):
        raise CardError(f"{where}, {card.name}: difficulty is 1, 2 or 3.")
    return card


def reading_minutes(cells: Iterable[NotebookNode]) -> float:
    """Return how long a newcomer needs for a chapter's text and lesson cells, in minutes.

    75 words or 5 lines of code a minute, the cells run and their output read: what newcomers to
    PyTorch needed for chapter 1. Answers and tests do not count; an exercise's card has its
    own minutes.
    """
    words = lines = 0
    for cell in cells:
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
    words = Counter(word_for(card).lower() for card in chapter.cards)
    kinds = ("exercise", "prediction", "question")
    counts = " and ".join(_plural(words[word], word) for word in kinds if words[word])
    has_both = chapter.sections and chapter.core_minutes < chapter.minutes
    core = f", {chapter.core_minutes} of them for the core" if has_both else ""
    return (
        f"# {chapter.title}\n\n"
        f"**About {chapter.minutes} minutes{core} · {counts} · "
        f"{chapter.points} points · "
        f"builds on {builds_on}**"
    )


def _heading(card: Card, so_far: list[Card], section: Section | None) -> str:
    facts = [_plural(card.points, "point"), f"about {_plural(card.minutes, 'minute')}"]
    if section and section.path == CORE and card.path == DEEPER:
        facts.insert(0, "deeper")
    if word_for(card) == "Exercise":
        facts.append("difficulty " + "★" * card.difficulty + "☆" * (3 - card.difficulty))
    if card.hints:
        facts.append(f'stuck? `check.hint("{card.name}")`')
    return f"### {numbered(card, so_far)} · {card.title}\n\n{' · '.join(facts)}"


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
