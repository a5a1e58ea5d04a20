"""The course's own drawings."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from autograder.lesson.pictures.figures import PALETTE

_FORWARD, _BACKWARD, _UPDATE = PALETTE[0], PALETTE[1], PALETTE[2]


def _node(axes: Axes, x: float, name: str, value: str, gradient: str) -> None:
    style = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "black"}
    axes.text(x, 0, f"{name}\n{value}", ha="center", va="center", fontsize=12, bbox=style)
    axes.text(x, -0.85, gradient, ha="center", va="top", fontsize=12, color=_BACKWARD)


def _edge(axes: Axes, start: float, end: float, operation: str, derivative: str) -> None:
    middle = (start + end) / 2
    for tail, head, y, color, line in (
        (start, end, 0.25, _FORWARD, "solid"),
        (end, start, -0.25, _BACKWARD, "dashed"),
    ):
        arrow = FancyArrowPatch(
            (tail, y),
            (head, y),
            connectionstyle="arc3,rad=-0.3",
            arrowstyle="-|>",
            mutation_scale=16,
            linewidth=1.8,
            linestyle=line,
            color=color,
        )
        axes.add_patch(arrow)
    axes.text(middle, 0.75, operation, ha="center", va="bottom", color=_FORWARD, fontsize=11)
    axes.text(middle, -0.85, derivative, ha="center", va="top", color=_BACKWARD, fontsize=11)


def forward_and_backward() -> Figure:
    """Draw x → s = x·x → y = 5s at x = 3, once forward and once backward.

    Solid arrows carry values forward; dashed ones carry derivatives backward, each multiplied
    by the local derivative beside it. Under each node stands what has arrived there.
    """
    figure, axes = plt.subplots(figsize=(7.6, 2.7), layout="constrained")
    axes.set(xlim=(-1.1, 9.3), ylim=(-2.0, 1.75))
    axes.axis("off")
    _node(axes, 0.1, "x  (leaf)", "3", "∂y/∂x = 30")
    _node(axes, 4.3, "s", "9", "∂y/∂s = 5")
    _node(axes, 8.2, "y", "45", "∂y/∂y = 1")
    _edge(axes, 0.9, 3.8, "s = x · x", "times ∂s/∂x = 2x = 6")
    _edge(axes, 4.8, 7.7, "y = 5 s", "times ∂y/∂s = 5")
    axes.text(4.3, 1.7, "forward: values  →", ha="center", va="top", color=_FORWARD, fontsize=12)
    axes.text(
        4.3,
        -1.95,
        "←  backward: derivatives",
        ha="center",
        va="bottom",
        color=_BACKWARD,
        fontsize=12,
    )
    return figure


def learning_process() -> Figure:
    """Draw a step of learning as a circle: forward, loss, backward, update.

    Solid arrows carry values forward, dashed ones derivatives backward, the dotted one the
    change of the weights.
    """
    figure, axes = plt.subplots(figsize=(7.6, 3.4), layout="constrained")
    axes.set(xlim=(-0.9, 11.0), ylim=(-0.7, 4.0))
    axes.axis("off")
    for x, y, words in (
        (0.4, 3.0, "input\nx"),
        (3.6, 3.0, "model with\nweights w"),
        (7.0, 3.0, "prediction\np"),
        (9.8, 1.6, "loss"),
        (7.0, 0.2, "target\ny"),
        (3.6, 0.2, "optimiser"),
    ):
        style = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": "black"}
        axes.text(x, y, words, ha="center", va="center", fontsize=12, bbox=style)
    for tail, head, color, line, bend in (
        ((1.0, 3.0), (2.5, 3.0), _FORWARD, "solid", 0.0),
        ((4.8, 3.0), (6.0, 3.0), _FORWARD, "solid", 0.0),
        ((8.2, 3.0), (9.7, 2.1), _FORWARD, "solid", -0.25),
        ((7.8, 0.2), (9.7, 1.1), _FORWARD, "solid", 0.25),
        ((9.2, 1.6), (4.2, 2.35), _BACKWARD, "dashed", -0.1),
        ((3.3, 2.4), (3.3, 0.65), _BACKWARD, "dashed", 0.0),
        ((2.5, 0.2), (2.6, 2.4), _UPDATE, "dotted", -0.7),
    ):
        arrow = FancyArrowPatch(
            tail,
            head,
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=16,
            linewidth=1.8,
            linestyle=line,
            color=color,
        )
        axes.add_patch(arrow)
    for x, y, words, color, place in (
        (5.35, 3.4, "1 forward", _FORWARD, "center"),
        (9.4, 3.1, "2 compare", _FORWARD, "left"),
        (6.6, 1.35, "3 backward: derivatives", _BACKWARD, "center"),
        (3.5, 1.35, "gradient", _BACKWARD, "left"),
        (1.5, 1.0, "4 update:\nw − rate · gradient", _UPDATE, "right"),
    ):
        axes.text(x, y, words, ha=place, va="center", color=color, fontsize=11)
    return figure


def columns_or_rows(results: int = 6, entries: int = 3) -> Figure:
    """Draw a Jacobian twice: a forward pass fills a column of it, a backward pass a row."""
    figure, both = plt.subplots(1, 2, figsize=(7.6, 3.4), layout="constrained")
    for axes, title, color, hatch, one in (
        (both[0], f"forward: a column a pass, {entries} passes", _FORWARD, "//", (None, 1)),
        (both[1], f"backward: a row a pass, {results} passes", _BACKWARD, "..", (1, None)),
    ):
        axes.set(xlim=(-1.2, entries + 0.2), ylim=(results + 0.2, -1.0), aspect="equal")
        axes.axis("off")
        axes.set_title(title, color=color)
        for row in range(results):
            axes.text(-0.2, row + 0.5, f"y{row}", ha="right", va="center")
            for column in range(entries):
                filled = one in ((None, column), (row, None))
                look = (
                    {"facecolor": color, "alpha": 0.6, "hatch": hatch}
                    if filled
                    else {"fill": False}
                )
                axes.add_patch(Rectangle((column, row), 1, 1, edgecolor="black", **look))
        for column in range(entries):
            axes.text(column + 0.5, -0.2, f"x{column}", ha="center", va="bottom")
    return figure
