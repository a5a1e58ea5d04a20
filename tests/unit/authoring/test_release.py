"""nbgrader's steps called in process make what its command makes, and need no gradebook."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import notebook_text, without_traces
from autograder.authoring.release import load_config, release_steps, student_version
from autograder.course import MARKER, Course, find_course
from autograder.errors import AuthoringError
from tests.nbgrader_command import nbgrader

COURSE = find_course(Path(__file__))
CHAPTER = COURSE.authored()[0]
CONFIG = COURSE.root / MARKER


def test_the_bytes_are_those_of_the_real_command(tmp_path: Path) -> None:
    scratch = Course(tmp_path)
    shutil.copy(CONFIG, scratch.root)
    scratch.solution(CHAPTER).parent.mkdir(parents=True)
    shutil.copy(COURSE.solution(CHAPTER), scratch.solution(CHAPTER))
    scratch.var.mkdir()
    nbgrader(scratch, "generate_assignment", CHAPTER)

    made = nbformat.read(scratch.release(CHAPTER), as_version=4)
    by_command = notebook_text(without_traces(made))
    assert by_command == COURSE.release(CHAPTER).read_text(encoding="utf-8")


def test_the_steps_are_those_of_the_configuration_in_its_order() -> None:
    names = [type(step).__name__ for step in release_steps(load_config(CONFIG))]
    assert "SaveCells" not in names
    listed = CONFIG.read_text(encoding="utf-8").split("c.GenerateAssignment.preprocessors = [")[1]
    named = re.findall(r'\.(\w+)"', listed.split("]")[0])
    assert names == [name for name in named if name != "SaveCells"]


def test_the_steps_are_configured_by_the_same_file(tmp_path: Path) -> None:
    config = tmp_path / MARKER
    config.write_text(
        "c = get_config()\n"
        'c.GenerateAssignment.preprocessors = ["nbgrader.preprocessors.ClearSolutions"]\n'
        'c.ClearSolutions.code_stub = {"python": "# your turn"}\n'
    )
    cell = nbformat.v4.new_code_cell("### BEGIN SOLUTION\ntwo = 2\n### END SOLUTION")
    cell.metadata.nbgrader = {"grade_id": "two", "solution": True, "schema_version": 3}
    solution = nbformat.v4.new_notebook(cells=[cell])
    made = student_version(solution, CHAPTER, release_steps(load_config(config)))
    assert made.cells[0].source == "# your turn"
    assert "two = 2" in solution.cells[0].source  # the input is left alone


def test_what_a_step_refuses_is_said_with_its_reason() -> None:
    cell = nbformat.v4.new_code_cell("### BEGIN SOLUTION\ntwo = 2")
    solution = nbformat.v4.new_notebook(cells=[cell])
    with pytest.raises(AuthoringError, match=f"release {CHAPTER}: no end solution"):
        student_version(solution, CHAPTER, release_steps(load_config(CONFIG)))
