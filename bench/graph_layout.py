"""How well the boxes of a graph are arranged: ours, with graphlay, beside Graphviz's ``dot``.

The same graphs with the same boxes and nearly the same gaps, one after the other in one run.
``dot`` runs as a process of its own, which is part of its time; ours is everything that
``lay_out`` does. Crossings are counted on the lines as they are drawn.
"""

from __future__ import annotations

import statistics
from time import perf_counter

from rich.console import Console
from rich.table import Table

from autograder.lesson.diagrams.layout import lay_out
from autograder.lesson.diagrams.model import Graph
from autograder.lesson.diagrams.smoothing import sampled, smooth
from tests.graph_samples import COURSE, by_dot, course_graph, crossings, random_graph

SEEDS = 20
SIZES = (5, 10, 20, 40, 60)
Figures = tuple[float, ...]


def measured(graph: Graph) -> tuple[Figures, Figures]:
    """Return crossings, width, height and milliseconds of our layout, and of dot's."""
    start = perf_counter()
    layout = lay_out(graph)
    between = perf_counter()
    lines, width, height = by_dot(graph, layout)
    end = perf_counter()
    ours = [sampled(smooth(route.points)) for route in layout.routes]
    return (
        (crossings(ours), layout.width, layout.height, 1000 * (between - start)),
        (crossings(lines), width, height, 1000 * (end - between)),
    )


def add_row(table: Table, name: str, figures: list[tuple[Figures, Figures]]) -> None:
    """Fill in the medians over some graphs, ours and dot's beside each other."""
    cells = []
    for column in range(4):
        pair = [statistics.median(each[side][column] for each in figures) for side in (0, 1)]
        cells.append(" · ".join(f"{figure:,.0f}" for figure in pair))
    table.add_row(name, *cells)


def main() -> None:
    """Print a line for each of the course's graphs, and one for each size of random ones."""
    lay_out(random_graph(0, 5))  # graphlay is loaded before anything is timed.
    table = Table(
        title=f"Layouts, ours · dot's; of random graphs, medians of {SEEDS}", title_justify="left"
    )
    table.add_column("graph", no_wrap=True)
    for quantity in ("crossings", "width", "height", "ms"):
        table.add_column(quantity, justify="right")
    for name in COURSE:
        add_row(table, name, [measured(course_graph(name))])
    table.add_section()
    sums = [0.0, 0.0]
    for size in SIZES:
        figures = [measured(random_graph(seed, size)) for seed in range(SEEDS)]
        sums = [total + sum(each[side][0] for each in figures) for side, total in enumerate(sums)]
        add_row(table, f"random, {size} nodes", figures)
    console = Console()
    console.print(table)
    console.print(f"Crossings in all random graphs: {sums[0]:,.0f}, dot {sums[1]:,.0f}.")


if __name__ == "__main__":
    main()
