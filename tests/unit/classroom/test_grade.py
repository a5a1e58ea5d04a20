import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.notebook_file import read_notebook
from autograder.classroom import outcomes
from autograder.classroom.entering import enter_in_gradebook
from autograder.classroom.grade import grade_course
from autograder.classroom.results import Outcome, Result
from autograder.course import Course
from autograder.errors import GradingError
from autograder.grading import Verdict

from .conftest import (
    CHAPTER,
    GradedClass,
    answered,
    changed,
    hand_in,
    make_course,
    solution_notebook,
)

#: outcome, points, points to be graded by hand, and what the remark must say.
EXPECTED = {
    "ada": (Outcome.GRADED, 4, 3, ""),
    "blank": (Outcome.UNANSWERED, 0, 0, "All cells were missing"),
    "briber": (Outcome.GRADED, 1, 3, ""),
    "below": (Outcome.GRADED, 4, 3, "why is blank; there is text below it"),
    "broken": (Outcome.BROKEN, None, 0, f"{CHAPTER}.ipynb is cut short"),
    "crash": (Outcome.CRASHED, 1, 3, "Cell double: It ended Python."),
    "gaps": (Outcome.WITH_GAPS, 1, 3, "imports, double, test_double, test_partly"),
    "half": (Outcome.GRADED, 4, 3, ""),
    "killer": (Outcome.GRADED, 1, 3, ""),
    "letter": (Outcome.NO_NOTEBOOK, None, 0, "could be recognised as an exercise of 01_tiny"),
    "loop": (Outcome.TIMED_OUT, 1, 3, "Cell test_double: Stopped after 4 s: is there a loop"),
    "marked": (Outcome.GRADED, 4, 3, ""),
    "misnamed": (Outcome.NO_NOTEBOOK, None, 0, "Untitled.ipynb. Rename it"),
    "moved": (Outcome.GRADED, 4, 3, "put back in order: test_double"),
    "nameless": (Outcome.GRADED, 4, 3, ""),
    "own": (Outcome.GRADED, 4, 3, "why is blank; there is text below it"),
    "peek": (Outcome.GRADED, 4, 3, ""),
    "pycharm": (Outcome.GRADED, 4, 3, ""),
    "spaced": (Outcome.UNANSWERED, 0, 0, "No answer was given"),
    "tampered": (Outcome.GRADED, 1, 3, ""),
    "twice": (Outcome.GRADED, 4, 3, "More than one cell is called double: the last one"),
    "unanswered": (Outcome.UNANSWERED, 0, 0, "No answer was given"),
    "windows": (Outcome.UNANSWERED, 0, 0, "No answer was given"),
    "wiped": (Outcome.GRADED, 4, 3, ""),
    "wrong_own": (Outcome.UNANSWERED, 0, 0, "a cell of the student's own earned nothing"),
    "warned": (Outcome.GRADED, 4, 3, ""),
}


@pytest.mark.parametrize("student", EXPECTED)
def test_every_submission_has_its_own_outcome(graded: GradedClass, student: str) -> None:
    outcome, points, by_hand, remark = EXPECTED[student]
    result = graded.results[student]
    assert result.outcome is outcome
    assert result.points == points
    assert result.max_points == 7
    assert result.to_grade_by_hand == by_hand
    assert remark in result.remark
    assert bool(remark) == bool(result.remark)


def test_nobody_is_left_out(graded: GradedClass) -> None:
    assert set(graded.results) == set(EXPECTED)


def test_points_are_known_by_exercise(graded: GradedClass) -> None:
    assert graded.results["briber"].scores == {
        "test_double": 0,
        "test_partly": 0,
        "test_predict_sum": 1,
        "why": 0,
    }
    assert graded.results["broken"].scores == {}


def test_what_became_of_each_test_is_kept(graded: GradedClass) -> None:
    kept = {result.student: result for result in outcomes.load(graded.course.outcomes)}
    verdicts = {test.name: test.verdict for test in kept["briber"].tests}
    assert verdicts == {
        "test_double": Verdict.FAILED,
        "test_partly": Verdict.FAILED,
        "test_predict_sum": Verdict.PASSED,
    }
    assert kept["briber"].seconds > 0
    assert kept["broken"].tests == ()


def test_no_grade_leaves_nothing_that_looks_like_one(graded: GradedClass) -> None:
    for student, result in graded.results.items():
        there = result.points is not None
        assert graded.course.autograded(student, CHAPTER).exists() == there
        assert graded.course.feedback(student, CHAPTER).exists() == there


def test_progress_names_each_and_the_strays(graded: GradedClass) -> None:
    said = "\n".join(graded.lines)
    for student, result in graded.results.items():
        assert f"{student}  {CHAPTER}  {result.outcome.value}  " in said
    assert "ada  99_unknown  is no chapter of this course" in said
    assert "nothing  handed in nothing" in said
    assert f"cut__2026-03-02-093000__{CHAPTER}.zip  {CHAPTER}  was not collected: it is cut" in said


def test_the_hour_of_handing_in_is_kept(graded: GradedClass) -> None:
    assert graded.results["ada"].submitted == "2026-03-01 10:00:00"
    assert graded.results["blank"].submitted == ""


def test_outcomes_are_stored(graded: GradedClass) -> None:
    stored = outcomes.load(graded.course.outcomes)
    assert {result.student: result for result in stored} == graded.results


def test_the_release_folder_is_left_alone(graded: GradedClass) -> None:
    assert not graded.course.notebooks.exists()


def copied(graded: GradedClass, folder: Path) -> Course:
    """Return a copy of the graded course whose submissions are gone."""
    shutil.copytree(graded.course.root, folder)
    course = Course(folder)
    shutil.rmtree(course.submitted)
    return course


