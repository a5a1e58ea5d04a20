"""A thousand honest submissions in a row, through one warm parent: none may lose a point.

What would slip in unseen otherwise: a handle that is not closed, a process that stays, memory that
grows, a question that once in a thousand times gets no answer.
"""

from __future__ import annotations

import os
import statistics
from pathlib import Path
from time import perf_counter

import nbformat
import torch
from rich.console import Console

from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter.key import make_key
from autograder.course import find_course
from autograder.grading import Sandbox, grade
from bench.grading import plain_notebook

RUNS = 1000


def memory() -> float:
    """Return the megabytes that this process takes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def handles_open() -> int:
    """Return how many files and sockets this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def main() -> None:
    """Grade, and print what was lost and how time and memory went."""
    torch.set_num_threads(1)
    config = load_config(find_course(Path(__file__)).config)
    notebook = plain_notebook()
    release = student_version(notebook, "ps", release_steps(config))
    key = make_key("ps", notebook.cells, release.cells)
    submission = nbformat.writes(notebook).encode()
    lost, times = 0, []
    with Sandbox() as sandbox:
        grade(submission, key, sandbox=sandbox)
        handles, megabytes = handles_open(), memory()
        for _ in range(RUNS):
            start = perf_counter()
            lost += grade(submission, key, sandbox=sandbox).points != key.max_points
            times.append(perf_counter() - start)
        handles, megabytes = handles_open() - handles, memory() - megabytes
    first, last = (statistics.median(part) for part in (times[:100], times[-100:]))
    Console().print(
        f"{RUNS} honest submissions: {lost} lost; {first:.3f} s each at first, {last:.3f} s at "
        f"last; {handles} more handles open, {megabytes:.0f} MB more memory"
    )


if __name__ == "__main__":
    main()
