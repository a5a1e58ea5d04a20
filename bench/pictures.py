"""How long a picture takes: each explorer's redraw beside an empty plot of its size, and graphs.

An explorer's picture is made anew whenever a control is moved, so this is how far it lags behind.
The empty plot is what matplotlib asks for in any case.
"""

from __future__ import annotations

import inspect
import itertools
import statistics
from collections.abc import Callable
from time import perf_counter

import torch

from autograder.lesson import explore
from autograder.lesson.diagrams import drawing
from autograder.lesson.diagrams.layout import lay_out
from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.stepping import backward_steps
from autograder.lesson.diagrams.tracing import trace
from autograder.lesson.diagrams.wording import describe
from autograder.lesson.pictures.figures import Picture, image_of
from autograder.lesson.pictures.interactive import styled_figure
from tests.explored import explored, settings

ROUNDS = 9


def explorers() -> dict[str, Callable[..., None]]:
    """Return the explorers by name."""
    return {name: getattr(explore, name) for name in explore.__all__}


def redraw(explorer: Callable[..., None]) -> Callable[[], Picture]:
    """Return what draws an explorer's next picture, its controls somewhere else each time.

    What an explorer must be given is a function: it gets the sine.
    """
    parameters = inspect.signature(explorer).parameters.values()
    required = [parameter for parameter in parameters if parameter.default is parameter.empty]
    draw, controls = explored(explorer, *(torch.sin for _ in required))
    places = itertools.cycle(settings(controls))
    return lambda: draw(**next(places))


def empty_plot() -> Picture:
    """Return a picture with nothing drawn on its axes."""
    with styled_figure(7.2, 4.1) as figure:
        figure.subplots(1, 2)
        return Picture([image_of(figure, alt="Nothing", width=720)])


def chain(length: int) -> torch.Tensor:
    """Return a number that so many operations led to, some of them used twice."""
    x = torch.ones(3, dtype=torch.float64, requires_grad=True)
    y = x
    for step in range(length // 2):
        y = (y * x if step % 3 else y * y).sin()
    return y.sum()


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long it takes, once."""
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def shown(result: torch.Tensor) -> None:
    """Do what show_graph does, short of displaying it."""
    graph = trace(result).graph
    drawing.image(graph, lay_out(graph), describe(graph))


def main() -> None:
    """Print medians, each explorer as a multiple of the empty plot."""
    works = {name: redraw(each) for name, each in explorers().items()}
    times: dict[str, list[float]] = {name: [] for name in ("empty plot", *works)}
    empty_plot()
    for work in works.values():
        work()
    for _ in range(ROUNDS):
        for name, work in {"empty plot": empty_plot, **works}.items():
            times[name].append(milliseconds(work))
    floor = statistics.median(times["empty plot"])
    print(f"Redrawing, medians of {ROUNDS}, side by side:")
    for name, each in times.items():
        middle = statistics.median(each)
        print(f"  {name:<20}{middle:7.0f} ms   {middle / floor:4.1f} times the empty plot")

    print(f"Graphs, medians of {ROUNDS}:")
    none = names_in({})
    for length in (5, 20, 55):
        result = chain(length)
        nodes = len(trace(result).graph.nodes)
        draw = statistics.median(milliseconds(lambda r=result: shown(r)) for _ in range(ROUNDS))
        play = statistics.median(
            milliseconds(lambda r=result: backward_steps(trace(r), r, none)) for _ in range(ROUNDS)
        )
        print(f"  {nodes:3d} nodes: show_graph {draw:5.1f} ms, all backward steps {play:5.1f} ms")


if __name__ == "__main__":
    main()
