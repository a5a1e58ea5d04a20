"""What releasing a chapter again will do, from what its gradebook holds and the new key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import Key, KeyCell
from autograder.classroom.rerelease.held import Held, HeldCell, HeldGrade
from autograder.classroom.rerelease.plan import (
    CellPlan,
    Fate,
    Plan,
    gone_lines,
    kinds,
    plan_of_changes,
)
from autograder.classroom.rerelease.table import as_text

HIDDEN = "\n### BEGIN HIDDEN TESTS\nassert twice(2) == 4\n### END HIDDEN TESTS"


def answer(name: str, full: str) -> KeyCell:
    return KeyCell(name, "code", "...", full, Marks(grade_id=name, solution=True))


def a_test(name: str, text: str, hidden: str = HIDDEN, points: float = 2) -> KeyCell:
    marks = Marks(grade_id=name, grade=True, locked=True, points=points)
    return KeyCell(name, "code", text, text + hidden, marks)


def question(points: float = 3, rubric: str = "One point each.") -> KeyCell:
    marks = Marks(grade_id="why", grade=True, solution=True, points=points)
    return KeyCell("why", "markdown", "YOUR ANSWER HERE", f"Since. {rubric}", marks)


KEY = Key(
    "01_tiny",
    (
        KeyCell("a", "markdown", "Hello", "Hello", Marks()),
        answer("twice", "def twice(x): return 2 * x"),
        a_test("test_twice", "assert twice(1) == 2"),
        answer("half", "def half(x): return x / 2"),
        a_test("test_half", "assert half(2) == 1", ""),
        question(),
    ),
)


def held(key: Key) -> Held:
    """Return what a gradebook holds: ada has all, by hand too; ben half; cy nothing yet."""
    cells = [
        HeldCell(
            name,
            kinds(c),
            c.cell_type,
            c.marks.points,
            "..." if c.marks.solution else c.full,
        )
        for name, c in key.named.items()
    ]
    grades = [
        HeldGrade("ada", "test_twice", auto=2),
        HeldGrade("ada", "test_half", auto=0, manual=1.5, comment="Nearly."),
        HeldGrade("ada", "why", manual=3),
        HeldGrade("ben", "test_twice", auto=0),
        HeldGrade("ben", "test_half", auto=1),
        HeldGrade("ben", "why"),
        HeldGrade("cy", "test_twice"),
    ]
    return Held(tuple(cells), tuple(grades), frozenset({"ada", "ben", "cy"}))


HELD = held(KEY)


def with_cells(*cells: KeyCell) -> Key:
    """Return the key with cells in place of those of their names, new ones behind."""
    by_name = {cell.marks.grade_id: cell for cell in cells}
    kept = [by_name.pop(cell.marks.grade_id, cell) for cell in KEY.cells]
    return replace(KEY, cells=(*kept, *by_name.values()))


def row(plan: Plan, name: str) -> CellPlan:
    [found] = [cell for cell in plan.cells if cell.name == name]
    return found


def test_nothing_has_changed() -> None:
    plan = plan_of_changes(HELD, KEY, KEY)
    assert {cell.fate for cell in plan.cells} == {Fate.KEPT}
    assert (plan.asks, plan.is_other, plan.move, plan.may_move) == (False, False, 0, 0)


@pytest.mark.parametrize("former", [KEY, None], ids=["kept key", "gradebook alone"])
@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (a_test("test_twice", "assert twice(3) == 6"), "its test has changed"),
        (a_test("test_twice", "assert twice(1) == 2", ""), "its hidden part has changed"),
    ],
)
def test_a_mended_test_is_regraded_by_name(former: Key | None, changed: KeyCell, why: str) -> None:
    plan = plan_of_changes(HELD, former, with_cells(changed))
    assert (row(plan, "test_twice").fate, row(plan, "test_twice").why) == (Fate.REGRADED, why)
    assert [cell.name for cell in plan.cells if cell.fate is not Fate.KEPT] == ["test_twice"]
    assert (plan.asks, plan.is_other, plan.move, plan.may_move) == (True, False, 0, 3)


def test_another_maximum_scales_what_was_automatic_and_asks_about_the_rest() -> None:
    changed = with_cells(a_test("test_half", "assert half(2) == 1", "", points=4), question(5))
    plan = plan_of_changes(HELD, KEY, changed)
    half, why = row(plan, "test_half"), row(plan, "why")
    assert (half.fate, half.before, half.now) == (Fate.REGRADED, 2, 4)
    assert (half.by_hand, half.waits) == (("ada",), True)
    assert (why.fate, why.by_hand, why.waits) == (Fate.KEPT, ("ada",), True)
    assert (plan.move, plan.may_move) == (1, 1)  # ben: 1 of 2 is 2 of 4


def test_another_rubric_moves_nothing_and_is_told() -> None:
    plan = plan_of_changes(HELD, KEY, with_cells(question(rubric="All or nothing.")))
    assert row(plan, "why").fate is Fate.KEPT
    assert "graded under the former rubric" in row(plan, "why").why
    assert not plan.asks
    assert not row(plan, "why").waits


def test_points_for_what_goes_are_kept_by_name() -> None:
    left = tuple(c for c in KEY.cells if c.marks.grade_id not in ("half", "test_half"))
    plan = plan_of_changes(HELD, KEY, replace(KEY, cells=left))
    assert [cell.name for cell in plan.cells if cell.fate is Fate.GONE] == ["half", "test_half"]
    assert list(gone_lines(plan))[1:] == [
        ["ada", "test_half", "0", "1.5", "", "Nearly."],
        ["ben", "test_half", "1", "", "", ""],
    ]
    assert (plan.move, plan.is_other) == (2, True)


def test_what_is_new_nobody_has_answered() -> None:
    third = (answer("third", "def third(x): return x / 3"), a_test("test_third", "assert third(3)"))
    plan = plan_of_changes(HELD, KEY, with_cells(*third))
    new = row(plan, "test_third")
    assert (new.fate, new.before, new.now) == (Fate.NEW, None, 2)
    assert "counts as 0" in new.why
    assert (plan.move, plan.may_move, plan.is_other) == (0, 0, True)


def test_a_new_test_is_asked_of_answers_that_are_there() -> None:
    cells = [*KEY.cells[:3], a_test("test_more", "assert twice(0) == 0", ""), *KEY.cells[3:]]
    plan = plan_of_changes(HELD, KEY, replace(KEY, cells=tuple(cells)))
    assert row(plan, "test_more").why == "a test of an answer that is there"
    assert (plan.move, plan.may_move) == (0, 3)


def renamed(old: str, new: str) -> Key:
    cells = [
        replace(
            cell,
            id=cell.id.replace(old, new),
            full=cell.full.replace(old, new),
            released=cell.released.replace(old, new),
            marks=replace(cell.marks, grade_id=cell.marks.grade_id.replace(old, new)),
        )
        if cell.marks.grade_id
        else cell
        for cell in KEY.cells
    ]
    return replace(KEY, cells=tuple(cells))


def test_a_new_name_takes_the_points_along() -> None:
    plan = plan_of_changes(HELD, KEY, renamed("twice", "doubled"))
    assert plan.renamed == {"twice": "doubled", "test_twice": "test_doubled"}
    assert (plan.gone, plan.elsewhere) == ((), ())
    assert [c.name for c in plan.cells if c.fate is not Fate.KEPT] == ["test_doubled"]
    assert row(plan, "test_doubled").why == "it was called test_twice; its test says the new name"
    assert (plan.asks, plan.move, plan.may_move) == (True, 0, 3)


def test_of_two_alike_neither_is_taken_for_the_other() -> None:
    twins = replace(
        KEY, cells=(a_test("test_a", "assert True", ""), a_test("test_b", "assert True", ""))
    )
    later = replace(KEY, cells=(a_test("test_c", "assert True", ""),))
    plan = plan_of_changes(held(twins), twins, later)
    assert not plan.renamed
    assert [c.fate for c in plan.cells] == [Fate.NEW, Fate.GONE, Fate.GONE]


def test_the_table_tells_all_of_it() -> None:
    left = tuple(c for c in KEY.cells if c.marks.grade_id not in ("half", "test_half"))
    text = as_text(plan_of_changes(HELD, KEY, replace(KEY, cells=(*left[:-1], question(5)))))
    for words in (
        "test_half   gone    2 → —   1",
        "the points of 2 for it go",
        "why         kept    3 → 5   1 wait for you",
        "Of 3 students, the totals of 2 change for certain, and of 2 at most",
    ):
        assert " ".join(words.split()) in " ".join(text.split())
