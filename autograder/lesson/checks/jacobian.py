"""Check a function that returns a Jacobian, or a vector–Jacobian product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from autograder.lesson.checks import messages
from autograder.lesson.checks.manners import refuse_changed_results
from autograder.lesson.checks.trial import Evidence, Trial, evidence_for, fault, settle
from autograder.lesson.door import Given, Question, ask
from autograder.lesson.numbers import oracles
from autograder.lesson.numbers.comparison import difference
from autograder.lesson.numbers.oracles import TensorFunction
from autograder.lesson.numbers.probes import Shape, probes


def jacobian(
    name: str,
    answer: Callable[[torch.Tensor], Any],
    *,
    of: TensorFunction,
    head: TensorFunction | None = None,
    shapes: Sequence[Shape],
    seed: int = 0,
    autograd: bool = True,
    dtype: torch.dtype = torch.float64,
    evidence: Evidence | None = None,
    told: messages.Told = "x",
) -> None:
    """Check a function that returns the Jacobian of ``of``, or ``v`` times it.

    Args:
        name: the exercise.
        answer: the student's function of a tensor. It returns the Jacobian, in the shape of the
            result followed by the shape of ``x``; with a ``head``, a tensor in the shape of ``x``.
        of: the function to differentiate, from a tensor to a tensor.
        head: gives the head gradient v at ``x``, in the shape of the result; wanted is then the
            vector–Jacobian product.
        shapes: of the probe points.
        seed: of the probe points.
        autograd: False switches autograd off while the student's function runs, for
            exercises that ask for a formula.
        dtype: of the probe points and of the answer.
        evidence: what else may explain a wrong answer, as fields of
            :class:`~autograder.lesson.misconceptions.Case`.
        told: what the exercise calls the point, for the message; or, from the point, the student's
            own arguments in words, where the point is none of them.

    Raises:
        CheckFailed: if the answer is wrong; the message says how.
        CheckBroken: if the oracles disagree with each other.

    """
    xs = probes(shapes, seed, dtype)
    questions = [Question(answer, Given(x), autograd) for x in xs]
    explained = evidence_for(of, evidence)
    trials: list[Trial] = []
    for x, reply in zip(xs, ask(name, questions), strict=True):
        point = x.to(torch.float64)
        whole = oracles.jacobian(name, of, point)
        v = None if head is None else head(point.clone()).detach()
        reference = whole if v is None else torch.tensordot(v, whole, dims=v.dim())
        reference = reference.to(dtype)
        found = fault(reply, x, autograd=autograd, told=told) or difference(reply.value, reference)

        def facts(
            point: torch.Tensor = point,
            whole: torch.Tensor = whole,
            v: torch.Tensor | None = v,
            adding: int = reply.adding_passes,
        ) -> Mapping[str, Any]:
            rows = whole.reshape(-1, point.numel())
            return {
                "f": of,
                "jacobian": rows,
                "head": v,
                # Each row of a whole Jacobian takes a pass of its own.
                "adding_passes": max(adding - len(rows) + 1, 0) if v is None else adding,
                **({} if explained is None else explained(point)),
            }

        trials.append(
            Trial(
                x, reference, reply, reply.value, found, facts=facts, autograd=autograd, told=told
            )
        )
    settle(name, trials)
    refuse_changed_results(name, (kept for trial in trials for kept in trial.reply.lasting))
    print(messages.passed(name, len(shapes)))
