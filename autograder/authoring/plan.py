"""A plan: which sections of which chapters make a shorter course, as a file of YAML.

::

    title: One session
    about: What autograd does, in ninety minutes.
    chapters:
      - name: 01_one_session
        title: Gradients in one session
        builds_on: derivatives as taught in school, and basic Python
        sections:
          - words
          - section: first_gradient
            without: [gradient_of_cubes]
          - instead_of: weights          # one paragraph in its place: its gist,
            text: A head weighs results. # or these words
      - name: 02_cuts
        core_of: [3]                     # all that is core in chapter 3

``chapters: whole`` stands for all chapters as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from autograder.authoring.library import Library, Piece
from autograder.errors import PlanError

_KEYS = {"title", "about", "chapters"}
_CHAPTER_KEYS = {"name", "title", "builds_on", "sections", "core_of"}
_ENTRY_KEYS = ({"section"}, {"section", "without"}, {"instead_of"}, {"instead_of", "text"})


@dataclass(frozen=True)
class Taken:
    """A section that is taken, and the exercises in it that are not."""

    piece: Piece
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replaced:
    """A paragraph in the place of a section."""

    piece: Piece
    text: str


Part = Taken | Replaced


@dataclass(frozen=True)
class PlannedChapter:
    """One assignment of a plan."""

    name: str
    title: str
    builds_on: str
    parts: tuple[Part, ...]

    @property
    def taken(self) -> list[Taken]:
        """The parts that are sections."""
        return [part for part in self.parts if isinstance(part, Taken)]


@dataclass(frozen=True)
class Plan:
    """A shorter course. Without chapters of its own it is the whole course."""

    name: str
    title: str
    about: str
    chapters: tuple[PlannedChapter, ...]


def read_plan(path: Path, library: Library) -> Plan:
    """Return the plan in the file ``path``, held against the sections that there are.

    Raises:
        PlanError: if it cannot be read, names what is not there, or takes a section whose ground
            is missing.

    """
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} is not YAML: {error}") from error
    if not isinstance(said, dict) or set(said) != _KEYS:
        raise PlanError(f"{path.name}: a plan has the keys {', '.join(sorted(_KEYS))}.")
    chapters: tuple[PlannedChapter, ...] = ()
    if said["chapters"] != "whole":
        if not isinstance(said["chapters"], list):
            raise PlanError(f"{path.name}: chapters is a list, or the word whole.")
        chapters = tuple(_chapter(each, path.name, library) for each in said["chapters"])
    plan = Plan(path.stem, str(said["title"]), " ".join(str(said["about"]).split()), chapters)
    if missing := list(missing_ground(plan, library)):
        raise PlanError(f"{path.name} takes sections whose ground is missing:\n{_lines(missing)}")
    return plan


def missing_ground(plan: Plan, library: Library) -> Iterator[str]:
    """Yield a line for each section that builds on one which does not stand before it."""
    there: set[str] = set()
    for chapter in plan.chapters:
        for part in chapter.parts:
            name = part.piece.name
            if name in there:
                yield f"{name} stands there twice."
            for need in part.piece.card["needs"] if isinstance(part, Taken) else ():
                if need not in there:
                    ground = library.pieces[need]
                    yield (
                        f"{name} builds on {need} ({ground.place}). Add it before: `- {need}`. Or "
                        f"put a paragraph in its place, `- instead_of: {need}`, which says: "
                        f"{ground.card['gist']}"
                    )
            there.add(name)


def _chapter(said: Any, where: str, library: Library) -> PlannedChapter:
    if not isinstance(said, dict) or "name" not in said or set(said) - _CHAPTER_KEYS:
        raise PlanError(
            f"{where}: a chapter of a plan has a name, and of {', '.join(sorted(_CHAPTER_KEYS))} "
            "what it needs."
        )
    name = str(said["name"])
    number, _, topic = name.partition("_")
    if not (number.isdecimal() and len(number) == 2 and topic.isidentifier()):
        raise PlanError(f"{where}: a chapter's name is like 01_one_session, not {name!r}.")
    parts: list[Part] = []
    for number in said.get("core_of", ()):
        pieces = library.of_chapter(number)
        if not pieces:
            raise PlanError(f"{where}, {name}: there is no chapter {number} with sections.")
        parts += [Taken(piece, piece.deeper) for piece in pieces if piece.is_core]
    parts += [_part(entry, f"{where}, {name}", library) for entry in said.get("sections", ())]
    if not any(isinstance(part, Taken) for part in parts):
        raise PlanError(f"{where}, {name} has no sections: name some, or a chapter's core.")
    return PlannedChapter(
        name,
        str(said.get("title", topic.replace("_", " ").capitalize())),
        str(said.get("builds_on", "what was before it in this course")),
        tuple(parts),
    )


def _part(entry: Any, where: str, library: Library) -> Part:
    said = {"section": entry} if isinstance(entry, str) else entry
    if not isinstance(said, dict) or set(said) not in _ENTRY_KEYS:
        raise PlanError(
            f"{where}: {entry!r} is neither a section's name nor `section:` with `without:`, nor "
            "`instead_of:` with `text:`."
        )
    name = said.get("section", said.get("instead_of"))
    piece = library.pieces.get(str(name))
    if piece is None:
        raise PlanError(f"{where}: no section is called {name!r}. There is:\n{_names(library)}")
    if "instead_of" in said:
        return Replaced(piece, " ".join(str(said.get("text", piece.card["gist"])).split()))
    leave_out = tuple(said.get("without", ()))
    if strangers := [each for each in leave_out if each not in piece.exercises]:
        raise PlanError(
            f"{where}: {name} has no exercise {', '.join(strangers)}. It has: "
            f"{', '.join(piece.exercises) or 'none'}."
        )
    return Taken(piece, leave_out)


def _names(library: Library) -> str:
    return _lines([f"{p.place}: {p.name}" for p in library.pieces.values()])


def _lines(lines: list[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
