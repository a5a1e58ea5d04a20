"""Cards survive being written and read."""

from __future__ import annotations

import pytest

from autograder.chapter import cards
from autograder.chapter.cards import Card, Deck
from autograder.errors import CardsUnreadable, UnknownExercise

CARD = Card("slope", "the slope", "code", 2, 5, 1, ("Look…", "Think…", "Start…"))


def test_what_is_dumped_is_loaded(tmp_path):
    path = cards.beside(tmp_path / "01_slopes.ipynb")
    path.write_text(cards.dump(Deck("01_slopes", (CARD,))), encoding="utf-8")
    assert path == tmp_path / "cards.json"
    assert cards.load(path) == Deck("01_slopes", (CARD,))


def test_a_card_is_found_by_its_name_and_an_unknown_exercise_is_named():
    deck = Deck("01_slopes", (CARD,))
    assert deck.find("slope") is CARD
    with pytest.raises(UnknownExercise, match="'nothing'"):
        deck.find("nothing")


def test_missing_cards_are_told_with_what_they_cost_and_the_remedy(tmp_path):
    with pytest.raises(CardsUnreadable) as told:
        cards.load(tmp_path / "cards.json")
    for words in ("cards.json is missing", "tests and grades do not", "make lab"):
        assert words in str(told.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"chapter": "x", "exercises": [{"hints": []}]}', b"\xff"],
)
def test_damaged_cards_are_told_alike(tmp_path, content):
    path = tmp_path / "cards.json"
    path.write_bytes(content)
    with pytest.raises(CardsUnreadable, match="is damaged: delete it"):
        cards.load(path)
