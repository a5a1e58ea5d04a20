"""How long a check takes to answer, on the sizes of its chapter: at most 50 ms are wanted.

Each test cell is run as a notebook would, hidden tests included: with the model answer, and with
the wrong sample answers, after which a check also looks for the mistake.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import statistics
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ.setdefault("MPLBACKEND", "Agg")

import matplotlib.pyplot as plt
from rich.console import Console
from rich.table import Table

from autograder.chapter.answers import read_answers
from autograder.course import find_course
from autograder.errors import CheckFailed
from autograder.lesson import check

COURSE = find_course(Path(__file__))
ROUNDS = 15
Times = dict[tuple[str, str], list[float]]


class Stopwatch:
    """Stands in for ``check`` and notes how long each call takes, by exercise and kind."""

    def __init__(self) -> None:
        self.times: Times = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[..., None]:
        def call(name: str, *args: Any, **settings: Any) -> None:
            start = perf_counter()
            try:
                getattr(check, kind)(name, *args, **settings)
            finally:
                self.times[name, kind].append(1000 * (perf_counter() - start))

        return call


def run(namespace: dict[str, Any], *sources: str) -> None:
    """Run cells after each other, in silence; a check that fails ends the run."""
    silence = contextlib.redirect_stdout(io.StringIO())
    with warnings.catch_warnings(), silence, contextlib.suppress(CheckFailed):
        warnings.simplefilter("ignore")
        for source in sources:
            exec(source, namespace)
    plt.close("all")


def measured(chapter: str) -> tuple[Times, Times]:
    """Return the times of all checks of a chapter, for right and for wrong answers."""
    notebook = json.loads(COURSE.solution(chapter).read_text(encoding="utf-8"))
    cells = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    setup = "\n".join(line for line in cells["setup"].split("\n") if not line.startswith("%"))
    right, wrong = Stopwatch(), Stopwatch()
    for test in (name for name in cells if name.startswith("test_")):
        exercise = test.removeprefix("test_")
        file = COURSE.answers(chapter) / f"{exercise}.py"
        answers = read_answers(file) if file.exists() else []
        sources = [(right, cells[exercise])] * ROUNDS
        sources += [(wrong, answer.source) for answer in answers if not answer.right]
        for watch, source in sources:
            namespace: dict[str, Any] = {}
            run(namespace, setup)
            # Once without the stopwatch: what is used for the first time may be loaded first.
            for clock in (Stopwatch(), watch):
                run({**namespace, "check": clock}, source, cells[test])
    return right.times, wrong.times


def main() -> None:
    """Print a table for each chapter."""
    for chapter in COURSE.authored():
        table = Table(title=f"{chapter}: milliseconds a check", title_justify="left")
        table.add_column("exercise", no_wrap=True)
        table.add_column("check")
        for column in ("right: median", "wrong: median", "slowest"):
            table.add_column(column, justify="right")
        right, wrong = measured(chapter)
        for key, times in right.items():
            others = wrong.get(key)
            figures = [statistics.median(times)]
            figures += [statistics.median(others), max(others)] if others else []
            table.add_row(*key, *(f"{figure:.1f}" for figure in figures))
        Console().print(table)


if __name__ == "__main__":
    main()
