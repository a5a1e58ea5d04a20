"""Seconds a submission: grading behind the wall, beside stock nbgrader and beside the floor.

The floor is the same cells, whole tests included, run by a shell in a bare fork of a warm
interpreter: no wall, no snapshot, no second process. Of a slice it is the set-up cell, answers and
tests alone. Medians, all in one run; each submission is begun when the one before has its grade.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import nbformat
from rich.console import Console
from rich.table import Table

from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter.key import Key, make_key, read_key
from autograder.course import find_course
from autograder.grading import Sandbox, Verdict, grade, student
from autograder.grading.forking import make_forks_cheap
from autograder.grading.intake import take_in
from autograder.grading.slices import slice_of

COURSE = find_course(Path(__file__))
ROUNDS = 5


def marked(source: str, name: str, points: int = 0) -> nbformat.NotebookNode:
    """Return a code cell with nbgrader's marks: a test if it has points, else an answer."""
    marks = {"grade_id": name, "schema_version": 3, "task": False, "solution": not points}
    marks |= {"grade": bool(points), "locked": bool(points)} | (
        {"points": points} if points else {}
    )
    return nbformat.v4.new_code_cell(source, id=name, metadata={"nbgrader": marks})


def plain_notebook() -> nbformat.NotebookNode:
    """Return a notebook with one answer and five plain tests."""
    answer = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    tests = [f"assert double({k}) == {2 * k}" for k in range(5)]
    cells = [marked(test, f"test_{k}", 1) for k, test in enumerate(tests)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[marked(answer, "double"), *cells], metadata={"kernelspec": kernel}
    )
    for number, cell in enumerate(notebook.cells, start=1):
        cell.execution_count = number  # handed in as it was last run
    return notebook


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of the seconds that ``work`` takes; the first time does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return statistics.median(times)


def floor(key: Key, lesson: bool = True) -> None:
    """Run all cells in a bare fork of this process; or, of lesson cells, the first one alone."""
    code = [cell for cell in key.cells if cell.cell_type == "code"]
    if not lesson:
        code = [c for k, c in enumerate(code) if k == 0 or c.marks.solution or c.marks.grade]
    if (child := os.fork()) == 0:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            for each in key.companions:
                path = Path(each.name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(each.content)
            sys.path.insert(0, "")
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            for cell in code:
                student._shell.run_cell(cell.full, store_history=True)
        os._exit(0)
    os.waitpid(child, 0)


def graded(submission: bytes, key: Key, sandbox: Sandbox, slices: bool = True) -> None:
    """Grade a perfect submission."""
    tests = grade(submission, key, sandbox=sandbox, slices=slices).tests
    assert all(test.verdict is Verdict.PASSED for test in tests)


def stock(notebook: nbformat.NotebookNode, *options: str) -> Callable[[], object]:
    """Return what grades ``notebook`` with nbgrader's own command, in a course of its own."""
    root = Path(tempfile.mkdtemp())
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def run(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=root,
            env={**os.environ, "PATH": path},
            capture_output=True,
            check=True,
        )

    source = root / "source" / "ps" / "ps.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook, source)
    run("generate_assignment", "ps")
    handed_in = root / "submitted" / "ada" / "ps" / "ps.ipynb"
    handed_in.parent.mkdir(parents=True)
    shutil.copy(source, handed_in)
    return lambda: run("autograde", "ps", "--force", *options)


def main() -> None:
    """Measure, and print two tables."""
    student.warm_up()
    make_forks_cheap()  # what grading has, its floor has too
    console = Console()
    with Sandbox() as sandbox:
        notebook = plain_notebook()
        release = student_version(notebook, "ps", release_steps(load_config(COURSE.config)))
        key = make_key("ps", notebook.cells, release.cells)
        submission = nbformat.writes(notebook).encode()
        ours = median(lambda: graded(submission, key, sandbox), 4 * ROUNDS)
        table = Table("five plain test cells", "seconds", "times ours")
        table.add_row("behind the wall", f"{ours:.3f}", "")
        bare = median(lambda: floor(key), 4 * ROUNDS)
        table.add_row("floor", f"{bare:.3f}", f"{bare / ours:.2f}")
        immediate = "--Execute.shutdown_kernel=immediate"
        for name, options in (("nbgrader autograde", ()), ("the same, {immediate}", (immediate,))):
            seconds = median(stock(notebook, *options))
            table.add_row(
                name.format(immediate="immediate"), f"{seconds:.3f}", f"{seconds / ours:.0f}"
            )
        console.print(table)
        table = Table("chapter", "whole", "floor", "ratio", "slice", "its floor", "ratio", "cells")
        for chapter in COURSE.released():
            key = read_key(chapter, COURSE.solution(chapter), COURSE.release(chapter))
            content = COURSE.solution(chapter).read_bytes()
            row = [chapter]
            for is_slice in (False, True):
                ours = median(lambda k=key, c=content, s=is_slice: graded(c, k, sandbox, s))
                bare = median(lambda k=key, s=is_slice: floor(k, lesson=not s))
                row += [f"{ours:.2f}", f"{bare:.2f}", f"{ours / bare:.2f}"]
            cells = take_in(content, key).cells
            left_out = len(slice_of(cells).left_out)
            table.add_row(
                *row, f"{left_out} of {sum(c.cell_type == 'code' for c in cells)} left out"
            )
        console.print(table)


if __name__ == "__main__":
    main()
