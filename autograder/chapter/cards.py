"""Cards: what an exercise is called, what it is worth, its hints; what a section builds on.

Authors write a card above each section and each exercise in the chapter's text file;
``autograder build`` collects them in a file beside the chapter's notebook, which travels with it
(see `companions`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.errors import CardsUnreadable, UnknownExercise

#: The file with a chapter's cards, in the folder of its notebook.
FILE = "cards.json"

#: How the ids of cells with sections' headings begin.
_SECTION_ID = "section-"

#: What an exercise asks for. A ``prediction`` is scored by form alone, ``open`` by a person; a
#: ``question`` of a questionnaire has no hints.
KINDS = ("code", "plot", "open", "prediction", "question")

#: The ways through a course. What is ``core`` needs nothing that is ``deeper``.
CORE, DEEPER = PATHS = ("core", "deeper")


@dataclass(frozen=True)
class Card:
    """One exercise.

    ``minutes`` is for a newcomer, ``difficulty`` runs from 1 (do it as shown) over
    2 (combine two ideas) to 3 (work it out). ``section`` is the name of the section that it stands
    in, empty where a chapter has no section cards; ``path`` is one of `PATHS`.
    """

    name: str
    title: str
    kind: str
    points: int
    minutes: int
    difficulty: int
    hints: tuple[str, ...]
    section: str = ""
    path: str = CORE


def numbered(card: Card, so_far: Sequence[Card]) -> str:
    """Return what an exercise is called, such as ``Exercise 4``.

    Predictions and questions count for themselves. ``so_far`` are the chapter's cards up to it.
    """
    word = word_for(card)
    return f"{word} {sum(word_for(each) == word for each in so_far)}"


def word_for(card: Card) -> str:
    """Return ``Exercise``, ``Prediction`` or ``Question``."""
    return card.kind.capitalize() if card.kind in ("prediction", "question") else "Exercise"


@dataclass(frozen=True)
class Section:
    """A part of a chapter that can be taken alone.

    Attributes:
        name: Its name in the whole course, which stays when sections move.
        title: Its heading, without the number.
        path: One of `PATHS`.
        needs: The names of the sections whose ideas or definitions it uses.
        gist: What to know from it, in one or two sentences.
        number: Where it stands in its chapter, from 1.
        minutes: What a newcomer needs for it, exercises included.
        core_minutes: The same without what is deeper in it; 0 where all of it is.
        points: What its exercises are worth.
        origin: Where it stands in the whole course, if this chapter was assembled from others.

    """

    name: str
    title: str
    path: str
    needs: tuple[str, ...]
    gist: str
    number: int
    minutes: int
    core_minutes: int
    points: int
    origin: str = ""

    @property
    def cell_id(self) -> str:
        """The id of the notebook cell with its heading."""
        return f"{_SECTION_ID}{self.name.replace('_', '-')}"


def section_name(cell_id: str) -> str:
    """Return the name of the section whose heading's cell has this id, empty if it is no such."""
    prefix, _, name = cell_id.partition(_SECTION_ID)
    return "" if prefix else name.replace("-", "_")


@dataclass(frozen=True)
class Deck:
    """A chapter's cards, in its order, and the modules of other chapters that its tests use."""

    chapter: str
    cards: tuple[Card, ...]
    sections: tuple[Section, ...] = ()
    modules: tuple[str, ...] = ()

    def find(self, name: str) -> Card:
        """Return the card of the exercise ``name``.

        Raises:
            UnknownExercise: if the chapter has none of that name.

        """
        for card in self.cards:
            if card.name == name:
                return card
        raise UnknownExercise(
            f"No exercise of this chapter is called {name!r}. Its name stands in its heading's "
            "hint line."
        )


def beside(notebook: Path) -> Path:
    """Return where the cards of the chapter in ``notebook`` lie."""
    return notebook.with_name(FILE)


def dump(deck: Deck) -> str:
    """Return the text of a chapter's file."""
    content = {
        "chapter": deck.chapter,
        "modules": list(deck.modules),
        "sections": [asdict(section) for section in deck.sections],
        "exercises": [asdict(card) for card in deck.cards],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def load(path: Path) -> Deck:
    """Return the cards in one chapter's file.

    Raises:
        CardsUnreadable: if there is no such file, or it is not what `dump` writes.

    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Deck(
            content["chapter"],
            tuple(Card(**{**e, "hints": tuple(e["hints"])}) for e in content["exercises"]),
            # A release of an older version has none.
            tuple(
                Section(**{**e, "needs": tuple(e["needs"])}) for e in content.get("sections", ())
            ),
            tuple(map(str, content.get("modules", ()))),
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        what = "is damaged: delete it" if path.is_file() else "is missing"
        raise CardsUnreadable(
            f"{path} {what}. Only hints and progress() need it: tests and grades do not. To have "
            "it back, stop the lab, and start it again with 'make lab' (authors: 'make solutions')."
        ) from error


def by_name(notebook: Path) -> dict[str, Card]:
    """Return the cards of the chapter in ``notebook``; none where they cannot be read."""
    try:
        return {card.name: card for card in load(beside(notebook)).cards}
    except CardsUnreadable:
        return {}