def grade(course: Course) -> dict[str, Result]:
    results = grade_course(course, [CHAPTER], progress=lambda line: None)
    return {result.student: result for result in results}


def test_a_worse_second_version_takes_the_first_ones_traces_along(
    graded: GradedClass, tmp_path: Path
) -> None:
    course = copied(graded, tmp_path / "course")
    assert course.autograded("ada", CHAPTER).exists()
    hand_in(course, "ada", "not a notebook")
    assert grade(course)["ada"].outcome is Outcome.BROKEN
    assert not course.autograded("ada", CHAPTER).exists()
    assert not course.feedback("ada", CHAPTER).exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        '{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        '{"cells": [{"cell_type": "spell"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        '{"nbformat": 99}',
        "[" * 100_000,
    ],
    ids=["empty", "list", "null", "cells", "cell_type", "format", "deep"],
)
def test_what_is_no_notebook_is_broken(graded: GradedClass, tmp_path: Path, content: str) -> None:
    course = copied(graded, tmp_path / "course")
    hand_in(course, "jun", content)
    result = grade(course)["jun"]
    assert (result.outcome, result.points) == (Outcome.BROKEN, None)
    assert result.remark.endswith("Ask for the file again.")
    assert "\n" not in result.remark
    assert len(result.remark) < 300


def test_another_chapters_notebook_has_no_grade(tiny: Course, tmp_path: Path) -> None:
    shutil.copytree(tiny.root, tmp_path / "course")
    course = Course(tmp_path / "course")
    shutil.rmtree(course.submitted, ignore_errors=True)
    other = solution_notebook()
    for cell in other.cells[1:]:
        cell.source += "\n# of another chapter"
        cell.id = cell.metadata.nbgrader.grade_id = f"other_{cell.id}"
    course.source("02_other").parent.mkdir()
    course.source("02_other").touch()
    nbformat.write(other, course.solution("02_other"))
    hand_in(course, "mixed", other)
    hand_in(course, "wiped", changed(other, lambda cell: cell.update(metadata={})))
    hand_in(course, "elsewhere", other)
    path = course.submission("elsewhere", CHAPTER)
    path.rename(path.with_name("02_other.ipynb"))
    course.submission("folder", CHAPTER).mkdir(parents=True)

    results = grade(course)
    assert {(r.outcome, r.points) for r in results.values()} == {(Outcome.NO_NOTEBOOK, None)}
    assert "This is the notebook of 02_other." in results["mixed"].remark
    assert "This is the notebook of 02_other." in results["wiped"].remark
    assert "another chapter: 02_other.ipynb. Ask" in results["elsewhere"].remark
    assert "is a folder, not a file" in results["folder"].remark


def test_a_name_that_nbgrader_would_take_for_a_pattern(graded: GradedClass, tmp_path: Path) -> None:
    course = copied(graded, tmp_path / "course")
    hand_in(course, "a*", answered(solution_notebook()))
    result = grade(course)["a*"]
    assert (result.outcome, result.points) == (Outcome.GRADED, 4)
    assert course.feedback("a*", CHAPTER).is_file()


STUBBORN = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


@pytest.mark.parametrize(
    ("limits", "points", "remark"),
    [
        ("c.Execute.timeout = 1", 1, "Cell double: Stopped after 1 s"),
        ("c.Execute.timeout = 1\nc.Limits.notebook_seconds = 2", 0, "Not run: the notebook"),
    ],
    ids=["cell", "notebook"],
)
def test_a_cell_that_cannot_be_interrupted_is_killed(
    graded: GradedClass,
    release_notebook: NotebookNode,
    tmp_path: Path,
    limits: str,
    points: float,
    remark: str,
) -> None:
    course = copied(graded, tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\n{limits}\n")
    hand_in(course, "loop", answered(release_notebook, double=STUBBORN))
    result = grade(course)["loop"]
    assert (result.outcome, result.points) == (Outcome.TIMED_OUT, points)
    assert remark in result.remark


def test_a_limit_that_there_is_not(
    graded: GradedClass, release_notebook: NotebookNode, tmp_path: Path
) -> None:
    course = copied(graded, tmp_path / "course")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Limits.seconds = 3\n")
    hand_in(course, "ada", answered(release_notebook))
    with pytest.raises(GradingError, match=r"c\.Limits\.seconds, which is no limit"):
        grade(course)


def test_nothing_handed_in(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    with pytest.raises(GradingError, match=r"holds no submission.*autograder collect"):
        grade(course)
    course.submitted.mkdir(parents=True)
    with pytest.raises(GradingError, match="holds no submission"):
        grade(course)
    (course.submitted / "ada" / "02_other").mkdir(parents=True)
    with pytest.raises(GradingError, match=f"belongs to {CHAPTER}"):
        grade(course)


def test_no_solution_notebook(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.solution(CHAPTER).unlink()
    with pytest.raises(GradingError, match=r"autograder build"):
        enter_in_gradebook(course, CHAPTER)


def test_a_changed_solution_is_released_again(tiny: Course, tmp_path: Path) -> None:
    shutil.copytree(tiny.root, tmp_path / "course")
    course = Course(tmp_path / "course")
    before = enter_in_gradebook(course, CHAPTER).read_bytes()
    changed = solution_notebook()
    changed.cells[0].source = "# Tiny, mended"
    nbformat.write(changed, course.solution(CHAPTER))
    after = read_notebook(enter_in_gradebook(course, CHAPTER))
    assert after.cells[0].source == "# Tiny, mended"
    assert "mended" not in before.decode()
