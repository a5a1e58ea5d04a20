"""Check a plot by what was plotted, not by its pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import torch

from autograder.lesson.checks.asking import ask
from autograder.lesson.checks.plots import drawn_curves, figures_closed, plot_difference
from autograder.lesson.checks.trial import Evidence, Trial, settle
from autograder.lesson.misconceptions.case import each_tensor

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot(
    name: str,
    draw: Callable[[], Axes],
    *,
    x: torch.Tensor,
    curves: Mapping[str, torch.Tensor],
    rtol: float,
    atol: torch.Tensor,
    scale: str = "linear",
    evidence: Mapping[str, Mapping[str, Any]] | Evidence | None = None,
) -> None:
    """Check a plot by its data, labels, legend, scales and title.

    Args:
        name: the exercise.
        draw: calls the student's function and returns the matplotlib Axes it drew on.
        x: where the curves are wanted, shape (n,).
        curves: the wanted y of each labelled line, shape (n,) each.
        rtol: relative tolerance on y.
        atol: absolute tolerance on y for each x, shape (n,).
        scale: "linear" or "log", wanted on both axes.
        evidence: for each curve what may explain wrong values, as fields of
            :class:`~autograder.lesson.misconceptions.Case`, tensors in the order of ``x``; or,
            from an x of shape (), what may explain the values of all curves there, taken as one
            tensor in the order of ``curves``. Without it, nothing is looked for.

    Raises:
        CheckFailed: if lines, data, labels, scales or title are not as asked.

    """
    x = x.clone()  # the student's function may have been given this very tensor
    with figures_closed():
        reply = ask(name, draw)
        found = reply.raised or plot_difference(
            reply.value, x=x, curves=curves, rtol=rtol, atol=atol, scale=scale
        )
    trials = [Trial(x, x, reply, None, found, point=False)]
    if found is not None and evidence is not None:
        drawn = drawn_curves(reply.value, x, curves)
        # What is wrong with the plot is said once, whichever curve or point it is.
        about = partial(Trial, reply=reply, found=found, point=False)
        if not callable(evidence):
            wrong = {k: y for k, y in drawn.items() if not _close(y, curves[k], rtol, atol)}
            trials = [
                # A curve is many points: two witnesses are its first, third, … and the others.
                about(
                    x[half],
                    curves[label][half],
                    answer=y[half],
                    facts=partial(_sliced, evidence[label], half, x.shape),
                )
                for label, y in wrong.items()
                for half in (slice(0, None, 2), slice(1, None, 2))
            ] or trials
        elif len(drawn) == len(curves):
            wanted = torch.stack(list(curves.values()), 1)
            got = torch.stack([drawn[label] for label in curves], 1)
            trials = [
                about(at, right, answer=y, facts=partial(evidence, at.to(torch.float64)))
                for at, right, y in zip(x, wanted, got, strict=True)
            ]
    settle(name, trials)
    plural = "s" if len(curves) > 1 else ""
    print(f"✓ {name}: {len(curves)} curve{plural}, labelled, with the right data")


def _close(y: torch.Tensor, wanted: torch.Tensor, rtol: float, atol: torch.Tensor) -> bool:
    wanted, atol = wanted.detach().cpu().double(), atol.detach().cpu().double()
    return bool(((y - wanted).abs() <= atol + rtol * wanted.abs()).all())


def _sliced(facts: Mapping[str, Any], half: slice, shape: torch.Size) -> dict[str, Any]:
    """Return the facts about some of the points of a curve."""

    sliced: dict[str, Any] = each_tensor(
        facts, lambda fact: fact[half] if fact.shape == shape else fact
    )
    return sliced
