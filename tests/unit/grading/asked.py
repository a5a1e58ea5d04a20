"""A test that is judged by the referee, with a student's code in a process without a wall."""

from __future__ import annotations

import contextlib
import linecache
import os
import signal
import socket
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.chapter.cells import Marks
from autograder.chapter.key import KeyCell
from autograder.grading import serving
from autograder.grading.limits import Limits
from autograder.grading.referee import Referee
from autograder.grading.verdicts import TestGrade, Verdict
from autograder.lesson.memory import own_cards

POINTS = 2.0


def judged(
    student: str,
    test: str,
    author: str | None = None,
    before: Sequence[str] = (),
    seconds: float = 20.0,
) -> TestGrade:
    """Return what becomes of ``test``, asked of the code ``student``.

    Args:
        student: What the student's notebook holds.
        test: The text of the test cell.
        author: The author's answer, None: the same as the student's.
        before: Test cells that stand above; of these the student's side runs what is not hidden.
        seconds: What the test may take.

    """
    cells = [_cell("answer", student if author is None else author, solution=True)]
    cells += [_cell(f"before_{k}", text, grade=True) for k, text in enumerate(before)]
    cells.append(_cell("test", test, grade=True))
    with _snapshot(student) as connection, tempfile.TemporaryDirectory() as folder:
        was = own_cards.FOLDER
        try:
            return Referee(cells, Path(folder), Limits(cell_seconds=seconds)).judge(
                "test", connection
            )
        finally:
            own_cards.FOLDER = was


def holds(student: str, test: str) -> None:
    """Let the test cell ``test``, which holds for the code ``student`` in a kernel, hold here."""
    found = judged(student, test)
    assert found.verdict is Verdict.PASSED, found.message
    assert found.points == POINTS


def _cell(name: str, text: str, **marks: bool) -> KeyCell:
    said = Marks(name, points=POINTS if "grade" in marks else 0.0, **marks)
    return KeyCell(name, "code", text, text, said)


@contextlib.contextmanager
def _snapshot(student: str) -> Iterator[socket.socket]:
    """Yield what leads to a process that has run a student's code, and answers for it."""
    here, there = socket.socketpair()
    child = os.fork()
    if child == 0:
        try:
            here.close()
            names = {"__name__": "__main__"}
            file = "<the student's cell>"
            linecache.cache[file] = (len(student), None, student.splitlines(True), file)
            warnings.simplefilter("ignore")
            exec(compile(student, file, "exec", dont_inherit=True), names)
            serving.serve(there, names)
        finally:
            os._exit(0)
    there.close()
    try:
        yield here
    finally:
        here.close()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
