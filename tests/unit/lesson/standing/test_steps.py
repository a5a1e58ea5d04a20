"""Points, minutes and the next step, from cards and states."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import nbformat

from autograder.chapter import cards
from autograder.chapter.cards import Card
from autograder.course import find_course
from autograder.lesson.memory.states import State
from autograder.lesson.standing.steps import standing

COURSE = find_course(Path(__file__))
CARDS = [
    Card("guess", "a guess", "prediction", 1, 2, 1, ()),
    Card("slope", "the slope", "code", 3, 10, 1, ()),
    Card("valley", "the valley", "plot", 2, 5, 2, ()),
    Card("why", "why", "open", 4, 15, 2, ()),
]


def test_a_fresh_chapter_is_not_begun():
    now = standing(CARDS, {})
    assert not now.is_begun
    assert (now.earned, now.by_tests, now.by_a_person, now.minutes_left) == (0, 6, 4, 17)
    assert now.next_step == now.steps[0]
    assert now.summary == (
        "0 of the 6 points that tests give; 6 still open. A person gives the other 4, for what you "
        "answer in words. About 17 minutes left for exercises and predictions; reading is not "
        "counted here."
    )
    assert [step.words for step in now.steps] == ["– not tried"] * 3 + ["a person will read it"]


def test_what_passed_is_earned_and_the_first_left_comes_next():
    states = {
        "guess": State.PASSED,
        "slope": State.FAILED,
        "valley": State.PASSED,
        "why": State.UNTRIED,
    }
    now = standing(CARDS, states)
    assert now.is_begun
    assert (now.earned, now.minutes_left) == (3, 25)
    assert now.next_step == now.steps[1]
    assert [step.words for step in now.steps] == [
        "✓ noted",
        "✗ test fails",
        "✓ passed",
        "– not written, or not saved",
    ]


def test_at_the_end_nothing_comes_next():
    states = dict.fromkeys(["guess", "slope", "valley"], State.PASSED)
    now = standing(CARDS, {**states, "why": State.WRITTEN})
    assert (now.earned, now.minutes_left, now.next_step) == (6, 0, None)
    assert now.steps[3].words == "✓ written; a person will read it"
    assert "minutes" not in now.summary


def test_without_answers_in_words_nobody_gives_other_points():
    assert "person" not in standing(CARDS[:3], {}).summary


def test_the_headings_are_the_chapters_own():
    for chapter in COURSE.released():
        notebook = nbformat.read(COURSE.release(chapter), as_version=4)
        text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        built = re.findall(r"^### ((?:Exercise|Prediction) \d+ · .+)$", text, re.MULTILINE)
        now = standing(cards.load(cards.beside(COURSE.release(chapter))).cards, {})
        assert [step.heading for step in now.steps] == built


def test_the_core_is_counted_by_itself_where_something_is_deeper():
    now = standing(CARDS, {"slope": State.PASSED})
    assert now.core_summary == ""
    cards = [replace(c, path="deeper") if c.name == "slope" else c for c in CARDS]
    now = standing(cards, {"slope": State.PASSED, "guess": State.PASSED})
    assert now.core_summary == "The core alone: 1 of its 3 points; about 5 minutes left."
