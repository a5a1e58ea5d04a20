"""What was graded once is not graded again, nor handed back again, until something changes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat import NotebookNode

from autograder.chapter.notebook_file import read_notebook
from autograder.classroom import graders
from autograder.classroom.class_summary import Unchanged, standing, unchanged
from autograder.classroom.grade import grade_course
from autograder.classroom.results import Outcome, Result
from autograder.cli import main
from autograder.course import Course
from autograder.grading import Grade

from .conftest import CHAPTER, TESTS, answered, hand_in, solution_notebook

STUDENTS = ("ada", "ben", "cut")


@pytest.fixture(scope="module")
def graded_once(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("once") / "course"
    course = Course(shutil.copytree(pristine.root, root))
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank))
    hand_in(course, "ben", answered(blank, double="def double(x):\n    return 5"))
    hand_in(course, "cut", "{")
    grade_course(course, [CHAPTER])
    return course


@pytest.fixture
def course(graded_once: Course, tmp_path: Path) -> Iterator[Course]:
    """The course where it was graded; afterwards it is as it was before the test."""
    shutil.copytree(graded_once.root, tmp_path / "before", symlinks=True)
    yield graded_once
    shutil.rmtree(graded_once.root)
    shutil.copytree(tmp_path / "before", graded_once.root, symlinks=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str] | None]:
    """What is asked of the graders from now on: of each submission, which tests."""
    seen: list[frozenset[str] | None] = []
    hand_over = graders.LocalGraders.hand_over

    def noted(self, submission, key, limits, name, only=None):
        seen.append(only)
        return hand_over(self, submission, key, limits, name, only)

    monkeypatch.setattr(graders.LocalGraders, "hand_over", noted)
    return seen


def by_student(results: list[Result]) -> dict[str, Result]:
    return {result.student: result for result in results}


def again(course: Course) -> tuple[dict[str, Result], list[str]]:
    lines: list[str] = []
    results = grade_course(course, [CHAPTER], progress=lines.append, agreed=lambda plan: True)
    return by_student(results), lines


def test_an_unchanged_class_is_told_without_grading(
    course: Course, asked: list[frozenset[str] | None]
) -> None:
    said = unchanged(course, [CHAPTER])
    assert isinstance(said, Unchanged)
    results, lines = again(course)
    assert f"{CHAPTER}: 3 of 3 stand as they were handed back" in lines
    assert not asked
    assert [(r.student, r.outcome, r.points) for r in said.results] == [
        (r.student, r.outcome, r.points) for r in results.values()
    ]
    assert {test.name for test in results["ada"].tests} == {*TESTS}


def test_the_command_leaves_an_unchanged_class_alone(
    course: Course, asked: list[frozenset[str] | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after it wrote the report, which reads everything."""
    monkeypatch.chdir(course.root)

    def said() -> str:
        return CliRunner().invoke(main, ["grade"], catch_exceptions=False).output

    assert f"Wrote {course.report}" in said()
    assert "Nothing has changed since" in said()
    course.report.unlink()  # As if the command had been killed before it came to that.
    assert f"Wrote {course.report}" in said()
    assert "Nothing has changed since" in said()
    assert not asked


def of_ada(course: Course) -> Path:
    return course.submission("ada", CHAPTER)


def gives_marks(course: Course) -> None:
    with closing(sqlite3.connect(course.gradebook)) as gradebook, gradebook:
        gradebook.execute(
            "UPDATE grade SET manual_score = 2, needs_manual_grade = 0 WHERE cell_id IN "
            "(SELECT id FROM base_cell WHERE name = 'why') AND notebook_id IN "
            "(SELECT n.id FROM submitted_notebook n JOIN submitted_assignment s "
            "ON n.assignment_id = s.id WHERE s.student_id = 'ada')"
        )


CHANGES: dict[str, Callable[[Course], object]] = {
    "the page is gone": lambda c: c.feedback("ada", CHAPTER).unlink(),
    "the graded notebook is gone": lambda c: c.autograded("ada", CHAPTER).unlink(),
    "the time of handing in": lambda c: c.timestamp("ada", CHAPTER).write_text("2026-03-01"),
    "marks given by hand": gives_marks,
    "a torn receipt": lambda c: c.receipt("ada", CHAPTER).write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_one_student_is_handed_back_again_from_the_kept_grade(
    course: Course, asked: list[frozenset[str] | None], change: Callable[[Course], object]
) -> None:
    change(course)
    assert unchanged(course, [CHAPTER]) is None
    assert set(standing(course, CHAPTER, STUDENTS)) == {"ben", "cut"}
    results, _ = again(course)
    assert not asked
    assert results["ada"].points == (6 if change is gives_marks else 4)
    assert course.feedback("ada", CHAPTER).is_file()
    assert unchanged(course, [CHAPTER]) is not None


def test_the_exchange_finds_its_secret_beside_the_page(course: Course) -> None:
    course.submission_secret("ada", CHAPTER).write_text("a1b2")
    again(course)
    beside = course.feedback("ada", CHAPTER).parent / "submission_secret.txt"
    assert beside.read_text() == "a1b2"


def test_a_new_version_is_graded_alone(course: Course, asked: list[frozenset[str] | None]) -> None:
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank, double="def double(x):\n    return 7"))
    results, _ = again(course)
    assert asked == [None]
    assert (results["ada"].points, results["ben"].points) == (1, 1)


