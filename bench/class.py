"""A class of sixty beside stock nbgrader; time and memory by size of the class; how busy cores are.

``python bench/class.py [SIZE [LARGEST [ROUNDS]]]``, by default 60, 1000 and 3. Stock nbgrader
grades a sample of the same submissions, one after the other as its command does, and what it takes
for each is counted for all of them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import nbformat
import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from autograder.chapter.answers import read_all_answers
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.demo import sample_class
from autograder.classroom.entering import enter_in_gradebook
from autograder.course import Course, find_course
from bench.grading import plain_notebook

COURSE = find_course(Path(__file__))
#: Submissions that stock nbgrader grades in each round.
SAMPLE = 3
#: Of the sample class, those whose notebooks run to their end.
HONEST = ("ada", "bruno", "carla", "dilip", "emmy")


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds, those of all cores, and megabytes of all its processes.

    What cores do is told for the machine as a whole: many of a submission's processes are there for
    less time than lies between two looks, and nobody waits for some of them. So nothing else should
    run.
    """

    seconds: float
    cpu_seconds: float
    megabytes: float


def run(command: list[str], folder: Path) -> Cost:
    """Return what a command costs, with all the processes that it starts."""
    start, before = perf_counter(), _worked()
    most = 0.0
    environment = {**os.environ, "PYTHONPATH": str(COURSE.root), "PATH": _path()}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process,
    ):
        while process.poll() is None:
            most = max(most, _megabytes(process.pid))
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                continue
        if process.returncode:
            log.seek(0)
            raise RuntimeError(log.read().decode())
    return Cost(perf_counter() - start, _worked() - before, most)


def _worked() -> float:
    """Return the seconds that all cores of this machine have worked so far."""
    times = psutil.cpu_times()
    return times.user + times.system + getattr(times, "nice", 0.0)


def _megabytes(root: int) -> float:
    """Return what a process and its descendants take together, what they share counted once."""
    total = 0
    try:
        processes = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    except psutil.Error:
        return 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += getattr(process.memory_full_info(), "pss", 0)
    return total / 1e6


def _path() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def ours(*arguments: str) -> list[str]:
    """Return the command that grades the course that it is started in."""
    return [sys.executable, "-m", "autograder", "grade", *arguments]


def chapter_class(size: int) -> Path:
    """Return a course with the first chapter, which ``size`` students have handed in."""
    chapter = COURSE.authored()[0]
    course = Course(Path(tempfile.mkdtemp(prefix="class-")))
    shutil.copytree(COURSE.solution(chapter).parent, course.solution(chapter).parent)
    shutil.copy(COURSE.config, course.root)
    everybody = sample_class(
        read_notebook(enter_in_gradebook(course, chapter)),
        read_notebook(course.solution(chapter)),
        read_all_answers(course.answers(chapter)),
    )
    for k in range(size):
        path = course.submission(f"s{k:04}", chapter)
        path.parent.mkdir(parents=True)
        path.write_bytes(_of_its_own(everybody[HONEST[k % len(HONEST)]], k))
    return course.root


def plain_class(size: int) -> Path:
    """Return a course of nbgrader's with five plain test cells, handed in by ``size`` students."""
    root = Path(tempfile.mkdtemp(prefix="class-"))
    source = root / "source" / "ps" / "ps.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(plain_notebook(), source)
    run([sys.executable, "-m", "nbgrader", "generate_assignment", "ps"], root)
    for k in range(size):
        path = root / "submitted" / f"s{k:04}" / "ps" / "ps.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(_of_its_own(source.read_bytes(), k))
    return root


def _of_its_own(content: bytes, number: int) -> bytes:
    """Return a notebook with a cell that nobody else has."""
    notebook = nbformat.reads(content.decode(), as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"Number {number}.", id=f"own-{number}"))
    return nbformat.writes(notebook).encode()


