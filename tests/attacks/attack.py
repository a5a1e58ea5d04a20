"""An attack is data: what is handed in, and what it is honestly worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

from autograder.grading import Limits
from tests.attacks.assignment import HONEST, notebook, release, written

#: What an attack prints that has got where it must not. In two parts, since a traceback shows the
#: line that prints it.
ESCAPED = "ESC" + "APED"
#: Part of the name of each file and process that an attack leaves behind.
MARKER = "attack-was-here"

#: Notebooks may be changed in any way at all.
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Attack:
    """Something that a student hands in.

    Attributes:
        name: What it is called.
        does: What it does, in one line.
        answers: The texts of answer cells, by name; others are blank.
        worth: The points that its content honestly earns.
        change: What is done to the notebook after that.
        raw: The bytes that are handed in, in place of a notebook.
        limits: Small ones, for attacks that run into them.
        on_stock: What it is known to do to nbgrader as it comes: ``points``, ``leak``,
            ``ungraded`` or ``aborts`` (others are not graded either); empty: not tried there.
        is_alone_there: Whether it disturbs others there, and must not stand with them.
        may_fail_early: Whether the answers may raise what a slip of the pen would raise.

    """

    name: str
    does: str
    answers: Mapping[str, str] = field(default_factory=dict)
    worth: float = 0.0
    change: Change | None = None
    raw: bytes | Callable[[], bytes] | None = None
    limits: Limits | None = None
    on_stock: str = ""
    is_alone_there: bool = False
    may_fail_early: bool = False

    @property
    def exercises(self) -> frozenset[str]:
        """The exercises that it is about: those it answers, or all."""
        is_about_all = self.raw is not None or self.change is not None
        return frozenset(HONEST if is_about_all else self.answers)

    def submission(self, is_whole: bool = False) -> bytes:
        """Return the file that is handed in; a whole one has the exercises that stay blank too."""
        if self.raw is not None:
            return self.raw if isinstance(self.raw, bytes) else self.raw()
        answers = {name: dedent(text) for name, text in self.answers.items()}
        made = notebook(answers, release() if is_whole else release(self.exercises))
        if self.change is not None:
            self.change(made)
        return written(made)


def first(code: str) -> dict[str, str]:
    """Return answers that hold ``code`` in the first cell, and not one right answer."""
    return {"square": dedent(code)}


def everywhere(code: str, **functions: str) -> dict[str, str]:
    """Return ``code`` in the first cell, and something that can be called in each."""
    nothing = {
        "square": "def square(x):\n    return 9.0 if x == 3.0 else 0.0",
        "slope": "def slope(x):\n    return x",
        "soft": "def soft(x):\n    return x",
        "dual": "class Dual:\n    def __init__(self, *_): pass\n"
        "    def __mul__(self, _): return self",
        "powers": "def powers(n):\n    return []",
    }
    answers = {**nothing, **{name: dedent(text) for name, text in functions.items()}}
    return {**answers, "square": dedent(code).strip() + "\n\n" + answers["square"]}


def with_right_answers(code: str, **others: str) -> dict[str, str]:
    """Return two right answers, with ``code`` before the first one, and ``others``."""
    right = {name: HONEST[name] for name in ("square", "powers")}
    answers = {**right, **{name: dedent(text) for name, text in others.items()}}
    return {**answers, "square": dedent(code).strip() + "\n\n" + answers["square"].strip()}


#: Finds, from a student's cell, what the process that runs it keeps to itself.
FIND = """
import sys

_frame = sys._getframe()
while _frame and not (_frame.f_code.co_name == "run" and "snapshots" in _frame.f_locals):
    _frame = _frame.f_back
ours = _frame.f_locals
"""
