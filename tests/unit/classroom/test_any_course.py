"""A course that is not ours: nbgrader's own, from its manual, with nbgrader's own configuration."""

import shutil
from pathlib import Path

import nbgrader
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from autograder.classroom import any_course
from autograder.classroom.any_course import grade_assignment
from autograder.classroom.keys import course_directory
from autograder.classroom.nbgrader_steps import alembic_at_hand
from autograder.classroom.results import Outcome, Result
from autograder.cli import main
from autograder.errors import GradingError

MANUAL = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
NOTEBOOKS = {"problem1", "problem2"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual's assignment, released, with what its two students handed in."""
    root = tmp_path_factory.mktemp("foreign")
    for folder in ("source/ps1", "submitted/bitdiddle/ps1", "submitted/hacker/ps1"):
        shutil.copytree(MANUAL / folder, root / folder)
    (root / "submitted" / "late" / "ps1").mkdir(parents=True)
    (root / "submitted" / "late" / "ps1" / "problem1.ipynb").write_text("not a notebook")
    config = Config()
    config.CourseDirectory.db_url = url(root)
    with alembic_at_hand():
        api = NbGraderAPI(course_directory(config, root), config=config)
        done = api.generate_assignment("ps1", force=True, create=True)
    assert done["success"], done
    return root


def url(root: Path) -> str:
    return f"sqlite:///{root / 'gradebook.db'}"


@pytest.fixture(scope="module")
def results(course: Path) -> dict[str, Result]:
    graded = grade_assignment(course, "ps1", progress=lambda line: None)
    return {result.student: result for result in graded}


def test_everyone_has_a_result(results: dict[str, Result]) -> None:
    assert {name: result.outcome for name, result in results.items()} == {
        "bitdiddle": Outcome.GRADED,
        "hacker": Outcome.GRADED,
        "late": Outcome.BROKEN,
    }


def test_points_and_what_waits_are_nbgraders(course: Path, results: dict[str, Result]) -> None:
    with Gradebook(url(course)) as gradebook:
        most = gradebook.find_assignment("ps1").max_score
        for student in ("bitdiddle", "hacker"):
            submission = gradebook.find_submission("ps1", student)
            assert results[student].points == submission.score
            assert results[student].max_points == most
            assert results[student].to_grade_by_hand > 0
            assert {notebook.name for notebook in submission.notebooks} == NOTEBOOKS


def test_formgrader_finds_the_notebooks_and_the_files_beside_them(
    course: Path, results: dict[str, Result]
) -> None:
    for student in ("bitdiddle", "hacker"):
        there = {path.name for path in (course / "autograded" / student / "ps1").iterdir()}
        assert {f"{name}.ipynb" for name in NOTEBOOKS} | {"jupyter.png"} <= there
    assert results["late"].points is None
    assert "problem2.ipynb is missing" in results["late"].remark
    assert not (course / "autograded" / "late").exists()


def test_one_student_alone(course: Path, results: dict[str, Result]) -> None:
    again = grade_assignment(course, "ps1", progress=lambda line: None, student="hacker")
    assert again == [results["hacker"]]


def test_what_is_recorded_is_not_recorded_again(
    course: Path, results: dict[str, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[str] = []
    once = any_course.record
    monkeypatch.setattr(
        any_course, "record", lambda place, *a: (recorded.append(place.student), once(place, *a))
    )
    lines: list[str] = []
    again = grade_assignment(course, "ps1", progress=lines.append)
    assert {result.student: result for result in again} == results
    assert "ps1: 2 of 3 stand as they were recorded" in lines
    assert not recorded
    command = ["grade", "ps1", "--course", str(course)]
    said = CliRunner().invoke(main, command, catch_exceptions=False).output
    assert "Nothing has changed since" in said
    with Gradebook(url(course)) as gradebook:  # somebody gives points
        grade = gradebook.find_submission("ps1", "hacker").notebooks[0].grades[0]
        grade.manual_score = 1.0
        gradebook.db.commit()
    (course / "autograded" / "bitdiddle" / "ps1" / "problem2.ipynb").unlink()
    said = CliRunner().invoke(main, command, catch_exceptions=False).output
    assert "Nothing has changed since" not in said
    assert sorted(set(recorded)) == ["bitdiddle", "hacker"]


def test_what_cannot_be_graded_is_said(course: Path, tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="no assignment 'ps2'"):
        grade_assignment(course, "ps2", progress=lambda line: None)
    with pytest.raises(GradingError, match="Nobody called 'eve' handed in ps1"):
        grade_assignment(course, "ps1", progress=lambda line: None, student="eve")
    shutil.copytree(course / "source", tmp_path / "source")
    with pytest.raises(GradingError, match="Release it first"):
        grade_assignment(tmp_path, "ps1", progress=lambda line: None)
