"""The recipe's own commands, run on a student's repository: what `docs/recipes.md` promises."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

from autograder.course import Course

from .conftest import CHAPTER, ROOT, SECRET, answered

RECIPE = yaml.safe_load((ROOT / "docs" / "recipes" / "grade_on_push.yml").read_text())
STEPS = {step["name"]: step for step in RECIPE["jobs"]["grade"]["steps"]}
TAKE, GRADE, SAY = "Take the notebooks", "Grade", "Say what the student would read"


@pytest.fixture
def course(pristine: Course, tmp_path: Path) -> Course:
    """The course as the job has it, with the student's repository in it."""
    course = Course(shutil.copytree(pristine.root, tmp_path / "course"))
    (course.root / "student").mkdir()
    scripts = course.root / ".venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "autograder").symlink_to(Path(sys.executable).with_name("autograder"))
    return course


def push(course: Course, files: dict[str, str | Path]) -> None:
    """Commit files to the student's repository; a path stands for a link to it."""
    student = course.root / "student"
    for name, content in files.items():
        path = student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_text(content)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "My work"]):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@uni.example"]
        subprocess.run(["git", *who, *command], cwd=student, check=True)


def run(course: Course, step: str, student: str = "ada") -> subprocess.CompletedProcess[str]:
    """Run a step of the recipe as the job does."""
    return subprocess.run(
        ["bash", "-e", "-c", STEPS[step]["run"]],
        cwd=course.root,
        env={**os.environ, "STUDENT": student, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_push_is_graded_and_the_log_says_what_the_student_reads(
    course: Course, release_notebook: NotebookNode
) -> None:
    wrong = answered(release_notebook, double="def double(x):\n    return 6")
    push(course, {f"work/{CHAPTER}/{CHAPTER}.ipynb": nbformat.writes(wrong)})
    for step in (TAKE, GRADE, SAY):
        done = run(course, step)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "ada, 01_tiny: 1 of 7 points, and 3 wait to be graded by a person" in done.stdout
    assert "✗ twice as much  0 / 2\n  │ A hidden test failed" in done.stdout
    assert SECRET not in done.stdout
    assert course.timestamp("ada", CHAPTER).read_text().strip().endswith("UTC")
    assert course.feedback("ada", CHAPTER).is_file(), "the last step keeps it"


def test_a_link_does_not_lead_into_the_course(course: Course) -> None:
    solution = Path("..", "..", "..", "solutions", CHAPTER)
    push(course, {f"work/{CHAPTER}/{CHAPTER}.ipynb": solution / f"{CHAPTER}.ipynb"})
    assert run(course, TAKE).returncode == 0
    assert "return 2 * x" not in course.submission("ada", CHAPTER).read_text()

    shutil.rmtree(course.root / "student")
    shutil.rmtree(course.submitted)
    (course.root / "student").mkdir()
    push(course, {f"work/{CHAPTER}": solution.relative_to("..")})
    assert run(course, TAKE).returncode == 0
    assert not course.submission("ada", CHAPTER).exists()


@pytest.mark.parametrize("student", ["", "../eve", "a b", "-x", "a/b", "x;id", ".."])
def test_what_is_no_id_ends_the_job(course: Course, student: str) -> None:
    push(course, {f"{CHAPTER}.ipynb": "{}"})
    done = run(course, TAKE, student)
    assert done.returncode == 1
    assert "is no student id" in done.stdout
    assert not course.submitted.exists()


def test_nothing_that_somebody_typed_is_pasted_into_a_command() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
    assert RECIPE["permissions"] == {"contents": "read"}
    assert RECIPE["concurrency"]["cancel-in-progress"] is False
