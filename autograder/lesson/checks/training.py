"""Check a training run against a reference run, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import torch

from autograder.lesson.checks import messages
from autograder.lesson.checks.trial import Evidence, Trial, evidence_for, fault, settle
from autograder.lesson.door import Data, Given, Items, Numbers, Question, ask
from autograder.lesson.door.data import kind_of
from autograder.lesson.door.reading import steps_by_name
from autograder.lesson.numbers.comparison import Difference, difference
from autograder.lesson.numbers.probes import Shape, probes
from autograder.lesson.numbers.words import with_article


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
    told: messages.Told = "x",
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
        told: what the exercise calls the point, for the message; or, from the point, the student's
            own arguments in words, where the point is none of them.

    Raises:
        CheckFailed: if the run is another one; the message names the first step that differs.

    """
    xs = probes(shapes, seed, dtype)
    runs = [{what: run.detach() for what, run in reference(x.clone()).items()} for x in xs]
    read = partial(steps_by_name, names=list(runs[0]))
    explained = evidence_for(reference, evidence)
    trials: list[Trial] = []
    count = 0
    replies = ask(name, [Question(answer, Given(x), read=read) for x in xs])
    for x, expected, reply in zip(xs, runs, replies, strict=True):
        got = reply.value.by_name() if isinstance(reply.value, Items) else {}
        wrong = fault(reply, x, told=told) or (None if got else _unnamed(expected))
        for what, run in expected.items():
            count = len(run)
            mine = got.get(what)
            found = wrong or _difference(mine, run, rtol)

            def facts(run: torch.Tensor = run, x: torch.Tensor = x) -> Mapping[str, Any]:
                known = {} if explained is None else explained(x.to(torch.float64))
                return {"steps": run.to(torch.float64), **known}

            part = None if wrong else what
            trials.append(Trial(x, run, reply, mine, found, part, facts=facts, told=told))
    settle(name, trials)
    print(f"✓ {name}: right at each of {count} steps")


def _unnamed(expected: Mapping[str, torch.Tensor]) -> Difference:
    return Difference(f"Return {', '.join(expected)}: as a tuple in this order.", quoted=True)


def _difference(mine: Data, run: torch.Tensor, rtol: float | None) -> Difference | None:
    """Return how a run differs, in steps where that can be said."""
    steps = len(run)
    if mine is not None and (not isinstance(mine, Numbers) or not mine.shape):
        what = with_article(kind_of(mine))
        return Difference(f"It is {what}; a list is wanted, with one entry for each step: {steps}.")
    if isinstance(mine, Numbers) and len(mine.shape) == run.dim() and mine.shape[0] != steps:
        return Difference(
            f"It has {mine.shape[0]} steps; {steps} are wanted. Is the first one there?"
        )
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
