"""Show what releasing a chapter again will do, before it is done."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.classroom.rerelease.plan import CellPlan, Plan
from autograder.classroom.results import WIDTH_WHEN_PIPED


def as_text(plan: Plan) -> str:
    """Return a plan as a table, with what it does to the class in a line below."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("cell", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("by hand", no_wrap=True)
    table.add_column("because", overflow="fold")
    for cell in plan.cells:
        row = (cell.name, cell.fate.value, _points(cell), _by_hand(cell), cell.why)
        table.add_row(*map(Text, row))
    text = io.StringIO()
    console = Console(file=text, width=WIDTH_WHEN_PIPED, color_system=None)
    console.print(Text(f"{plan.chapter} was released before, and has changed since:"))
    console.print(table)
    for line in _below(plan):
        console.print(Text(line))
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def _points(cell: CellPlan) -> str:
    said = ["—" if each is None else f"{each:g}" for each in (cell.before, cell.now)]
    if said == ["—", "—"]:
        return ""
    return said[0] if said[0] == said[1] else f"{said[0]} → {said[1]}"


def _by_hand(cell: CellPlan) -> str:
    if not cell.by_hand:
        return ""
    return f"{len(cell.by_hand)} wait for you" if cell.waits else f"{len(cell.by_hand)}"


def _below(plan: Plan) -> list[str]:
    lines = [
        f"Of {plan.students} students, the totals of {plan.move} change for certain, and of "
        f"{plan.may_move} at most before anybody hands in again."
    ]
    if plan.elsewhere:
        lines.append(
            f"Changed beside these: {', '.join(plan.elsewhere)}. So each submission is graded as a "
            "whole."
        )
    return lines
