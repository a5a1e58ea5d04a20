"""A course of two small chapters with sections, as text: what plans are made from."""

from __future__ import annotations

from pathlib import Path

from autograder.course import MARKER, Course

_HINTS = "# hints:\n" + "".join(
    f"#   - {number}, a sentence of some length, after [](#rise).\n"
    for number in ("One", "Two", "Three")
)


def exercise(name: str, kind: str = "code", more: str = "") -> str:
    return (
        f"# %% [raw]\n# exercise: {name}\n# title: the {name}\n# kind: {kind}\n# points: 2\n"
        f"# minutes: 10\n# difficulty: 1\n{more}{_HINTS}\n"
    )


FIRST = (
    """\
# %% [raw]
# chapter: Lines
# builds_on: nothing

# %% [markdown]
# A head.

# %% nbgrader={"grade_id": "setup", "locked": true}
# Missing? Install it.
import math

from autograder.lesson import check, progress

# %matplotlib inline

# %% [raw]
# section: rise
# title: "The rise: how high"
# path: core
# needs: []
# gist: A line has a rise.

# %% [markdown]
# Begin.
#
# $$y = a x \\tag{1}$$

# %%
print(math.pi)

"""
    + exercise("double")
    + """\
# %% [markdown]
# Double by (#1).

# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_double", "grade": true}
assert double(2) == 4

# %% [raw]
# section: run
# title: The run
# path: core
# needs: [rise]
# gist: "A line has a run, by (#2)."

# %% [markdown]
# As in [](#rise) and [](#double), and (#1):
#
# $$z = b x \\tag{2}$$

"""
    + exercise("predict_run", "prediction")
    + """\
# %% [markdown]
# What will it be?

# %% nbgrader={"grade_id": "predict_run", "solution": true}
### BEGIN SOLUTION
guess = 1
### END SOLUTION

# %% nbgrader={"grade_id": "test_predict_run", "grade": true}
assert guess

# %%
print("it is one")
check.reveal("predict_run", 1)

"""
    + exercise("halve", more="# path: deeper\n")
    + """\
# %% nbgrader={"grade_id": "halve", "solution": true}
def halve(x):
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_halve", "grade": true}
import lines_exercises as asked

assert halve(2) == asked.ONE

# %% [markdown]
# ## Summary
#
# Lines rise.
"""
)

SECOND = """\
# %% [raw]
# chapter: Curves
# builds_on: chapter 1

# %% nbgrader={"grade_id": "setup", "locked": true}
import re
from autograder.lesson import check, show


def bend(x):
    \"\"\"Return a bent x.\"\"\"
    return x * x


# %matplotlib inline

# %% [raw]
# section: bends
# title: Bends
# path: deeper
# needs: [run]
# gist: Curves bend.

# %% [markdown]
# [S](#rise) had (chapter 1) a line. Here $w = c$ (#1).
#
# $$w = c \\tag{1}$$

# %%
print(bend(2), re)
"""


def written(root: Path, config: Path) -> Course:
    """Write the course into the folder ``root``."""
    course = Course(root)
    for name, text in (("01_lines", FIRST), ("02_curves", SECOND)):
        path = course.source(name)
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    course.source("01_lines").with_name("lines_exercises.py").write_text("ONE = 1\n")
    answers = course.answers("01_lines")
    answers.mkdir()
    (answers / "double.py").write_text("# %% right: add\ndef double(x):\n    return x + x\n")
    (root / MARKER).write_bytes(config.read_bytes())
    return course
