"""Hints open one at a time, first the one about what went wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.chapter import cards
from autograder.course import find_course
from autograder.errors import CardsUnreadable, CheckFailed, UnknownExercise
from autograder.lesson.memory import own_cards
from autograder.lesson.memory.hints import Hints
from autograder.lesson.misconceptions import KNOWN

COURSE = find_course(Path(__file__))
RELEASE = COURSE.release(COURSE.released()[0])
DECK = cards.load(cards.beside(RELEASE))
FIRST, SECOND = DECK.cards[:2]


@pytest.fixture(autouse=True)
def _in_the_first_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_cards, "FOLDER", RELEASE.parent)


def fail(hints, name, *mistakes):
    with pytest.raises(CheckFailed), hints.watching(name):
        raise CheckFailed("wrong", mistakes)


def succeed(hints, name):
    with hints.watching(name):
        pass


def shown(text, hints):
    return [hint in text for hint in hints]


def test_by_name_they_open_in_order():
    hints = Hints()
    for opened in (1, 2, 3, 3):
        assert shown(hints.next(FIRST.name), FIRST.hints) == [k < opened for k in range(3)]


def test_the_first_is_about_the_mistake_that_was_named():
    hints, mistake = Hints(), KNOWN[0]
    fail(hints, FIRST.name, mistake.name)
    assert hints.next().splitlines() == [FIRST.name, f"Hint 1 of 4: {mistake.hints[0]}"]
    assert shown(hints.next(), FIRST.hints) == [True, False, False]


def test_another_mistake_has_its_own_first_hint_in_turn():
    hints = Hints()
    fail(hints, FIRST.name, KNOWN[0].name)
    hints.next()
    fail(hints, FIRST.name, KNOWN[-1].name)
    text = hints.next()
    assert "Hint 2 of 5: " + KNOWN[-1].hints[0] in text
    assert "Hint 1 of 5: " + KNOWN[0].hints[0] in text


def test_two_possible_mistakes_give_the_exercises_own_hint():
    hints = Hints()
    fail(hints, FIRST.name, KNOWN[0].name, KNOWN[-1].name)
    assert "Hint 1 of 3: " + FIRST.hints[0] in hints.next()


def test_what_failed_last_is_meant_until_it_passes():
    hints = Hints()
    assert "No check has failed yet" in hints.next()
    fail(hints, FIRST.name)
    fail(hints, SECOND.name)
    assert hints.next().startswith(SECOND.name)
    succeed(hints, SECOND.name)
    assert hints.next().startswith(FIRST.name)
    fail(hints, SECOND.name)
    fail(hints, FIRST.name)
    assert hints.next().startswith(FIRST.name)
    succeed(hints, SECOND.name)
    succeed(hints, FIRST.name)
    assert "Well done" in hints.next()


def test_an_unwritten_exercise_has_hints_too():
    hints = Hints()
    with pytest.raises(NotImplementedError), hints.watching(FIRST.name):
        raise NotImplementedError
    assert FIRST.hints[0] in hints.next()


def test_after_the_last_hint_it_says_so():
    hints = Hints()
    for _ in FIRST.hints:
        assert "These are all" not in hints.next(FIRST.name)
    assert "These are all" in hints.next(FIRST.name)


def test_an_unknown_exercise_is_named():
    with pytest.raises(UnknownExercise, match="'slopes'"):
        Hints().next("slopes")


def test_without_cards_there_are_no_hints_and_the_rest_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(own_cards, "FOLDER", tmp_path)
    hints = Hints()
    fail(hints, FIRST.name)
    with pytest.raises(CardsUnreadable, match="make lab"):
        hints.next()
    succeed(hints, FIRST.name)
    assert "Well done" in hints.next()


CELLS = """
from autograder.lesson import check
%cd -q /

def grade(answer):
    check.gradient("gradient_of_cubes", answer, of=lambda x: (x**3).sum(), shapes=[(4,), (2, 3)])
---
grade(lambda x: -3 * x**2)
---
check.hint()
---
check.hint()
---
grade(lambda x: 3 * x**2)
---
check.hint()
""".strip().split("\n---\n")


def test_in_a_kernel_they_follow_the_student(tmp_path: Path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    shutil.copy(cards.beside(RELEASE), tmp_path)
    client = NotebookClient(notebook, allow_errors=True, resources={"metadata": {"path": tmp_path}})
    client.execute()
    _, failed, first, second, passed, last = [
        "".join(map(_text, c.outputs)) for c in notebook.cells
    ]
    own = DECK.find("gradient_of_cubes").hints
    assert "looks like:" in failed
    assert "Hint 1 of 4" in first
    assert not any(shown(first, own))
    assert shown(second, own) == [True, False, False]
    assert passed == "✓ gradient_of_cubes: right at 2 probe points\n"
    assert "✓ gradient_of_cubes is right" in last


def _text(output: nbformat.NotebookNode) -> str:
    return output["text"] if output.output_type == "stream" else "\n".join(output["traceback"])
