"""The cards of the chapter that this kernel works in: they lie beside its notebook."""

from __future__ import annotations

from pathlib import Path

from autograder.chapter import cards

#: Where the kernel was started, which is its notebook's folder; after a ``%cd`` still.
FOLDER = Path.cwd()


def own_cards() -> cards.Deck:
    """Return the chapter's cards.

    Raises:
        CardsUnreadable: if there are none in the kernel's folder.

    """
    return cards.load(FOLDER / cards.FILE)
