"""Which tests must be asked again when a chapter's key has changed."""

from __future__ import annotations

from dataclasses import replace

from autograder.chapter.cells import Marks
from autograder.chapter.key import Key, KeyCell
from autograder.grading.changes import changed_tests

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
    assert changed_tests(KEY, KEY) == frozenset()


def test_a_hidden_part_touches_its_own_test() -> None:
    later = with_cell(3, full=asked("test_g", "assert f(5)").full)
    assert changed_tests(KEY, later) == {"test_g"}


def test_points_touch_their_own_test() -> None:
    later = with_cell(3, marks=replace(KEY.cells[3].marks, points=2))
    assert changed_tests(KEY, later) == {"test_g"}


def test_what_a_hidden_part_defines_touches_the_tests_that_use_it() -> None:
    later = with_cell(2, full=asked("test_f", "assert f(2)\nlimit = 4").full)
    assert changed_tests(KEY, later) == {"test_f", "test_h"}


def test_what_runs_on_the_students_side_touches_everything() -> None:
    assert changed_tests(KEY, with_cell(0, full="import cmath", released="import cmath")) is None
    assert changed_tests(KEY, with_cell(2, released="assert f(0)")) is None
    assert changed_tests(KEY, replace(KEY, cells=KEY.cells[:-1])) is None
