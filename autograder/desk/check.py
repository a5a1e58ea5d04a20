"""Run the tests of a student's notebook without Jupyter's pages, and tell what they say.

This is for a terminal, for a workflow after a push, for editors that know nothing of nbgrader. It
runs on the student's own machine, in an ordinary kernel and without a wall: it is their own code.
What it says is what the test cells say in the lab; grading asks hidden tests as well.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from autograder.chapter.cells import is_unanswered
from autograder.chapter.companions import companions
from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key, make_key
from autograder.chapter.notebook_file import parse_notebook, read_notebook
from autograder.course import Course, find_course
from autograder.errors import CourseNotFound, NotebookUnreadable
from autograder.grading import TestGrade, Verdict
from autograder.grading.intake import Rebuilt, TakenIn, take_in
from autograder.grading.recognition import most_like

#: Seconds that a cell may take.
_SECONDS_PER_CELL = 60


@dataclass(frozen=True)
class Question:
    """An answer in words, which a person reads."""

    name: str
    max_points: float
    is_answered: bool


@dataclass(frozen=True)
class Checked:
    """What the tests of a notebook say.

    Attributes:
        path: The notebook.
        chapter: Its chapter.
        tests: What became of each test cell, in order.
        questions: Those that are answered in words.
        restored: Cells that were taken from the release, for they were missing or changed.
        remark: What else to know; empty where there is nothing.

    """

    path: Path
    chapter: str
    tests: tuple[TestGrade, ...] = ()
    questions: tuple[Question, ...] = ()
    restored: tuple[str, ...] = ()
    remark: str = ""

    @property
    def passed(self) -> bool:
        """Whether the notebook could be read, and every test of it passed."""
        return bool(self.tests) and all(test.verdict is Verdict.PASSED for test in self.tests)

    @property
    def points(self) -> float:
        """What the tests gave together."""
        return sum(test.points for test in self.tests)

    @property
    def max_points(self) -> float:
        """What there is to earn in tests."""
        return sum(test.max_points for test in self.tests)


def check_notebook(path: Path, *, fix: bool = False) -> Checked:
    """Run the notebook ``path`` as grading would, but for the hidden tests.

    Cells of the release that are missing, or locked and changed, are taken from the release, where
    the notebook lies in a course; elsewhere the notebook's own tests count.

    Args:
        path: The notebook. It is only read, unless it is to be mended.
        fix: Whether to bring these cells back in the file. What it was is kept in ``before-fix/``.

    Returns:
        What the tests say; of a file that is no notebook, why, as ``remark``.

    """
    try:
        content = path.read_bytes()
        notebook = parse_notebook(content, path)
    except (NotebookUnreadable, OSError) as error:
        return Checked(path, path.stem, remark=f"{error}.")
    release = _release(path, notebook)
    chapter = release.stem if release else path.stem
    # A release has no hidden tests and no answers: it is its own key.
    cells = read_notebook(release).cells if release else notebook.cells
    key = make_key(chapter, cells, cells)
    taken = take_in(content, key, path.name)
    restored = tuple(_restored(taken))
    if fix and restored:
        _mend(path, taken)
    remark = "" if release else "No release was found: the tests are taken as they stand."
    with _workplace(path.parent, release) as folder:
        tests = tuple(_run(taken.cells, folder))
    return Checked(
        path, chapter, tests, tuple(_questions(taken, key, release is not None)), restored, remark
    )


def _release(path: Path, notebook: NotebookNode) -> Path | None:
    """Return the release that the notebook came from, if it lies in a course that has it."""
    try:
        course: Course = find_course(path.resolve().parent)
    except CourseNotFound:
        return None
    releases = {name: course.release(name) for name in course.released()}
    if path.stem not in releases:
        cells = {name: read_notebook(each).cells for name, each in releases.items()}
        return releases.get(most_like(notebook, cells) or "")
    return releases[path.stem]


def _restored(taken: TakenIn) -> Iterator[str]:
    """Yield what to call each cell that was missing, or locked and changed."""
    versions = {cell.id: cell for cell in taken.notebook.cells}
    mine = {ours.id: versions[id_] for id_, ours in taken.known.released.items()}
    for cell in taken.cells:
        if cell.key is None:
            continue
        version = mine.get(cell.key.id)
        if version is None or version.source.strip() != cell.source.strip():
            first = next(iter(cell.source.strip().splitlines()), "")
            yield cell.key.marks.grade_id or first[:40]


def _mend(path: Path, taken: TakenIn) -> None:
    """Write the notebook with the cells of the release in it, the outputs of the others kept."""
    before = path.parent / "before-fix" / f"{path.stem}-{datetime.now():%Y-%m-%d-%H%M%S}.ipynb"
    write_atomically(before, path.read_bytes())
    mended = nbformat.from_dict({**taken.notebook, "cells": _mended_cells(taken)})
    text = nbformat.writes(mended, version=nbformat.NO_CONVERT)
    write_atomically(path, f"{text}\n".encode())


def _mended_cells(taken: TakenIn) -> list[NotebookNode]:
    theirs = {cell.id: cell for cell in taken.notebook.cells}
    mine = {ours.id: theirs[id_] for id_, ours in taken.known.released.items()}
    cells = []
    for cell in taken.cells:
        version = mine.get(cell.key.id) if cell.key else theirs.get(cell.id)
        if version is None or version.source.strip() != cell.source.strip():
            version = _as_cell(cell)
        cells.append(version)
    return cells


def _as_cell(cell: Rebuilt) -> NotebookNode:
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[cell.cell_type]
    made: NotebookNode = make(cell.source, id=cell.id)
    if cell.key is not None and cell.key.marks.grade_id:
        marks = cell.key.marks
        made.metadata["nbgrader"] = {
            "grade_id": marks.grade_id,
            "grade": marks.grade,
            "solution": marks.solution,
            "locked": marks.locked,
            "task": marks.task,
            "schema_version": 3,
            **({"points": marks.points} if marks.grade or marks.task else {}),
        }
    return made


@contextmanager
def _workplace(folder: Path, release: Path | None) -> Iterator[Path]:
    """Yield where to run: the notebook's folder, if what the chapter needs lies in it.

    Otherwise, as where the notebook alone was pushed, it is a folder for the time of the run.
    """
    needed = companions(release.parent, release.stem) if release else []
    if release is None or all((folder / name).exists() for name in needed):
        yield folder
        return
    with TemporaryDirectory() as scratch:
        for name in needed:
            target = Path(scratch) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(release.parent / name, target)
        yield Path(scratch)


def _run(cells: tuple[Rebuilt, ...], folder: Path) -> Iterator[TestGrade]:
    """Run the cells in a kernel; yield what became of each that is a test."""
    notebook = nbformat.v4.new_notebook(cells=[_as_cell(cell) for cell in cells])
    client = NotebookClient(
        notebook,
        timeout=_SECONDS_PER_CELL,
        interrupt_on_timeout=True,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    )
    ended = ""
    with client.setup_kernel():
        for place, (cell, run) in enumerate(zip(cells, notebook.cells, strict=True)):
            if not ended:
                try:
                    client.execute_cell(run, place)
                except DeadKernelError:
                    name = cell.key.marks.grade_id if cell.key else None
                    ended = f"Python ended in the cell {name or f'number {place + 1}'}."
            if cell.key is not None and cell.key.marks.is_test and cell.cell_type == "code":
                yield _verdict(cell, run, ended)


def _verdict(cell: Rebuilt, run: NotebookNode, ended: str) -> TestGrade:
    assert cell.key is not None
    marks = cell.key.marks
    name = (marks.grade_id or "").removeprefix("test_")
    test = TestGrade(name, Verdict.PASSED, marks.points, marks.points)
    if ended:
        return replace(test, verdict=Verdict.CRASHED, points=0.0, message=ended)
    for output in run.outputs:
        if output.output_type == "error":
            late = output.ename == "KeyboardInterrupt"
            said = f"It took more than {_SECONDS_PER_CELL} seconds." if late else _said(output)
            verdict = Verdict.TIMED_OUT if late else Verdict.FAILED
            return replace(test, verdict=verdict, points=0.0, message=said)
    shown = [output.data for output in run.outputs if output.output_type == "execute_result"]
    earned = _number(shown[-1].get("text/plain", "")) if shown else None
    if earned is None or earned >= marks.points:
        return test
    points = max(0.0, earned)
    return replace(test, verdict=Verdict.PARTIAL if points else Verdict.FAILED, points=points)


def _said(error: NotebookNode) -> str:
    """Return what an error says: of a check its message, of any other its kind as well."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", error.evalue).strip()
    if error.ename == "NotImplementedError":
        return text or "It is not written yet."
    is_a_check = error.ename.startswith("Check") or (error.ename == "AssertionError" and text)
    return text if is_a_check else f"{error.ename}: {text}".rstrip(": ")


def _number(text: str) -> float | None:
    """Return the points that a test cell shows, as nbgrader counts them: partial credit."""
    try:
        return float(text)
    except ValueError:
        return None


def _questions(taken: TakenIn, key: Key, is_released: bool) -> Iterator[Question]:
    texts = {cell.key.id: cell.source for cell in taken.cells if cell.key}
    for name, cell in key.named.items():
        if cell.marks.grade and cell.marks.solution:
            text = texts[cell.id]
            as_released = is_released and text.strip() == cell.released.strip()
            is_answered = not (is_unanswered(text) or as_released)
            yield Question(name, cell.marks.points, is_answered)
