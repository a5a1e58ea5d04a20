"""Which tests must be asked again when a chapter's key has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import Companion, Key, KeyCell
from autograder.grading.changes import Changes, changes

HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def asked(name: str, hidden: str, points: float = 1) -> KeyCell:
    marks = Marks(grade_id=name, grade=True, locked=True, points=points)
    full = f"assert f(1)\n{HIDDEN.format(hidden)}"
    return KeyCell(name, "code", "assert f(1)", full, marks)


KEY = Key(
    "01_tiny",
    (
        KeyCell("lesson", "code", "import math", "import math", Marks()),
        KeyCell("f", "code", "f = ...", "f = abs", Marks(grade_id="f", solution=True)),
        asked("test_f", "assert f(2)\nlimit = 3"),
        asked("test_g", "assert f(4)"),
        asked("test_h", "assert f(limit)"),
    ),
)


def with_cell(place: int, **changes: object) -> Key:
    cells = list(KEY.cells)
    cells[place] = replace(cells[place], **changes)
    return replace(KEY, cells=tuple(cells))


def test_nothing_has_changed() -> None:
    assert changes(KEY, KEY) == Changes()


def test_a_hidden_part_touches_its_own_test() -> None:
    later = with_cell(3, full=asked("test_g", "assert f(5)").full)
    assert changes(KEY, later) == Changes(frozenset({"test_g"}))


def test_points_touch_their_own_test() -> None:
    later = with_cell(3, marks=replace(KEY.cells[3].marks, points=2))
    assert changes(KEY, later) == Changes(frozenset({"test_g"}))


def test_what_a_hidden_part_defines_touches_the_tests_that_use_it() -> None:
    later = with_cell(2, full=asked("test_f", "assert f(2)\nlimit = 4").full)
    assert changes(KEY, later) == Changes(frozenset({"test_f", "test_h"}))


def visible(text: str) -> Key:
    return with_cell(
        3, released=text, full=asked("test_g", "assert f(4)").full.replace("assert f(1)", text)
    )


@pytest.mark.parametrize(
    "text", ["assert f(0)", "with open(p) as _: pass", "import re\nassert f(1)"]
)
def test_a_visible_part_touches_its_own_test_unless_it_gives_names(text: str) -> None:
    found = changes(KEY, visible(text))
    assert "test_g" in found.tests
    gives = text != "assert f(0)"
    assert found.elsewhere == ("test_g (it gives names to other cells)",) * gives


def test_names_that_are_no_longer_given_are_missed_too() -> None:
    assert changes(visible("x = f(1)"), KEY).elsewhere


def test_what_nobody_runs_touches_nothing() -> None:
    prose = KeyCell("a1", "markdown", "Hello", "Hello", Marks(grade_id="says", locked=True))
    marks = Marks(grade_id="why", grade=True, solution=True, points=2)
    asks = KeyCell("why", "markdown", "YOUR ANSWER HERE", "Since. **Rubric**", marks)
    earlier = replace(
        KEY, cells=(prose, asks, *KEY.cells), companions=(Companion("cards.json", b"1"),)
    )
    later = replace(
        earlier,
        cells=(
            replace(prose, id="a2", released="Hallo", full="Hallo"),
            replace(asks, full="Since so. **Rubric**", marks=replace(marks, points=3)),
            KEY.cells[0],
            replace(KEY.cells[1], full="f = lambda x: abs(x)"),
            *KEY.cells[2:],
        ),
        companions=(Companion("cards.json", b"2"),),
    )
    assert changes(earlier, later) == Changes()


def test_what_runs_on_the_students_side_touches_everything() -> None:
    later = with_cell(0, full="import cmath", released="import cmath")
    assert changes(KEY, later).elsewhere == ("cell 1",)
    assert changes(KEY, with_cell(1, released="f = 0")).elsewhere == ("f",)
    assert changes(KEY, replace(KEY, cells=KEY.cells[:-1])).elsewhere == ("test_h",)
    beside = replace(KEY, companions=(Companion("data.csv", b"1"),))
    assert changes(KEY, beside).elsewhere == ("data.csv",)
