"""A chapter is released again with other cells, once students have points for the old ones."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.cells import grade_id
from autograder.chapter.key import load
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.entering import enter_in_gradebook
from autograder.classroom.grade import grade_course
from autograder.classroom.gradebook import open_gradebook
from autograder.classroom.nbgrader_steps import release_into
from autograder.classroom.rerelease import doing
from autograder.classroom.rerelease.doing import change_cells
from autograder.classroom.rerelease.held import Held, read_held
from autograder.classroom.rerelease.plan import Plan, saved
from autograder.classroom.results import Result
from autograder.course import Course
from autograder.errors import NotAgreed
from tests.unit.classroom.conftest import CHAPTER, answered, hand_in, marked, solution_notebook

NEW_NAMES = {"predict_sum": "guess_sum", "test_predict_sum": "test_guess_sum"}

#: Right for numbers alone: test_partly gives half of its point.
NUMBERS_ONLY = "def double(x):\n    return x + x if x != 'a' else x"


def give(course: Course, student: str, cell: str, points: float, comment: str = "") -> None:
    """Give points by hand, as formgrader does."""
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade(cell, CHAPTER, CHAPTER, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            said = gradebook.find_comment(cell, CHAPTER, CHAPTER, student)
            said.manual_comment = comment
        gradebook.db.commit()


def other_cells() -> NotebookNode:
    """Return the chapter: a test dropped, one new, an exercise renamed, other maxima."""
    notebook = solution_notebook()
    notebook.cells = [cell for cell in notebook.cells if grade_id(cell) != "test_partly"]
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        name = marks.get("grade_id")
        if name in NEW_NAMES:
            cell.id = marks["grade_id"] = NEW_NAMES[name]
        marks |= {"test_double": {"points": 3}, "why": {"points": 2}}.get(name, {})
    new = marked("test_zero", "assert double(0) == 0")
    new.metadata.nbgrader |= {"grade": True, "points": 1}
    thirds = [marked("third", "t = 3"), marked("test_third", "assert t == 3")]
    thirds[0].metadata.nbgrader |= {"solution": True, "locked": False}
    thirds[0].source = "### BEGIN SOLUTION\nt = 3\n### END SOLUTION"
    thirds[1].metadata.nbgrader |= {"grade": True, "points": 4}
    notebook.cells[4:4] = [new, *thirds]
    return notebook


@dataclass
class Again:
    """The class before and after its chapter was released with other cells."""

    course: Course
    before: Course
    held: Held
    said: NotAgreed
    plan: Plan
    results: dict[str, Result]
    lines: list[str]


@pytest.fixture(scope="module")
def again(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Again:
    root = tmp_path_factory.mktemp("again")
    course = Course(shutil.copytree(pristine.root, root / "course"))
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank))
    hand_in(course, "ben", answered(blank, double=NUMBERS_ONLY))
    grade_course(course, [CHAPTER])
    give(course, "ada", "why", 2.5, "Well said.")
    give(course, "ben", "why", 1)
    give(course, "ben", "test_predict_sum", 0.25)
    nbformat.write(other_cells(), course.solution(CHAPTER))
    held = read_held(course.gradebook, CHAPTER)
    with pytest.raises(NotAgreed) as said:
        grade_course(course, [CHAPTER])
    before = Course(shutil.copytree(course.root, root / "before"))
    plans: list[Plan] = []
    lines: list[str] = []
    results = grade_course(
        course,
        [CHAPTER],
        progress=lines.append,
        agreed=lambda plan: plans.append(plan) is None,
    )
    by_name = {result.student: result for result in results}
    return Again(course, before, held, said.value, plans[0], by_name, lines)


def test_without_a_yes_nothing_is_done_and_a_table_says_what_would_be(again: Again) -> None:
    assert read_held(again.before.gradebook, CHAPTER) == again.held
    text = str(again.said)
    for words in ("test_partly gone", "test_zero new", "it was called predict_sum", "2 → 3"):
        assert words in " ".join(text.split())
    assert f"autograder grade {CHAPTER} --yes" in text


def test_points_follow_the_cells(again: Again) -> None:
    ada, ben = again.results["ada"], again.results["ben"]
    assert ada.scores == {
        "test_double": 3, "test_zero": 1, "test_third": 0, "test_guess_sum": 1, "why": 2.5,
    }  # fmt: skip
    assert ben.scores["test_guess_sum"] == 0.25
    assert ben.scores["why"] == 1
    assert ada.max_points == 3 + 1 + 4 + 1 + 2
    assert "third, test_third" in ada.remark


def test_points_out_of_another_maximum_wait_for_a_person(again: Again) -> None:
    assert again.results["ada"].to_grade_by_hand == 2
    assert again.results["ben"].to_grade_by_hand == 2
    assert "waiting for you: why 1 (of 3)" in again.results["ben"].remark


def test_a_person_who_looked_is_not_asked_again(again: Again, tmp_path: Path) -> None:
    course = Course(shutil.copytree(again.course.root, tmp_path / "course"))
    give(course, "ada", "why", 2)
    [ada] = grade_course(course, [CHAPTER], student="ada", fresh=True)
    assert (ada.scores["why"], ada.to_grade_by_hand) == (2, 0)
    assert "another maximum" not in ada.remark
    [ben] = grade_course(course, [CHAPTER], student="ben", fresh=True)
    assert ben.to_grade_by_hand == 2


def test_what_goes_is_kept_by_name_beside_the_old_gradebook(again: Again) -> None:
    [folder] = again.course.before_release(CHAPTER, "TIME").parent.iterdir()
    assert {path.name for path in folder.iterdir()} == {"gradebook.db", "changes.txt", "gone.csv"}
    with (folder / "gone.csv").open(newline="") as file:
        gone = {(row["student"], row["cell"]): row["automatic"] for row in csv.DictReader(file)}
    assert gone == {("ada", "test_partly"): "1", ("ben", "test_partly"): "0.5"}
    assert read_held(folder / "gradebook.db", CHAPTER) == again.held
    assert again.plan.renamed == NEW_NAMES


def test_nbgraders_own_queries_and_its_release_work_on_it(again: Again) -> None:
    """What formgrader asks for its pages, and what its Generate button does."""
    with open_gradebook(again.course) as gradebook:
        [ada, ben] = sorted(
            gradebook.notebook_submission_dicts(CHAPTER, CHAPTER), key=lambda s: s["student"]
        )
        assert (ada["score"], ada["max_score"], ben["needs_manual_grade"]) == (7.5, 11, True)
        assert gradebook.find_assignment(CHAPTER).max_score == 11
        assert gradebook.average_assignment_score(CHAPTER) > 0
        for student in ("ada", "ben"):
            notebook = gradebook.find_submission_notebook(CHAPTER, CHAPTER, student)
            grades = {grade.name: grade.to_dict() for grade in notebook.grades}
            assert grades.keys() == again.results[student].scores.keys()
            assert {c.name for c in notebook.comments} == {"double", "third", "guess_sum", "why"}
            [said] = [c.manual_comment for c in notebook.comments if c.name == "why"]
            assert said == ("Well said." if student == "ada" else None)
    done = release_into(again.course, CHAPTER)
    assert done.ok, done.log


def test_the_gradebook_has_the_cells_that_nbgrader_would_have_made(
    again: Again, tmp_path: Path
) -> None:
    fresh = Course(tmp_path / "fresh")
    for name in ("solutions", "nbgrader_config.py"):
        source, to = again.course.root / name, fresh.root / name
        to.parent.mkdir(exist_ok=True)
        shutil.copytree(source, to) if source.is_dir() else shutil.copy(source, to)
    enter_in_gradebook(fresh, CHAPTER)
    ours, theirs = (read_held(course.gradebook, CHAPTER).cells for course in (again.course, fresh))
    assert sorted(ours, key=str) == sorted(theirs, key=str)


def test_what_was_released_once_more_is_not_asked_about_again(again: Again) -> None:
    assert enter_in_gradebook(again.course, CHAPTER).is_file()
    again.course.entered_from(CHAPTER).unlink()  # as if killed before the end
    assert enter_in_gradebook(again.course, CHAPTER).is_file()


def test_killed_at_any_statement_the_gradebook_is_the_old_one_whole(
    again: Again, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = load(again.course.entered_key(CHAPTER).read_text(encoding="utf-8"))
    path = tmp_path / "gradebook.db"
    opened = doing.opened
    seen: list[str] = []
    moment = 0

    @contextmanager
    def watched(gradebook: Path) -> Iterator[sqlite3.Connection]:
        def told(statement: str) -> None:
            seen.append(statement)
            if len(seen) == moment:
                os._exit(0)

        with opened(gradebook) as connection:
            connection.set_trace_callback(told)
            yield connection

    monkeypatch.setattr(doing, "opened", watched)
    shutil.copy(again.before.gradebook, path)
    change_cells(path, key, NEW_NAMES)
    assert {cell.name for cell in read_held(path, CHAPTER).cells} == set(saved(key))
    count = len(seen)
    for last in (2, count // 4, count // 2, count - 1, count):
        moment = last
        shutil.copy(again.before.gradebook, path)
        seen.clear()
        child = os.fork()
        if not child:
            try:
                change_cells(path, key, NEW_NAMES)
            finally:
                os._exit(1)  # It was not killed.
        assert os.waitpid(child, 0)[1] == 0
        assert read_held(path, CHAPTER) == again.held
