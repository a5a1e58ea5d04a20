"""Exercise cards: what an exercise is called, what it is worth, and its hints.

Authors write a card above each exercise in the chapter's text file; ``autograder build``
collects a chapter's cards in ``exercises/<chapter>.json``, which this module reads.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from autograder.errors import UnknownExercise

FOLDER = Path(__file__).parents[1] / "lesson" / "exercises"

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


def dump(chapter: str, cards: list[Card]) -> str:
    """Return the text of ``exercises/<chapter>.json``."""
    content = {"chapter": chapter, "exercises": [asdict(card) for card in cards]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def load(path: Path) -> list[Card]:
    """Return the cards in one chapter's file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [Card(**{**entry, "hints": tuple(entry["hints"])}) for entry in content["exercises"]]


@cache
def _all_cards() -> dict[str, Card]:
    return {card.name: card for path in sorted(FOLDER.glob("*.json")) for card in load(path)}


def find(name: str) -> Card:
    """Return the card of the exercise ``name``; names are unique in the course.

    Raises:
        UnknownExercise: if no chapter has it.

    """
    try:
        return _all_cards()[name]
    except KeyError:
        raise UnknownExercise(
            f"No exercise is called {name!r}. Its name stands in its heading's hint line."
        ) from None
