"""What ``import autograder.lesson`` costs a notebook beyond torch, matplotlib and IPython.

Each fresh process times the one import after the other, so that a busy moment hits both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

ROUNDS = 7
TIMED = """
from time import perf_counter
start = perf_counter()
import torch, matplotlib.pyplot, IPython
between = perf_counter()
import autograder.lesson
print(between - start, perf_counter() - between)
"""


def seconds() -> tuple[float, float]:
    """Return how long a new Python takes to import the libraries, and then the lesson."""
    command = [sys.executable, "-c", TIMED]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    libraries, lesson = map(float, told.split())
    return libraries, lesson


def main() -> None:
    """Print the medians and their ratio."""
    seconds()  # The first reads its files from the disk.
    libraries, lesson = zip(*(seconds() for _ in range(ROUNDS)), strict=True)
    print(f"Importing, medians of {ROUNDS} fresh processes (lowest-highest):")
    for name, times in {
        "torch, matplotlib, IPython": libraries,
        "autograder.lesson": lesson,
    }.items():
        low, middle, high = (1000 * f(times) for f in (min, statistics.median, max))
        print(f"  {name:<28}{middle:7.1f} ms  ({low:.1f}-{high:.1f})")
    ratio = statistics.median(lesson) / statistics.median(libraries)
    print(f"  autograder.lesson adds {ratio:.1%}.")


if __name__ == "__main__":
    main()
