"""nbgrader hands on what belongs to a notebook, and nothing else that lies beside it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from autograder.course import Course
from autograder.grading import Limits
from tests.nbgrader_command import nbgrader

from .conftest import CHAPTER, HANDED_ON, ROOT, GradedClass


def files(folder: Path) -> set[str]:
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return {name.as_posix() for name in found if "__pycache__" not in name.parts}


def test_a_release_holds_the_notebook_and_its_companions(tiny: Course) -> None:
    assert files(tiny.entered(CHAPTER).parent) == {f"{CHAPTER}.ipynb", *HANDED_ON}


def test_they_go_through_the_exchange(tiny: Course, tmp_path: Path) -> None:
    nbgrader(
        tiny,
        "release_assignment",
        CHAPTER,
        f"--Exchange.root={tmp_path}",
        f"--CourseDirectory.release_directory={tiny.entered(CHAPTER).parent.parent}",
    )
    outbound = tmp_path / "autograd-workbook" / "outbound" / CHAPTER
    assert files(outbound) == {f"{CHAPTER}.ipynb", *HANDED_ON}


def test_a_hand_in_is_the_notebook_and_grading_finds_the_rest(graded: GradedClass) -> None:
    course = graded.course
    assert files(course.submission("warned", CHAPTER).parent) == {f"{CHAPTER}.ipynb"}
    assert files(course.autograded("warned", CHAPTER).parent) == {f"{CHAPTER}.ipynb", *HANDED_ON}
    # A visible test there imports the module.
    assert graded.results["warned"].scores["test_double"] == 2


def test_the_configuration_tells_what_the_limits_are() -> None:
    text = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    said = {name: float(value) for name, value in re.findall(r"# c\.Limits\.(\w+) = (\S+)", text)}
    said["cell_seconds"] = float(re.search(r"^c\.Execute\.timeout = (\d+)", text, re.M)[1])
    assert said == {field.name: getattr(Limits(), field.name) for field in fields(Limits)}
