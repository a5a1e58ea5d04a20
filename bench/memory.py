"""Memory that a submission takes behind the wall, when it takes the most.

In proportional set size: what processes share is divided among them. Nearly all that a submission's
processes hold they share with the warm parent, which is there once for all submissions. So what one
more submission *adds* is what all hold together less what the warm parent holds alone; the rest is
its shares of the warm parent. What a submission takes that a slice confirms stands beside what one
takes with every cell, and a snapshot for each test. ``python bench/memory.py -v`` prints each
process.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter.key import Key, make_key, read_key
from autograder.course import find_course
from autograder.grading import Limits, Sandbox, Verdict, consumption, grade
from autograder.grading.sandbox import Run
from bench.grading import plain_notebook

COURSE = find_course(Path(__file__))
MB = 1 << 20

#: Bytes of a process, by what they are of.
Weight = Counter[str]


class Weighed(Sandbox):
    """A sandbox that looks at a submission's memory: when it is sealed, and when all is judged."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[int, Weight] = {}
        self._is_running = False

    @contextlib.contextmanager
    def run(self, tests: int, limits: Limits) -> Iterator[Run]:
        """Do as a sandbox does."""
        self.found = {}
        with super().run(tests, limits) as run:
            self._is_running = True
            yield run
            self._is_running = False
            self.rest()  # or the next submission's processes would be weighed too
            self._look()

    def prepare(self, tests: int, limits: Limits) -> None:
        """Do as a sandbox does; within a run it is asked to when the last cell has run."""
        if self._is_running:
            self._look()
        super().prepare(tests, limits)

    def _look(self) -> None:
        found = self.weigh()
        if _bytes(found.values()) > _bytes(self.found.values()):
            self.found = found

    def weigh(self) -> dict[int, Weight]:
        """Return what each process takes, the warm parent first."""
        assert self._process is not None
        weights = {each: weight(each) for each in consumption.family(self._process.pid)}
        return {each: found for each, found in weights.items() if found["memory"] > MB}

    def alone(self) -> Weight:
        """Return what the warm parent takes while there is no submission."""
        self.rest()
        while len(found := self.weigh()) > 1:
            time.sleep(0.1)  # a watcher is just about to end
        return next(iter(found.values()))


def _bytes(weights: Iterable[Weight]) -> int:
    return sum(each["files"] + each["memory"] for each in weights)


def weight(process: int) -> Weight:
    """Return what a process takes."""
    found: Weight = Counter()
    kind = ""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps").read_text().splitlines():
            if re.match(r"[0-9a-f]+-", line):
                name = line.split(maxsplit=5)[5:]
                kind = "files" if name and name[0].startswith("/") else "memory"
            elif line.startswith("Pss:"):
                found[kind] += int(line.split()[1]) * 1024
            elif line.startswith(("Private_Clean:", "Private_Dirty:")):
                found["its own"] += int(line.split()[1]) * 1024
    return found


def cases() -> Iterator[tuple[str, bytes, Key]]:
    """Yield what is graded: a name, the submission and its key."""
    notebook = plain_notebook()
    release = student_version(notebook, "ps", release_steps(load_config(COURSE.config)))
    key = make_key("ps", notebook.cells, release.cells)
    yield "five plain cells", nbformat.writes(notebook).encode(), key
    chapter = COURSE.released()[0]
    key = read_key(chapter, COURSE.solution(chapter), COURSE.release(chapter))
    yield chapter, COURSE.solution(chapter).read_bytes(), key


def main() -> None:
    """Measure, and print a table in megabytes."""
    table = Table(
        "MB", "adds", "of it files", "processes", "one's own", "shares of the warm parent"
    )
    with Weighed() as sandbox:
        for (name, submission, key), slices in itertools.product(cases(), (True, False)):
            grade(submission, key, sandbox=sandbox, slices=slices)  # whatever comes only once
            alone = sandbox.alone()
            tests = grade(submission, key, sandbox=sandbox, slices=slices).tests
            assert all(test.verdict is Verdict.PASSED for test in tests)
            _, *own = sandbox.found.values()
            together = sum(sandbox.found.values(), Weight())
            files = together["files"] - alone["files"]
            adds = files + together["memory"] - alone["memory"]
            holds = _bytes(own)
            each = sum(each["its own"] for each in own) / len(own)
            sizes = (f"{size / MB:.0f}" for size in (each, holds - adds))
            whole = "" if slices else ", whole"
            table.add_row(
                name + whole, f"{adds / MB:.0f}", f"{files / MB:.0f}", str(len(own)), *sizes
            )
            if "-v" in sys.argv:
                for process, found in sandbox.found.items():
                    print(process, {what: f"{size / MB:.1f}" for what, size in found.items()})
    Console().print(table)


if __name__ == "__main__":
    main()
