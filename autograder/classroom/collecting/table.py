"""Show what was collected, and by name what was not."""

from __future__ import annotations

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.classroom.collecting.collect import Collected, Round
from autograder.classroom.collecting.placing import Status
from autograder.classroom.results import WIDTH_WHEN_PIPED


def show(done: Round, console: Console | None = None) -> None:
    """Print a table for each chapter, then every file that was left over, then the totals."""
    console = console or Console()
    if not console.is_terminal:
        console.width = WIDTH_WHEN_PIPED
    for chapter in dict.fromkeys(each.chapter for each in done.collected):
        console.print(_table(chapter, [c for c in done.collected if c.chapter == chapter]))
    for left in done.left:
        console.print(Text(f"{left.where}  was not collected: {left.why}"))
    console.print(Text(totals(done)))


def _table(chapter: str, collected: list[Collected]) -> Table:
    table = Table(title=chapter, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("student", "name", "told by", "handed in (UTC)", "status", "remark"):
        table.add_column(column, overflow="fold")
    for each in collected:
        when = f"{each.when:%Y-%m-%d %H:%M}" if each.when else "unknown"
        table.add_row(
            Text(each.student),
            Text(each.name),
            Text(each.channel),
            Text(f"{when}, late" if each.late else when),
            Text(each.status.value),
            Text("; ".join(each.notes), style="yellow"),
        )
    return table


def totals(done: Round) -> str:
    """Return one line: how many notebooks of how many students, and what was left over."""
    count = len(done.collected)
    students = len({each.student for each in done.collected})
    ends = Counter(each.status for each in done.collected)
    parts = [f"{ends[status]} {status.value}" for status in Status if ends[status]]
    said = f"{count} notebook{'s' * (count != 1)} of {students} student{'s' * (students != 1)}"
    said += f": {', '.join(parts)}." if parts else "."
    left = len(done.left)
    return f"{said} {left} file{'s' * (left != 1)} not collected." if left else said
