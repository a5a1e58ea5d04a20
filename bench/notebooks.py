"""How long a chapter runs, from the kernel's start: the solution, and what a student first sees.

At most 30 s are wanted for a solution and 20 s for a student's lesson cells, on two cores. A
solution runs its tests, too; a student's exercises are unanswered, so the test cells are left out.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import nbformat
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode

from autograder.chapter.cells import marks
from autograder.course import Course, find_course

ROUNDS = 3
MOST = {"solution": 30, "lesson": 20}


def seconds(notebook: NotebookNode, home: Path) -> float:
    """Return how long a fresh kernel takes to start and run all cells; errors do not stop it.

    It runs among copies of what lies in ``home``.
    """
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(home, folder, dirs_exist_ok=True)
        client = NotebookClient(
            nbformat.from_dict(notebook),
            timeout=120,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": folder}},
            extra_arguments=["--log-level=ERROR"],
        )
        start = perf_counter()
        client.execute()
        return perf_counter() - start


def without_tests(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without the test cells."""
    lesson = nbformat.from_dict(notebook)
    lesson.cells = [c for c in lesson.cells if not marks(c).grade]
    return lesson


def runs(course: Course, chapter: str) -> dict[str, tuple[NotebookNode, Path]]:
    """Return the notebooks of a chapter that are timed, and their folders, by what they are."""
    solution, release = course.solution(chapter), course.release(chapter)
    return {
        "solution": (nbformat.read(solution, as_version=4), solution.parent),
        "lesson": (without_tests(nbformat.read(release, as_version=4)), release.parent),
    }


def main() -> None:
    """Print the medians for every chapter."""
    course = find_course(Path(__file__))
    timed = {chapter: runs(course, chapter) for chapter in course.authored()}
    times: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for chapter, notebooks in timed.items():
            for what, (notebook, home) in notebooks.items():
                times.setdefault((chapter, what), []).append(seconds(notebook, home))
    print(f"Running a chapter, medians of {ROUNDS} fresh kernels (lowest-highest):")
    for (chapter, what), all_times in times.items():
        low, middle, high = (f(all_times) for f in (min, statistics.median, max))
        late = "  TOO LONG" if middle > MOST[what] else ""
        print(f"  {chapter:<36}{what:<10}{middle:5.1f} s  ({low:.1f}-{high:.1f}){late}")


if __name__ == "__main__":
    main()
