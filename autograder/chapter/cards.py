"""Exercise cards: what an exercise is called, what it is worth, and its hints.

Authors write a card above each exercise in the chapter's text file; ``autograder build`` collects
them in a file beside the chapter's notebook, which travels with it (see `companions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.errors import CardsUnreadable, UnknownExercise

#: The file with a chapter's cards, in the folder of its notebook.
FILE = "cards.json"

#: What an exercise asks for. A ``prediction`` is scored by form alone, ``open`` by a person.
KINDS = ("code", "plot", "open", "prediction")


@dataclass(frozen=True)
class Card:
    """One exercise.

    ``minutes`` is for a newcomer, ``difficulty`` runs from 1 (do it as shown) over
    2 (combine two ideas) to 3 (work it out).
    """

    name: str
    title: str
    kind: str
    points: int
    minutes: int
    difficulty: int
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Deck:
    """A chapter's cards, in its order."""

    chapter: str
    cards: tuple[Card, ...]

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


def dump(chapter: str, cards: Iterable[Card]) -> str:
    """Return the text of a chapter's file."""
    content = {"chapter": chapter, "exercises": [asdict(card) for card in cards]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def load(path: Path) -> Deck:
    """Return the cards in one chapter's file.

    Raises:
        CardsUnreadable: if there is no such file, or it is not what `dump` writes.

    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries = [{**entry, "hints": tuple(entry["hints"])} for entry in content["exercises"]]
        return Deck(content["chapter"], tuple(Card(**entry) for entry in entries))
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
