"""Try all attacks, behind each wall and on nbgrader as it comes, and write the manual's table.

``python -m tests.attacks [NAME…]`` tries those whose names hold one of the words, and writes
nothing. Times and stock scores belong to a machine and a day: they are printed, not written.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import SandboxRefused
from autograder.grading import Sandbox
from autograder.grading.sandbox import WALLS, WallName
from tests.attacks.attack import Attack
from tests.attacks.known import ATTACKS
from tests.attacks.ours import Outcome, outcomes
from tests.attacks.stock import LAST, Stock, grade_with_nbgrader
from tests.attacks.table import PAGE, with_table


def main() -> int:
    """Print what comes of each attack; return 1 if one is not held off."""
    words = sys.argv[1:]
    chosen = [a for a in ATTACKS if not words or any(word in a.name for word in words)]
    ours = {wall: _behind(wall, chosen) for wall in WALLS}
    stock = on_stock(chosen)
    for attack in chosen:
        found = {wall: outcome[attack.name] for wall, outcome in ours.items() if outcome}
        print(_line(attack, found, stock.get(attack.name)))
    if not words:
        PAGE.write_text(with_table(PAGE.read_text()))
    alive = [name for name, (_, is_alive) in stock.items() if is_alive]
    print(f"{len(alive)} of {len(stock)} alive on nbgrader.")
    is_fine = True
    for wall, outcome in ours.items():
        held = [found for found in outcome.values() if not found.faults]
        print(f"{wall}: {len(held)} of {len(outcome)} held off" if outcome else f"No {wall} here.")
        is_fine &= len(held) == len(outcome)
    return 0 if is_fine else 1


def _behind(wall: WallName, chosen: Sequence[Attack]) -> dict[str, Outcome]:
    """Return what comes of attacks behind a wall, nothing if there is none such here."""
    try:
        with Sandbox(wall) as sandbox:
            return {attack.name: outcomes([attack], sandbox)[0] for attack in chosen}
    except SandboxRefused as refusal:
        print(refusal)
        return {}


def on_stock(chosen: list[Attack]) -> dict[str, tuple[Stock, bool]]:
    """Return what nbgrader makes of those that are tried there, and whether they do their worst."""
    tried = [attack for attack in chosen if attack.on_stock]
    alone = [attack for attack in tried if attack.is_alone_there]
    together = [attack for attack in tried if attack not in alone]
    found: dict[str, tuple[Stock, bool]] = {}
    for run in [together, *([attack] for attack in alone)]:
        if run:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                got = grade_with_nbgrader(run, Path(folder))
            found |= {a.name: (got[a.name], got[a.name].shows(a, got[LAST])) for a in run}
    return found


def _line(
    attack: Attack, ours: Mapping[WallName, Outcome], stock: tuple[Stock, bool] | None
) -> str:
    there = "—"
    if stock is not None:
        points_there = "ungraded" if stock[0].points is None else f"{stock[0].points:.3g}"
        there = points_there + (", leaks" if stock[0].leaks else "") + ("" if stock[1] else " (?)")
    parts = [f"{attack.name:38} nbgrader {there:18} honest {attack.worth:<4g}"]
    for wall, outcome in ours.items():
        points = "refused" if outcome.points is None else f"{outcome.points:.3g}"
        verdict = "held off" if not outcome.faults else " ".join(outcome.faults)
        parts.append(f"{wall} {points:7} {verdict} {1000 * outcome.seconds:5.0f} ms")
    return "  ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