def stock(course: Path, chapter: str, rounds: int) -> float:
    """Return the seconds that stock nbgrader takes for a submission of ``course``."""
    root = Path(tempfile.mkdtemp(prefix="stock-"))
    for folder in ("source", "solutions"):
        if (course / folder).is_dir():
            shutil.copytree(course / folder / chapter, root / "source" / chapter)
    for answers in root.glob("source/*/answers"):
        shutil.rmtree(answers)
    for text in root.glob("source/*/[0-9]*.py"):
        text.unlink()
    submitted = next(p for p in (course / "submitted", course / "var" / "submitted") if p.is_dir())
    students = sorted(p.name for p in submitted.iterdir())[:SAMPLE]
    for student in students:
        shutil.copytree(submitted / student, root / "submitted" / student)
    nbgrader = [sys.executable, "-m", "nbgrader"]
    run([*nbgrader, "generate_assignment", chapter], root)
    times = [run([*nbgrader, "autograde", chapter, "--force"], root).seconds for _ in range(rounds)]
    return statistics.median(times) / len(students)


def compared(size: int, rounds: int) -> Table:
    """Return a table of both classes, ours against stock nbgrader."""
    table = Table("class", "ours, s", "again, s", "again, %", "stock, s", "times", "busy, %")
    kinds: Mapping[str, tuple[Callable[[int], Path], str, Callable[[Path], list[str]]]] = {
        "chapter 1": (chapter_class, COURSE.authored()[0], lambda c: ours("--fresh")),
        "five plain tests": (
            plain_class,
            "ps",
            lambda c: ours("ps", "--course", str(c), "--fresh"),
        ),
    }
    for name, (make, chapter, command) in kinds.items():
        course = make(size)
        costs = [run(command(course), course) for _ in range(rounds)]
        again = run([part for part in command(course) if part != "--fresh"], course).seconds
        first = statistics.median(cost.seconds for cost in costs)
        cores = len(os.sched_getaffinity(0))
        busy = statistics.median(cost.cpu_seconds / cost.seconds / cores for cost in costs)
        theirs = stock(course, chapter, rounds) * size
        table.add_row(
            f"{size} × {name}",
            f"{first:.1f}",
            f"{again:.2f}",
            f"{100 * again / first:.2f}",
            f"{theirs:.0f}",
            f"{theirs / first:.1f}",
            f"{100 * busy:.0f}",
        )
        shutil.rmtree(course)
    return table


def growth(largest: int) -> Table:
    """Return a table of time and memory by size of the class, and the line through them."""
    table = Table("plain submissions", "seconds", "seconds of all cores", "MB")
    sizes = [n for n in (10, 30, 100, 300, 1000) if n <= largest]
    costs = []
    for size in sizes:
        course = plain_class(size)
        costs.append(run(ours("ps", "--course", str(course)), course))
        shutil.rmtree(course)
        table.add_row(
            str(size),
            f"{costs[-1].seconds:.1f}",
            f"{costs[-1].cpu_seconds:.1f}",
            f"{costs[-1].megabytes:.0f}",
        )
    for name, values in (
        ("CPU seconds", [cost.cpu_seconds for cost in costs]),
        ("MB", [cost.megabytes for cost in costs]),
    ):
        each, fixed = np.polyfit(sizes, values, 1)
        off = np.abs(np.polyval([each, fixed], sizes) - values).max() / max(values)
        table.add_section()
        table.add_row(f"{name}: {fixed:.1f} + {each:.4f} a submission", f"off by {off:.0%}", "", "")
    return table


def main() -> None:
    """Measure, and print two tables."""
    said, usual = sys.argv[1:], ("60", "1000", "3")
    size, largest, rounds = map(int, (*said, *usual[len(said) :]))
    console = Console(width=120)
    load = os.getloadavg()[0]
    console.print(
        f"Load before: {load:.1f}. Stock nbgrader: {SAMPLE} submissions, counted for all."
    )
    console.print(compared(size, rounds))
    console.print(growth(largest))


if __name__ == "__main__":
    main()