def test_another_wall_than_bubblewrap_is_told(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over = graders.LocalGraders.hand_over

    def landlocked(self, *given):
        done: Future[Grade] = Future()
        done.set_result(replace(hand_over(self, *given).result(), sandbox="Landlock"))
        return done

    monkeypatch.setattr(graders.LocalGraders, "hand_over", landlocked)
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank, double="def double(x):\n    return 8"))
    _, lines = again(course)
    assert [line for line in lines if line.startswith(f"{CHAPTER}: graded behind Landlock")]


def with_test(name: str, old: str, new: str) -> NotebookNode:
    notebook = solution_notebook()
    for cell in notebook.cells:
        if cell.id == name:
            assert old in cell.source
            cell.source = cell.source.replace(old, new)
    return notebook


def test_of_a_changed_hidden_test_only_that_test_is_asked_again(
    course: Course, asked: list[frozenset[str] | None]
) -> None:
    before = by_student(unchanged(course, [CHAPTER]).results)
    stricter = with_test("test_double", "'not right everywhere'", "'no'\nassert double(0) == 1")
    nbformat.write(stricter, course.solution(CHAPTER))
    results, lines = again(course)
    assert asked == [frozenset({"test_double"})] * 2
    assert any("test_double has changed since. It was asked again in 2" in line for line in lines)
    assert results["ada"].points == before["ada"].points - 2
    text = course.autograded("ada", CHAPTER).read_text()
    assert "assert double(0) == 1" in text
    assert "✓ a number" in text


def test_a_changed_visible_test_is_asked_alone(
    course: Course, asked: list[frozenset[str] | None]
) -> None:
    nbformat.write(with_test("test_double", "'twice", "'2 times"), course.solution(CHAPTER))
    _, lines = again(course)
    assert asked == [frozenset({"test_double"})] * 2
    assert any("its points moved in 0; the verdicts of the other" in line for line in lines)
    assert "2 times" in course.autograded("ada", CHAPTER).read_text()


def test_a_visible_test_that_gives_names_is_graded_with_all_others(
    course: Course, asked: list[frozenset[str] | None]
) -> None:
    stricter = with_test("test_double", "assert double(3)", "y = double(0)\nassert y + double(3)")
    stricter.cells[4].source = "0"
    nbformat.write(stricter, course.solution(CHAPTER))
    _, lines = again(course)
    assert asked == [None, None]
    assert any("test_double (it gives names to other cells): changed since" in x for x in lines)
    assert f"{CHAPTER}: Points moved: test_partly in 1." in lines


def test_prose_and_a_model_answer_ask_nothing(
    course: Course, asked: list[frozenset[str] | None]
) -> None:
    changed = solution_notebook()
    changed.cells[0].source = "# Tiny, and mended"
    changed.cells[-1].source = "Since $2x = x + x$. **Rubric**: all three for that."
    nbformat.write(changed, course.solution(CHAPTER))
    again(course)
    assert not asked
    assert "Tiny, and mended" in course.feedback("ada", CHAPTER).read_text()


def test_nothing_is_taken_from_earlier_where_that_is_wanted(
    course: Course, asked: list[frozenset[str] | None]
) -> None:
    grade_course(course, [CHAPTER], student="ada", fresh=True)
    assert asked == [None]


def test_a_fault_of_the_grader_is_tried_again(
    course: Course, asked: list[frozenset[str] | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = read_notebook(course.entered(CHAPTER))
    hand_in(course, "ada", answered(blank, why="Because."))
    with monkeypatch.context() as patched:
        patched.setattr("autograder.classroom.grade.record", lambda *a: 1 / 0)
        assert again(course)[0]["ada"].outcome is Outcome.HARNESS_ERROR
    assert unchanged(course, [CHAPTER]) is None
    assert again(course)[0]["ada"].points == 4
