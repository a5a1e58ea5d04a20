"""The slope that autograd reports with a detached factor, and the slope that is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import torch

from autograder.errors import PictureError
from autograder.lesson.devices import device
from autograder.lesson.explorers.arguments import as_number
from autograder.lesson.explorers.curves import Curve, curve, limits
from autograder.lesson.numbers.numerals import given, number, reading
from autograder.lesson.pictures.controls import Control, Slider, Switch
from autograder.lesson.pictures.figures import PALETTE, Picture, image_of
from autograder.lesson.pictures.interactive import show_explorer, styled_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Everything keeps its place when a control moves, and matplotlib need not look for one.
_PLACES = {"left": 0.09, "right": 0.98, "bottom": 0.36, "top": 0.92, "wspace": 0.25}
_LOW, _HIGH = -3.0, 3.0
_POINTS = 121
_STEP = 0.1


class Run(NamedTuple):
    """The tensors of one forward pass, all of one shape."""

    x: torch.Tensor
    y: torch.Tensor
    u: torch.Tensor
    z: torch.Tensor


def detach_run(x: float, is_detached: bool) -> Run:
    """Compute y = x·x, u = y or y.detach(), z = u·x from a new float64 leaf of shape ().

    Nothing has gone backward yet: the graph behind ``z`` is whole.
    """
    with torch.inference_mode(False), torch.enable_grad():
        leaf = torch.tensor(x, dtype=torch.float64, device=device(), requires_grad=True)
        return _forward(leaf, is_detached)


def _forward(x: torch.Tensor, is_detached: bool) -> Run:
    y = x * x
    u = y.detach() if is_detached else y
    return Run(x, y, u, u * x)


def detach(*, at: float = 2.0) -> None:
    """Show z = u·x, where u = x·x, with the slope that autograd reports; a switch detaches u.

    Args:
        at: where x is at first, from −3 to 3.

    Raises:
        PictureError: if ``at`` is no number or lies outside.

    """
    from autograder.lesson.diagrams import drawing
    from autograder.lesson.diagrams.layout import lay_out
    from autograder.lesson.diagrams.names import names_in
    from autograder.lesson.diagrams.tracing import trace
    from autograder.lesson.diagrams.wording import describe

    at = as_number(at)
    if not _LOW <= at <= _HIGH:
        raise PictureError(
            f"at={given(at)} lies outside of {given(_LOW)} to {given(_HIGH)}. Move it."
        )
    points = torch.linspace(_LOW, _HIGH, _POINTS, dtype=torch.float64, device="cpu")
    whole = curve(lambda x: _forward(x, is_detached=False).z, points)
    detached = curve(lambda x: _forward(x, is_detached=True).z, points)

    def draw(is_detached: bool, x: float) -> Picture:
        # Sliders add up their steps; 0 should not come out as 4e−16.
        run = detach_run(round(x, 9), is_detached)
        (reported,) = torch.autograd.grad(run.z, run.x, retain_graph=True)
        slope = reported.item()
        figure = detach_figure(whole, detached, run, slope)
        here, u = reading(run.x.item(), _STEP), number(run.u.item())
        truth = number(3 * run.x.item() ** 2)
        if is_detached:
            caption = (
                f"u is detached: at x = {here} autograd takes u for the number {u} and reports "
                f"{number(slope)}. When x moves, z itself changes {truth} times as fast."
            )
        else:
            caption = (
                f"u is part of the graph: at x = {here} autograd lets u = {u} move with x and "
                f"reports {number(slope)}. When x moves, z itself changes {truth} times as fast."
            )
        graph = trace(run.z, names_in(run._asdict())).graph
        drawn = drawing.image(graph, lay_out(graph), describe(graph))
        alt = (
            "Left, the curve z = u·x, where u = x·x, with the tangent that it has and the line "
            "with the slope that autograd reports; right, the slope at each x, x² with u detached "
            f"and 3x² without. {caption}"
        )
        return Picture([image_of(figure, alt=alt, width=720), drawn], caption)

    controls: Sequence[Control] = [
        Switch("is_detached", "u = y.detach()", start=True),
        Slider("x", "x", at, _LOW, _HIGH, _STEP),
    ]
    show_explorer(draw, controls, label="Detach")


def detach_figure(whole: Curve, detached: Curve, run: Run, reported: float) -> Figure:
    """Draw z over x with two lines through the point of ``run``; beside it, the slopes.

    One line is the tangent to the curve ``whole``, which autograd differentiates when nothing is
    detached; the other has the slope ``reported``. ``detached`` holds the slopes with u detached.
    """
    x, z = run.x.item(), run.z.item()
    truth = 3 * x**2
    u = "y" if run.u.requires_grad else "y.detach()"
    with styled_figure(7.2, 4.1) as figure:
        figure.set_layout_engine("none")
        values, slopes = figure.subplots(1, 2, gridspec_kw=_PLACES)
        values.plot(whole.x, whole.values, "-", color="black", label="z")
        values.plot(
            whole.x,
            z + truth * (whole.x - x),
            "--",
            color=PALETTE[0],
            label=f"tangent, slope {number(truth)}",
        )
        values.plot(
            whole.x,
            z + reported * (whole.x - x),
            ":",
            color=PALETTE[1],
            linewidth=2.5,
            label=f"autograd's slope, {number(reported)}",
        )
        values.plot([x], [z], "o", color="black")
        values.set(ylim=limits(whole.values), ylabel="z", title=f"u = {u}, z = u·x")
        slopes.plot(whole.x, whole.slopes, "--", color=PALETTE[0], label="autograd with u = y: 3x²")
        slopes.plot(
            whole.x,
            detached.slopes,
            ":",
            color=PALETTE[1],
            linewidth=2.5,
            label="autograd with u = y.detach(): x²",
        )
        slopes.plot([x, x], [reported, truth], color="0.55", linewidth=1)
        slopes.plot([x], [truth], "o", color="black", fillstyle="none", label="z itself, here")
        slopes.plot([x], [reported], "o", color="black", label="autograd, here")
        slopes.set(ylim=limits(whole.slopes), ylabel="slope", title="slopes")
        for axes in (values, slopes):
            # A little wider than the curves, for the dot at an end.
            axes.set(xlim=(_LOW - 0.12, _HIGH + 0.12), xticks=range(-3, 4), xlabel="x")
            axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), frameon=False)
    return figure
