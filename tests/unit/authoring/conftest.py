"""One small chapter, written, built and released for real."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build
from autograder.authoring.chapter import read_chapter
from autograder.authoring.lint import Draft
from autograder.course import MARKER, Course

ROOT = Path(__file__).resolve().parents[3]

TEXT = """\
# %% [raw]
# chapter: Slopes
# builds_on: nothing

# %% [markdown]
# Prose with a formula, $x^2$.

# %% nbgrader={"grade_id": "setup", "locked": true}
import torch

# %%
print("a lesson cell")

# %% tags=["raises-exception"]
1 / 0

# %% [raw]
# exercise: predict_two
# title: two
# kind: prediction
# points: 1
# minutes: 1
# difficulty: 1
# hints:
#   - Look at the number in the title.
#   - It is the one that comes after one.
#   - Count on your fingers, thumb and index.

# %% nbgrader={"grade_id": "predict_two", "solution": true}
### BEGIN SOLUTION stub: guess = ...  # a number
guess = 2
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_two", "grade": true}
if guess is ...:
    raise NotImplementedError

# %% [raw]
# exercise: slope
# title: the slope
# kind: code
# points: 3
# minutes: 4
# difficulty: 2
# hints:
#   - Print the two values that you divide.
#   - "On other numbers: from 1 to 4 is a rise of 3."
#   - Begin with the rise, before the run.

# %% nbgrader={"grade_id": "slope", "solution": true}
def slope(rise, run):
    ### BEGIN SOLUTION
    return rise / run
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_slope", "grade": true}
assert slope(12, 4) == 3
### BEGIN HIDDEN TESTS
assert slope(35, 7) == 5
### END HIDDEN TESTS

# %% [raw]
# exercise: why
# title: why
# kind: open
# points: 4
# minutes: 3
# difficulty: 3
# hints:
#   - Read the question once more, slowly.
#   - Say it in your own words first.
#   - One sentence is enough for this one.

# %% [markdown] nbgrader={"grade_id": "why", "grade": true, "solution": true}
# **Model answer.** Because a secret reason says so.
"""

NAME = "01_slopes"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A course whose one chapter was built by the real build; do not change it."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / MARKER, root)
    course = Course(root)
    course.source(NAME).parent.mkdir(parents=True)
    course.source(NAME).write_text(TEXT, encoding="utf-8")
    build.build_solution(course, NAME)
    build.build_release(course, NAME)
    return course


@pytest.fixture
def draft(built):
    """The built chapter, fresh for each test to spoil."""
    return Draft(
        read_chapter(built.source(NAME)),
        nbformat.read(built.solution(NAME), as_version=4),
        nbformat.read(built.release(NAME), as_version=4),
    )


@pytest.fixture
def write(tmp_path):
    """Write a chapter's text to a file of its own and return the path."""

    def _write(text: str) -> Path:
        path = tmp_path / f"{NAME}.py"
        path.write_text(text, encoding="utf-8")
        return path

    return _write


@pytest.fixture
def text():
    return TEXT
