"""The course's own drawings."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from autograder.lesson.figures import PALETTE

_FORWARD, _BACKWARD = PALETTE[0], PALETTE[1]


def _box(axes: Axes, x: float, text: str, note: str) -> None:
    style = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": "black"}
    axes.text(x, 0, text, ha="center", va="center", fontsize=13, bbox=style)
    axes.text(x, -1.25, note, ha="center", va="top", fontsize=9.5, color="#444444")


def _arrow(
    axes: Axes, start: float, end: float, y: float, bend: float, color: str, line: str
) -> None:
    axes.add_patch(
        FancyArrowPatch(
            (start, y),
            (end, y),
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=16,
            linewidth=1.8,
            linestyle=line,
            color=color,
        )
    )


def forward_and_backward() -> Figure:
    """Draw x → x·x → 2(x·x) with values above and derivatives below, at x = [0, 1, 2, 3].

    Solid arrows carry values forward, dashed ones derivatives backward.
    """
    figure, axes = plt.subplots(figsize=(7.6, 2.9), layout="constrained")
    axes.set(xlim=(-1.3, 9.6), ylim=(-2.2, 2.1))
    axes.axis("off")
    _box(axes, 0.2, "x", "leaf: you made it\n[0, 1, 2, 3]")
    _box(axes, 4.2, "s = x · x", "made by an operation\n14")
    _box(axes, 8.2, "y = 2s", "the result\n28")
    for start, end, value, derivative in (
        (0.6, 3.2, "[0, 1, 2, 3]", "∂s/∂x = 2x\n→ [0, 4, 8, 12]"),
        (5.2, 7.4, "14", "∂y/∂s = 2\n→ 2"),
    ):
        middle = (start + end) / 2
        _arrow(axes, start, end, 0.25, -0.35, _FORWARD, "solid")
        _arrow(axes, end, start, -0.25, -0.35, _BACKWARD, "dashed")
        axes.text(middle, 0.95, value, ha="center", va="bottom", color=_FORWARD, fontsize=10.5)
        axes.text(middle, -0.85, derivative, ha="center", va="top", color=_BACKWARD, fontsize=10.5)
    axes.text(4.2, 2.0, "forward: values  →", ha="center", va="top", color=_FORWARD, fontsize=11)
    axes.text(
        4.2,
        -2.2,
        "←  backward: derivatives",
        ha="center",
        va="bottom",
        color=_BACKWARD,
        fontsize=11,
    )
    return figure
