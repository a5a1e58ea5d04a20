"""Check a function that returns a gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch

from autograder.lesson.checks import messages
from autograder.lesson.checks.facts import facts_of
from autograder.lesson.checks.manners import refuse_changed_results
from autograder.lesson.checks.trial import Evidence, Trial, evidence_for, fault, settle
from autograder.lesson.door import Data, Given, Items, Question, ask
from autograder.lesson.numbers import oracles
from autograder.lesson.numbers.comparison import Difference, difference
from autograder.lesson.numbers.oracles import TensorFunction
from autograder.lesson.numbers.probes import Shape, probes


def gradient(
    name: str,
    answer: Callable[[torch.Tensor], Any],
    *,
    of: Callable[..., torch.Tensor] | Sequence[Callable[..., torch.Tensor]],
    analytic: TensorFunction | Sequence[TensorFunction] | None = None,
    held: TensorFunction | None = None,
    shapes: Sequence[Shape],
    seed: int = 0,
    leaf: bool = False,
    is_plain: bool = True,
    autograd: bool = True,
    dtype: torch.dtype = torch.float64,
    evidence: Evidence | None = None,
    part: str | None = None,
    told: messages.Told = "x",
) -> None:
    """Check a function that returns a gradient, against three oracles.

    Args:
        name: the exercise.
        answer: the student's function of a tensor; returns the gradient, or as many
            gradients as ``of`` has functions.
        of: the scalar function whose gradient is wanted, or several of them.
        analytic: its gradient as a formula (one for each, if there are several).
        held: what the exercise detaches, as a function of the point. ``of`` is then called with
            its value at the probe point as second argument, and every oracle holds that value
            fixed while x moves: differences too would measure another slope otherwise.
        shapes: of the probe points.
        seed: of the probe points.
        leaf: hand the student a leaf that requires a gradient, not a plain tensor.
        is_plain: whether the gradient must belong to no graph itself.
        autograd: False switches autograd off while the student's function runs, for
            exercises that ask for a formula.
        dtype: of the probe points and of the gradient.
        evidence: what else may explain a wrong answer, as fields of
            :class:`~autograder.lesson.misconceptions.Case`: ``paths``, ``inner``, ``shown``, …
        part: which part of the exercise is asked, if it has several; the message names it.
        told: what the exercise calls the point, for the message; or, from the point, the student's
            own arguments in words, where the point is none of them.

    Raises:
        CheckFailed: if the answer is wrong; the message says how.
        CheckBroken: if the oracles disagree with each other.

    """
    several = [of] if callable(of) else list(of)
    formulas: list[TensorFunction | None] = [None] * len(several)
    if analytic is not None:
        formulas = [analytic] if callable(analytic) else list(analytic)
    parts = [
        f"gradient {k + 1} of {len(several)}" if len(several) > 1 else part
        for k in range(len(several))
    ]
    xs = probes(shapes, seed, dtype)
    questions = [Question(answer, Given(x, requires_grad=leaf), autograd) for x in xs]
    trials: list[Trial] = []
    lasting: list[bool] = []
    for x, reply in zip(xs, ask(name, questions), strict=True):
        functions = [_holding(f, held, x.to(torch.float64)) for f in several]
        references = [
            oracles.gradient(name, f, g, x.to(torch.float64)).to(dtype)
            for f, g in zip(functions, formulas, strict=True)
        ]
        answers, miscounted = _split(reply.value, len(functions), callable(of))
        wrong = fault(reply, x, leaf=leaf, autograd=autograd, told=told) or miscounted
        for k, (got, reference) in enumerate(zip(answers, references, strict=True)):
            found = wrong or difference(got, reference, is_plain=is_plain)
            if found is None:
                lasting += reply.lasting[k : k + 1]
            known = partial(
                facts_of,
                functions[k],
                formulas[k],
                x.to(torch.float64),
                earlier=references[k - 1].double() if k else None,
                later=references[k + 1].double() if k + 1 < len(references) else None,
                # Each of the other gradients takes a pass of its own.
                backward_passes=max(reply.backward_passes - len(functions) + 1, 0),
                adding_passes=max(reply.adding_passes - len(functions) + 1, 0),
                leaf=reply.leaf if leaf else None,
                shared=reply.shared[k] if k < len(reply.shared) else False,
                whole=_whole(several[k], held, x.to(torch.float64)),
                evidence=evidence_for(several[k], evidence),
            )
            of_this = None if wrong else parts[k]
            trials.append(
                Trial(
                    x,
                    reference,
                    reply,
                    got,
                    found,
                    of_this,
                    facts=known,
                    autograd=autograd,
                    told=told,
                )
            )
    settle(name, trials)
    refuse_changed_results(name, lasting)
    print(messages.passed(f"{name}, {part}" if part else name, len(shapes)))


def _holding(
    f: Callable[..., torch.Tensor], held: TensorFunction | None, x: torch.Tensor
) -> TensorFunction:
    """Return ``f`` as a function of the point alone, with the value of ``held`` at ``x``."""
    if held is None:
        return f
    value = held(x.clone()).detach()
    return lambda point: f(point, value.clone())


def _whole(
    f: Callable[..., torch.Tensor], held: TensorFunction | None, x: torch.Tensor
) -> torch.Tensor | None:
    """Return the gradient of ``f`` at ``x`` if what is ``held`` moved along with x."""
    if held is None:
        return None
    with torch.inference_mode(False), torch.enable_grad():
        return oracles.by_autograd(lambda point: f(point, held(point)), x)


def _split(value: Data, wanted: int, single: bool) -> tuple[Sequence[Data], Difference | None]:
    """Return one answer for each function, or what is wrong with their number."""
    if single:
        return (value,), None
    if isinstance(value, Items) and value.names is None and len(value.items) == wanted:
        return value.items, None
    nothing = [None] * wanted
    if value is None:
        return nothing, None
    return nothing, Difference(f"Return {wanted} gradients, as a tuple.", quoted=True)
