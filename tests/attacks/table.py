"""The manual's table of attacks: what does not change from run to run."""

from __future__ import annotations

from pathlib import Path

from tests.attacks.known import GROUPS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "attacks.md"
BEGIN, END = "<!-- attacks: begin -->", "<!-- attacks: end -->"

_ON_STOCK = {
    "": "not tried",
    "points": "more points than it is worth",
    "leak": "hidden tests can be read",
    "ungraded": "no grade",
    "aborts": "the whole class is not graded",
}


def with_table(page: str) -> str:
    """Return the page with the table as it should be between its markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}{END}{after}"


def table() -> str:
    """Return all attacks, in Markdown."""
    parts = []
    for title, attacks in GROUPS.items():
        rows = [f"| {a.name} | {a.does} | {_ON_STOCK[a.on_stock]} | {a.worth:g} |" for a in attacks]
        head = "| attack | what it does | on nbgrader as it comes | honest worth |\n|-|-|-|-|"
        parts.append(f"## {title}\n\n{head}\n" + "\n".join(rows) + "\n\n")
    return "\n" + "".join(parts)
