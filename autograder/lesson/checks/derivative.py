"""Check an operator: a function of a function and a point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch

from autograder.lesson.checks import messages
from autograder.lesson.checks.facts import facts_of
from autograder.lesson.checks.manners import refuse_changed_results
from autograder.lesson.checks.trial import Trial, fault, settle
from autograder.lesson.devices import device
from autograder.lesson.door import Given, Question, ask
from autograder.lesson.numbers import oracles
from autograder.lesson.numbers.comparison import difference
from autograder.lesson.numbers.oracles import TensorFunction
from autograder.lesson.numbers.probes import Shape, probes


def derivative(
    name: str,
    operator: Callable[[TensorFunction, torch.Tensor], Any],
    *,
    of: Sequence[TensorFunction],
    analytic: Sequence[TensorFunction],
    shapes: Sequence[Shape],
    seed: int = 0,
    integers: Sequence[Sequence[int]] = (),
    told: messages.Told = "x",
) -> None:
    """Check an operator ``operator(f, x)`` that returns gradients, on unseen functions.

    Args:
        name: the exercise.
        operator: the student's; takes a scalar function and a tensor.
        of: the functions to try it on, each at every probe point, twice.
        analytic: the gradient of each, as a formula.
        shapes: of the probe points.
        seed: of the probe points.
        integers: further points, handed over as integer tensors; the gradient there is
            wanted in float64.
        told: what the exercise calls the point, for the message; or, from the point, the student's
            own arguments in words, where the point is none of them.

    Raises:
        CheckFailed: if the answer is wrong; the message says how.
        CheckBroken: if the oracles disagree with each other.

    """
    points = probes(shapes, seed) + probes(shapes[:1], seed + 1, torch.float32)
    points += [torch.tensor(values, device=device()) for values in integers]
    asked = [
        (f, formula, x, part, given)
        for f, formula in zip(of, analytic, strict=True)
        for x in points
        for part, given in _given(x)
    ]
    replies = ask(name, [Question(partial(operator, f), given) for f, _, _, _, given in asked])
    trials: list[Trial] = []
    lasting: list[bool] = []
    for (f, formula, x, part, given), reply in zip(asked, replies, strict=True):
        reference = oracles.gradient(name, f, formula, x.to(torch.float64))
        earlier = reference if given.again else None
        if given.grad is not None:
            earlier = torch.full_like(reference, given.grad)
        found = fault(reply, x, told=told) or difference(reply.value, reference)
        if found is None:
            lasting += reply.lasting
        known = partial(facts_of, f, formula, x.to(torch.float64), earlier=earlier)
        trials.append(Trial(x, reference, reply, reply.value, found, part, facts=known, told=told))
    settle(name, trials)
    refuse_changed_results(name, lasting)
    print(messages.passed(name, len(points) * len(of)))


def _given(x: torch.Tensor) -> list[tuple[str | None, Given]]:
    """Return what to give at one point, and what that is called.

    Given the same tensor twice, a gradient that adds up shows itself; given somebody's leaf, one
    that delivers to the wrong address.
    """
    given: list[tuple[str | None, Given]] = [
        (None, Given(x)),
        ("asked a second time about the same tensor", Given(x, again=True)),
    ]
    if x.is_floating_point():
        somebodys = Given(x, requires_grad=True, grad=7.0)
        given.append(("x requiring a gradient itself", somebodys))
    return given
