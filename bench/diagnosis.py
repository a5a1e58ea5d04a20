"""How often a mistake is named, how often another one, and whether right answers are left alone.

Each specimen is a random smooth function at three random shapes, answered with one mistake that
is really committed; see ``tests/specimens.py``. What is promised: named in at least 98 %,
another one in at most 0.5 %, and no right answer refused or accused.
"""

from __future__ import annotations

import random
import statistics
from time import perf_counter

from rich.console import Console
from rich.table import Table

from autograder.lesson.misconceptions import KNOWN, Case, diagnose
from autograder.lesson.numbers.comparison import difference
from tests.specimens import MAKERS, right_answers, specimen, unknown

EACH, STRANGE, PROBLEMS = 100, 1000, 300
FAMILY = {misconception.name: misconception.family for misconception in KNOWN}


def timed(cases: list[Case]) -> tuple[list[str], float]:
    """Return the names of what is diagnosed, and the milliseconds that it took."""
    start = perf_counter()
    found = diagnose(cases)
    return [misconception.name for misconception in found], 1000 * (perf_counter() - start)


def mistakes(table: Table) -> None:
    """Fill in a line for each misconception, and one for all."""
    sums = [0, 0, 0]
    for name in sorted(MAKERS):
        itself = family = others = 0
        times = []
        for seed in range(EACH):
            names, milliseconds = timed(specimen(name, seed))
            families = {FAMILY[found] for found in names}
            itself += name in names
            family += FAMILY[name] in families
            others += bool(families - {FAMILY[name]})
            times.append(milliseconds)
        counts = (itself, family, others)
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        shares = [f"{count / EACH:.1%}" for count in counts]
        table.add_row(name, FAMILY[name], *shares, f"{statistics.median(times):.0f}")
    table.add_section()
    whole = EACH * len(MAKERS)
    table.add_row(f"all {whole:,}", "", *(f"{count / whole:.2%}" for count in sums), "")


def strange(table: Table) -> None:
    """Fill in a line for wrong numbers that no misconception explains."""
    found = [timed(unknown(random.Random(seed))) for seed in range(STRANGE)]
    accused = sum(bool(names) for names, _ in found)
    middle = statistics.median(milliseconds for _, milliseconds in found)
    line = (f"{STRANGE:,} unexplained", "", "", "", f"{accused / STRANGE:.2%}", f"{middle:.0f}")
    table.add_row(*line)


def right() -> str:
    """Return what became of the right answers."""
    answers = refused = accused = 0
    for seed in range(PROBLEMS):
        for _, cases in right_answers(seed):
            answers += len(cases)
            refused += sum(difference(p.answer, p.reference) is not None for p in cases)
            accused += bool(diagnose(cases))
    return f"{answers:,} right answers in 12 styles: {refused} refused, {accused} accused."


def main() -> None:
    """Print the figures."""
    table = Table(
        title=f"Wrong answers, {EACH} of each mistake: what is named, and in what median time",
        title_justify="left",
    )
    for column in ("mistake", "family"):
        table.add_column(column, no_wrap=True)
    for column in ("itself", "or family", "another", "ms"):
        table.add_column(column, justify="right")
    mistakes(table)
    strange(table)
    console = Console()
    console.print(table)
    console.print(right())


if __name__ == "__main__":
    main()
