"""Try all attacks, here and on nbgrader as it comes, and write the table into the manual.

``python -m tests.attacks [NAME…]`` tries those whose names hold one of the words, and writes
nothing. Times and stock scores belong to a machine and a day: they are printed, not written.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from autograder.grading import Sandbox
from tests.attacks.attack import Attack
from tests.attacks.known import ATTACKS
from tests.attacks.ours import Outcome, outcomes
from tests.attacks.stock import LAST, Stock, grade_with_nbgrader
from tests.attacks.table import PAGE, with_table


def main() -> int:
    """Print what comes of each attack; return 1 if one is not held off."""
    words = sys.argv[1:]
    chosen = [a for a in ATTACKS if not words or any(word in a.name for word in words)]
    with Sandbox() as sandbox:
        ours = {attack.name: outcomes([attack], sandbox)[0] for attack in chosen}
    stock = on_stock(chosen)
    for attack in chosen:
        print(_line(attack, ours[attack.name], stock.get(attack.name)))
    if not words:
        PAGE.write_text(with_table(PAGE.read_text()))
    held = [attack for attack in chosen if not ours[attack.name].faults]
    alive = [name for name, (_, is_alive) in stock.items() if is_alive]
    print(f"{len(held)} of {len(chosen)} held off; {len(alive)} of {len(stock)} alive on nbgrader.")
    return 0 if len(held) == len(chosen) else 1


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


def _line(attack: Attack, ours: Outcome, stock: tuple[Stock, bool] | None) -> str:
    points = "refused" if ours.points is None else f"{ours.points:.3g}"
    there = "—"
    if stock is not None:
        points_there = "ungraded" if stock[0].points is None else f"{stock[0].points:.3g}"
        there = points_there + (", leaks" if stock[0].leaks else "") + ("" if stock[1] else " (?)")
    verdict = "held off" if not ours.faults else " ".join(ours.faults)
    return (
        f"{attack.name:38} nbgrader {there:18} here {points:8} honest {attack.worth:<4g} "
        f"{verdict} {1000 * ours.seconds:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
