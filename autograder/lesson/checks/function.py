"""Check any function of one tensor against a reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch

from autograder.errors import CheckBroken
from autograder.lesson.checks import messages
from autograder.lesson.checks.manners import refuse_changed_results
from autograder.lesson.checks.trial import Evidence, Trial, evidence_for, fault, settle
from autograder.lesson.devices import device
from autograder.lesson.door import Given, Question, ask
from autograder.lesson.numbers.comparison import TOLERANCES, difference
from autograder.lesson.numbers.oracles import TensorFunction
from autograder.lesson.numbers.probes import Shape, probes


def function(
    name: str,
    answer: Callable[[torch.Tensor], Any],
    *,
    reference: TensorFunction,
    shapes: Sequence[Shape] = (),
    points: Sequence[Any] = (),
    seed: int = 0,
    rtol: float | None = None,
    is_plain: bool = True,
    dtype: torch.dtype = torch.float64,
    evidence: Evidence | None = None,
    part: str | None = None,
    told: messages.Told = "x",
) -> None:
    """Check a function of one tensor, point by point, against a reference.

    Args:
        name: the exercise.
        answer: the student's function of a tensor.
        reference: the right one.
        shapes: of the probe points.
        points: further points, given as numbers or as (nested) lists of them, for what happens at
            certain numbers only: at a kink, a jump, or 0.
        seed: of the probe points.
        rtol: relative tolerance; by default that of ``torch.testing`` for ``dtype``.
        is_plain: whether the answer must belong to no graph.
        dtype: of the probe points.
        evidence: what may explain a wrong answer, as fields of
            :class:`~autograder.lesson.misconceptions.Case`: ``f``, ``step``, ``shown``, …
        part: which part of the exercise is asked, if it has several; the message names it.
        told: what the exercise calls the point, for the message; or, from the point, the student's
            own arguments in words, where the point is none of them.

    Raises:
        CheckFailed: if the answer is wrong; the message says how.
        CheckBroken: if the reference gives no finite floating-point tensor.

    """
    own = [torch.tensor(point, dtype=dtype, device=device()) for point in points]
    xs = own + (probes(shapes, seed, dtype) if shapes or not points else [])
    references = [_reference(name, reference, x) for x in xs]
    explained = evidence_for(reference, evidence)
    trials = [
        Trial(
            x,
            expected,
            reply,
            reply.value,
            fault(reply, x, told=told)
            or difference(reply.value, expected, rtol=rtol, is_plain=is_plain),
            part,
            facts=partial(_known, explained, x.to(torch.float64), rtol),
            told=told,
        )
        for x, expected, reply in zip(
            xs, references, ask(name, [Question(answer, Given(x)) for x in xs]), strict=True
        )
    ]
    settle(name, trials)
    refuse_changed_results(name, (kept for trial in trials for kept in trial.reply.lasting))
    print(messages.passed(f"{name}, {part}" if part else name, len(trials)))


def _known(explained: Evidence | None, x: torch.Tensor, rtol: float | None) -> Mapping[str, Any]:
    return {"rtol": rtol, **({} if explained is None else explained(x))}


def _reference(name: str, reference: TensorFunction, x: torch.Tensor) -> torch.Tensor:
    expected = reference(x.clone()).detach()
    if expected.dtype not in TOLERANCES or not expected.isfinite().all():
        raise CheckBroken(
            f"{name}: the reference at {x} is no finite floating-point tensor. This is a "
            "fault of the check, not of your answer: please tell your instructor."
        )
    return expected
