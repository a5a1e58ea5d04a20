"""Small words stand as they are spoken."""

from __future__ import annotations

import pytest

from autograder.lesson.numbers.words import with_article


@pytest.mark.parametrize(
    ("noun", "spoken"),
    [("int", "an int"), ("list", "a list"), ("x", "an x"), ("w", "a w"), ("a", "an a")],
)
def test_an_article_follows_the_sound(noun, spoken):
    assert with_article(noun) == spoken
