"""Grading behind a wall: a pure function from a submission and a key to a grade.

``grade(submission, key, sandbox=...)`` takes bytes and gives a value; it knows no database, no
course folder and no nbgrader. The process that runs a student's code never decides a grade and
never sees a hidden test before all that it can still show to anybody is written down:

``intake``       bytes to cells: the author's in the author's order, the student's text in answers
``sandbox``      a warm parent behind a wall, from which each submission gets processes of its own
``student``      in there: run the notebook as released, leave a snapshot before each test
``referee``      outside: run each whole test cell; what it asks goes to that cell's snapshot
``wire``         what comes back: frames of plain data, every one checked
``verdicts``     what was found, as a value
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograder.grading.limits import Limits
from autograder.grading.verdicts import Grade, TestGrade, Verdict

if TYPE_CHECKING:
    from autograder.grading.grading import grade
    from autograder.grading.sandbox import Sandbox

__all__ = ["Grade", "Limits", "Sandbox", "TestGrade", "Verdict", "grade"]

#: A student's own check takes a notebook in as grading does, without what the wall needs.
_WHEN_ASKED_FOR = {"grade": "grading", "Sandbox": "sandbox"}


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHEN_ASKED_FOR[name]}"), name)
