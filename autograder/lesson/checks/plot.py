"""Check a plot by what was plotted, not by its pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import torch

from autograder.lesson.checks.plots import drawn_curves, plot_difference
from autograder.lesson.checks.trial import Evidence, Trial, fault, settle
from autograder.lesson.door import Question, Reply, ask
from autograder.lesson.door.data import as_numbers
from autograder.lesson.door.plots import figures_closed
from autograder.lesson.door.reading import plot_of
from autograder.lesson.misconceptions.case import each_tensor
from autograder.lesson.numbers.comparison import Difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Curves:
    """What a plot should show, and what explains other values.

    Attributes:
        x: where the curves are wanted, shape (n,).
        curves: the wanted y of each labelled line, shape (n,) each.
        rtol: relative tolerance on y.
        atol: absolute tolerance on y, for each x, shape (n,), or for all.
        scale: "linear" or "log", wanted on both axes.
        is_joined: whether neighbouring points are to be joined by a line; None: as one likes.
        evidence: for each curve what may explain wrong values, as fields of
            :class:`~autograder.lesson.misconceptions.Case`, tensors in the order of ``x``; or,
            from an x of shape (), what may explain the values of all curves there, taken as one
            tensor in the order of ``curves``. Without it, nothing is looked for.

    """

    x: torch.Tensor
    curves: Mapping[str, torch.Tensor]
    rtol: float = 1e-6
    atol: torch.Tensor | float = 1e-6
    scale: str = "linear"
    is_joined: bool | None = None
    evidence: Mapping[str, Mapping[str, Any]] | Evidence | None = None

    @property
    def noise(self) -> torch.Tensor:
        """The absolute tolerance at each x, shape (n,)."""
        atol = torch.as_tensor(self.atol, dtype=torch.float64, device=self.x.device)
        return atol.expand(self.x.shape)


def plot(name: str, draw: Callable[[], Axes], *, like: Curves) -> None:
    """Check a plot by its data, labels, legend, scales and title.

    Args:
        name: the exercise.
        draw: calls the student's function and returns the matplotlib Axes it drew on. New tensors
            lie on the CPU meanwhile, where matplotlib wants its numbers.
        like: what the plot should show.

    Raises:
        CheckFailed: if lines, data, labels, scales or title are not as asked.

    """
    [reply] = ask(name, [Question(draw, read=plot_of, within=_as_for_plots)])
    found = fault(reply) or plot_difference(
        reply.value,
        x=like.x,
        curves=like.curves,
        rtol=like.rtol,
        atol=like.noise,
        scale=like.scale,
        is_joined=like.is_joined,
    )
    settle(name, _trials(reply, found, like))
    plural = "s" if len(like.curves) > 1 else ""
    print(f"✓ {name}: {len(like.curves)} curve{plural}, labelled, with the right data")


@contextmanager
def _as_for_plots() -> Iterator[None]:
    with torch.device("cpu"), figures_closed():
        yield


def _trials(reply: Reply, found: Difference | None, like: Curves) -> list[Trial]:
    """Return the one question asked, or what its curves tell where they are wrong."""
    # What is wrong with the plot is said once, whichever curve or point it is.
    about = partial(Trial, reply=reply, found=found, point=False)
    whole = [about(like.x, like.x, answer=None)]
    if found is None or like.evidence is None:
        return whole
    x, curves = like.x, like.curves
    drawn = drawn_curves(reply.value, x, curves)
    if not callable(like.evidence):
        wrong = {
            label: y
            for label, y in drawn.items()
            # Where there is no number, the warning or the like speaks, not the other points.
            if y.isfinite().all() and not _close(y, curves[label], like.rtol, like.noise)
        }
        return [
            # A curve is many points: two witnesses are its first, third, … and the others.
            about(
                x[half],
                curves[label][half],
                answer=as_numbers(y[half]),
                facts=partial(_sliced, like.evidence[label], half, x.shape),
            )
            for label, y in wrong.items()
            for half in (slice(0, None, 2), slice(1, None, 2))
        ] or whole
    if len(drawn) < len(curves):
        return whole
    wanted = torch.stack(list(curves.values()), 1)
    got = torch.stack([drawn[label] for label in curves], 1)
    return [
        about(at, right, answer=as_numbers(y), facts=partial(like.evidence, at.to(torch.float64)))
        for at, right, y in zip(x, wanted, got, strict=True)
    ]


def _close(y: torch.Tensor, wanted: torch.Tensor, rtol: float, atol: torch.Tensor) -> bool:
    wanted, atol = wanted.detach().cpu().double(), atol.detach().cpu().double()
    return bool(((y - wanted).abs() <= atol + rtol * wanted.abs()).all())


def _sliced(facts: Mapping[str, Any], half: slice, shape: torch.Size) -> dict[str, Any]:
    """Return the facts about some of the points of a curve."""

    sliced: dict[str, Any] = each_tensor(
        facts, lambda fact: fact[half] if fact.shape == shape else fact
    )
    return sliced
