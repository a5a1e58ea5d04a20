"""A grade is found again by what it depends on, and never where that has changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import KeyCell
from autograder.classroom import kept_grades
from autograder.classroom.kept_grades import Found, KeptGrades, with_new_verdicts
from autograder.grading import Grade, Limits, TestGrade, Verdict
from autograder.grading.changes import Changes
from autograder.grading.graded_notebook import graded_notebook
from autograder.grading.intake import Rebuilt
from autograder.grading.verdicts import Stopped
from tests.unit.grading.test_changes import KEY, asked

SUBMISSION = b"a notebook"


def notebook(**said: str) -> bytes:
    cells = [
        {"id": name, "metadata": {"nbgrader": {"grade_id": name}}, "source": source}
        for name, source in said.items()
    ]
    return json.dumps({"cells": cells}).encode()


GRADE = Grade(
    tests=(
        TestGrade("test_f", Verdict.FAILED, 0.0, 1.0, "no", "no", ("sign",), True, 0.5),
        TestGrade("test_g", Verdict.PASSED, 1.0, 1.0),
    ),
    notebook=notebook(test_f="old f", test_g="old g"),
    missing=("f",),
    stopped=(Stopped("f", Verdict.TIMED_OUT, "Stopped."),),
    sandbox="bubblewrap",
    seconds=1.25,
)


@pytest.fixture
def kept(tmp_path: Path) -> KeptGrades:
    kept = KeptGrades(tmp_path)
    kept.keep(SUBMISSION, KEY, Limits(), GRADE)
    return kept


def test_it_comes_back_as_it_was(kept: KeptGrades) -> None:
    assert kept.find(SUBMISSION, KEY, Limits()) == Found(GRADE)


def test_nothing_is_found_where_anything_is_different(
    kept: KeptGrades, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.find(b"another", KEY, Limits()) is None
    assert kept.find(SUBMISSION, KEY, Limits(cell_seconds=1)) is None
    assert kept.find(SUBMISSION, replace(KEY, chapter="02"), Limits()) is None
    monkeypatch.setattr(kept_grades, "grader_version", lambda: "later")
    assert kept.find(SUBMISSION, KEY, Limits()) is None


def test_of_a_changed_hidden_test_only_that_test_is_not_known(kept: KeptGrades) -> None:
    cells = list(KEY.cells)
    cells[3] = asked("test_g", "assert f(5)")
    found = kept.find(SUBMISSION, replace(KEY, cells=tuple(cells)), Limits())
    assert found is not None
    assert found.since == Changes(frozenset({"test_g"}))
    assert found.grade.tests == GRADE.tests
    assert not found.stands


def test_what_nobody_runs_is_as_the_later_key_has_it(tmp_path: Path) -> None:
    marks = Marks(grade_id="why", grade=True, solution=True, points=2)
    asks = KeyCell("why", "markdown", "HERE", "Since.", marks)
    prose = KeyCell("a", "markdown", "Hello", "Hello", Marks())
    earlier = replace(KEY, cells=(prose, asks, *KEY.cells))
    later = replace(
        earlier,
        cells=(
            replace(prose, id="b", released="Hallo"),
            replace(asks, marks=replace(marks, points=3)),
            *KEY.cells,
        ),
    )
    cells = [Rebuilt("a", "markdown", "Hello", prose), Rebuilt("why", "markdown", "So.", asks)]
    graded = replace(GRADE, notebook=graded_notebook(cells, {}, {}))
    kept = KeptGrades(tmp_path)
    kept.keep(SUBMISSION, earlier, Limits(), graded)
    found = kept.find(SUBMISSION, later, Limits())
    assert found is not None
    assert found.stands
    assert not found.is_by_this_key
    hello, why = json.loads(found.grade.notebook)["cells"]
    assert (hello["id"], hello["source"], why["source"]) == ("b", "Hallo", "So.")
    as_new = graded_notebook([replace(cells[1], key=later.cells[1])], {}, {})
    assert why["metadata"] == json.loads(as_new)["cells"][0]["metadata"]


@pytest.mark.parametrize("damage", [lambda c: c[:-9], lambda c: b"", lambda c: c[:40] + b"\0" * 9])
def test_a_torn_file_is_no_grade(kept: KeptGrades, tmp_path: Path, damage: object) -> None:
    [path] = (p for p in (tmp_path / "submissions").rglob("*") if p.is_file())
    path.write_bytes(damage(path.read_bytes()))
    assert kept.find(SUBMISSION, KEY, Limits()) is None


def test_a_torn_key_is_no_key(kept: KeptGrades, tmp_path: Path) -> None:
    [path] = (tmp_path / "judges").iterdir()
    path.write_bytes(path.read_bytes()[:-9])
    cells = (*KEY.cells[:3], asked("test_g", "assert f(5)"), KEY.cells[4])
    assert kept.find(SUBMISSION, replace(KEY, cells=cells), Limits()) is None


def test_a_fault_of_the_grader_is_not_kept(tmp_path: Path) -> None:
    kept = KeptGrades(tmp_path)
    at_fault = replace(GRADE.tests[1], verdict=Verdict.HARNESS_ERROR)
    kept.keep(SUBMISSION, KEY, Limits(), replace(GRADE, tests=(at_fault,)))
    assert kept.find(SUBMISSION, KEY, Limits()) is None


def test_new_verdicts_take_the_place_of_old_ones() -> None:
    before = replace(GRADE, stopped=())
    anew = replace(
        before,
        tests=(replace(GRADE.tests[0], verdict=Verdict.PASSED, points=1.0),),
        notebook=notebook(test_f="new f", test_g="not run"),
        seconds=0.1,
    )
    whole = with_new_verdicts(before, anew, {"test_f"})
    assert whole is not None
    assert whole.tests == (*anew.tests, GRADE.tests[1])
    assert json.loads(whole.notebook) == json.loads(notebook(test_f="new f", test_g="old g"))
    assert with_new_verdicts(GRADE, anew, {"test_f"}) is None
