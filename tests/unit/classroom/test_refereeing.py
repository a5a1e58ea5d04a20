"""Formgrader's Autograde button, and ``nbgrader autograde``: the same referee, the same scores."""

import json
import shutil
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder.authoring.release import load_config
from autograder.classroom.gradebook import open_gradebook, read_grades
from autograder.classroom.keys import course_directory
from autograder.classroom.nbgrader_steps import alembic_at_hand
from autograder.course import Course

from .conftest import CHAPTER, GradedClass

#: One who is right, and whose page is attacked; one who forges a score; one with a copied cell;
#: one whose cells are missing; one whose answer ends Python.
STUDENTS = ("ada", "briber", "twice", "gaps", "crash")


@pytest.fixture(scope="module")
def pressed(graded: GradedClass, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class after the button was pressed for some of it, in a copy without their grades."""
    root = tmp_path_factory.mktemp("pressed") / "course"
    shutil.copytree(graded.course.root, root)
    course = Course(root)
    config = load_config(course.config)
    config.CourseDirectory.db_url = f"sqlite:///{course.gradebook}"
    config.CourseDirectory.root = str(root)
    with pytest.MonkeyPatch.context() as patch, alembic_at_hand():
        patch.chdir(root)
        api = NbGraderAPI(course_directory(config, root), config=config)
        for student in STUDENTS:
            shutil.rmtree(course.autograded(student, CHAPTER).parent)
            done = api.autograde(CHAPTER, student, force=True, create=True)
            assert done["success"], done
    return course


@pytest.mark.parametrize("student", STUDENTS)
def test_the_scores_are_the_same(pressed: Course, graded: GradedClass, student: str) -> None:
    with open_gradebook(pressed) as gradebook:
        assert read_grades(gradebook, CHAPTER, student).scores == graded.results[student].scores


@pytest.mark.parametrize("student", STUDENTS)
def test_formgrader_shows_the_same_cells(
    pressed: Course, graded: GradedClass, student: str
) -> None:
    def shown(course: Course) -> list[tuple[str, list[str]]]:
        path: Path = course.autograded(student, CHAPTER)
        return [
            (cell["source"], [output["output_type"] for output in cell.get("outputs", [])])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        ]

    assert shown(pressed) == shown(graded.course)
