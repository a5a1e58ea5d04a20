"""Check a training run against a reference run, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from autograder.lesson.checks.asking import ask, changed_input
from autograder.lesson.checks.trial import Evidence, Trial, kept, settle
from autograder.lesson.numbers.comparison import Difference, difference
from autograder.lesson.numbers.probes import Shape, probes


def training(
    name: str,
    answer: Callable[[torch.Tensor], Any],
    *,
    reference: Callable[[torch.Tensor], Mapping[str, torch.Tensor]],
    shapes: Sequence[Shape],
    seed: int = 0,
    rtol: float | None = None,
    dtype: torch.dtype = torch.float64,
    evidence: Evidence | None = None,
) -> None:
    """Check what a training run wrote down: its losses, gradients, weights, after every step.

    Args:
        name: the exercise.
        answer: the student's function; trains from the starting weights that it is given, and
            returns what ``reference`` returns: as a mapping, or as a tuple in that order, or alone
            if there is one. Lists of numbers or tensors, one a step, will do.
        reference: the right run: a tensor for each thing that is written down, by what it is
            called ("loss", "weights", …); the first axis counts the steps.
        shapes: of the starting weights.
        seed: of the starting weights.
        rtol: relative tolerance; by default that of ``torch.testing`` for ``dtype``.
        dtype: of the weights.
        evidence: what else may explain a wrong run, as fields of
            :class:`~autograder.lesson.misconceptions.Case`.

    Raises:
        CheckFailed: if the run is another one; the message names the first step that differs.

    """
    trials: list[Trial] = []
    count = 0
    for x in probes(shapes, seed, dtype):
        expected = {what: run.detach() for what, run in reference(x.clone()).items()}
        given = x.clone()
        reply = ask(name, answer, given)
        changed = changed_input(given, x, leaf=False)
        got, fault = _named(reply.value, list(expected))
        for what, run in expected.items():
            count = len(run)
            mine = _stacked(got.get(what))
            found = reply.raised or changed or fault or _difference(mine, run, rtol)

            def facts(run: torch.Tensor = run, x: torch.Tensor = x) -> Mapping[str, Any]:
                known = {} if evidence is None else evidence(x.to(torch.float64))
                return {"steps": run.to(torch.float64), **known}

            part = None if reply.raised or changed or fault else what
            trials.append(Trial(x, run, reply, kept(mine), found, part, facts=facts))
    settle(name, trials)
    print(f"✓ {name}: right at each of {count} steps")


def _named(value: Any, names: Sequence[str]) -> tuple[Mapping[str, Any], Difference | None]:
    """Return what was written down by its names, or what is wrong with their number."""
    if isinstance(value, Mapping) and all(name in value for name in names):
        return value, None
    if len(names) == 1 and not isinstance(value, Mapping):
        return {names[0]: value}, None
    if isinstance(value, tuple | list) and len(value) == len(names):
        return dict(zip(names, value, strict=True)), None
    return {}, Difference(f"Return {', '.join(names)}: as a tuple in this order.", quoted=True)


def _stacked(run: Any) -> Any:
    """Return a list of steps as one tensor, and anything else unchanged."""
    if not isinstance(run, list | tuple) or not run:
        return run
    try:
        if isinstance(run[0], torch.Tensor):
            return torch.stack(list(run))
        return torch.tensor(run, dtype=torch.float64)
    except Exception:  # a student's list may hold anything
        return run


def _difference(mine: Any, run: torch.Tensor, rtol: float | None) -> Difference | None:
    """Return how a run differs, in steps where that can be said."""
    steps = len(run)
    if isinstance(mine, torch.Tensor) and mine.dim() == run.dim() and len(mine) != steps:
        return Difference(f"It has {len(mine)} steps; {steps} are wanted. Is the first one there?")
    found = difference(mine, run, rtol=rtol)
    if found is None or not found.comparable:
        return found
    details = dict(found.details)
    first = int(details["first one at"].strip("[]").split(",")[0])
    return replace(
        found,
        problem="The run leaves the right path.",
        details=(("first wrong step", f"number {first + 1} of {steps}"), *found.details),
    )
