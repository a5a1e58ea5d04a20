"""Show how far a class is graded: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograder.classroom.results import Result


def unheard(line: str) -> None:
    """Do nothing with a line."""


class Watch(Protocol):
    """Whoever watches a class being graded."""

    def say(self, line: str) -> None:
        """Something that is not about one submission."""

    def begin(self, chapter: str, count: int) -> None:
        """So many submissions of a chapter are graded now."""

    def done(self, result: Result, seconds: float) -> None:
        """One of them is done; grading it took so long."""


class Lines:
    """A line for each submission.

    Args:
        out: Called with each line.

    """

    def __init__(self, out: Callable[[str], object]) -> None:
        self._out = out

    def say(self, line: str) -> None:
        """Pass it on."""
        self._out(line)

    def begin(self, chapter: str, count: int) -> None:
        """Nothing: the lines will tell."""

    def done(self, result: Result, seconds: float) -> None:
        """Tell whose it was, how it ended and how long it took."""
        self._out(f"{result.student}  {result.chapter}  {result.outcome.value}  {seconds:.1f} s")


class Bar:
    """A bar with rate, time left and how submissions ended. Use it in a ``with`` statement.

    Args:
        console: Where it is shown, by default the terminal.

    """

    def __init__(self, console: Console | None = None) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[ends]}"),
            console=console,
        )
        self._task: TaskID | None = None
        self._ends: Counter[str] = Counter()

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def say(self, line: str) -> None:
        """Show a line above the bar."""
        self._progress.console.print(Text(line))

    def begin(self, chapter: str, count: int) -> None:
        """Begin a bar for a chapter."""
        self._progress.start()  # Not before: somebody may be asked something first.
        self._ends = Counter()
        self._task = self._progress.add_task(chapter, total=count, ends="")

    def done(self, result: Result, seconds: float) -> None:
        """Let the bar grow by one."""
        self._ends[result.outcome.value] += 1
        ends = ", ".join(f"{count} {end}" for end, count in self._ends.most_common())
        if self._task is not None:
            self._progress.update(self._task, advance=1, ends=ends)


class _Rate(ProgressColumn):
    """Submissions a minute."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{60 * speed:.0f}/min")
