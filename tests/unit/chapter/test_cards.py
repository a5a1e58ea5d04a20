"""Cards survive being written and read."""

from __future__ import annotations

import pytest

from autograder.chapter import cards
from autograder.chapter.cards import Card
from autograder.errors import UnknownExercise

CARD = Card("slope", "the slope", "code", 2, 5, 1, ("Look…", "Think…", "Start…"))


def test_what_is_dumped_is_loaded(tmp_path):
    path = tmp_path / "01_slopes.json"
    path.write_text(cards.dump("01_slopes", [CARD]), encoding="utf-8")
    assert cards.load(path) == [CARD]


def test_an_unknown_exercise_is_named():
    with pytest.raises(UnknownExercise, match="'nothing'"):
        cards.find("nothing")
