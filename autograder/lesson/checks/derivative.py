"""Check an operator: a function of a function and a point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch

from autograder.lesson.checks import messages
from autograder.lesson.checks.asking import ask, changed_input, refuse_changed_results
from autograder.lesson.checks.facts import facts_of
from autograder.lesson.checks.trial import Trial, kept, settle
from autograder.lesson.devices import device
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

    Raises:
        CheckFailed: if the answer is wrong; the message says how.
        CheckBroken: if the oracles disagree with each other.

    """
    points = probes(shapes, seed) + probes(shapes[:1], seed + 1, torch.float32)
    points += [torch.tensor(values, device=device()) for values in integers]
    trials: list[Trial] = []
    results: list[tuple[torch.Tensor, torch.Tensor]] = []
    for f, formula in zip(of, analytic, strict=True):
        for x in points:
            reference = oracles.gradient(name, f, formula, x.to(torch.float64))
            for part, asked, earlier in _questions(x, reference):
                before = asked.detach().clone().requires_grad_(asked.requires_grad)
                before.grad = None if asked.grad is None else asked.grad.clone()
                reply = ask(name, lambda point, f=f: operator(f, point), asked)
                changed = changed_input(asked, before, leaf=False)
                found = reply.raised or changed or difference(reply.value, reference)
                if found is None:
                    results.append((reply.value, reply.value.clone()))
                known = partial(facts_of, f, formula, x.to(torch.float64), earlier=earlier)
                trials.append(
                    Trial(x, reference, reply, kept(reply.value), found, part, facts=known)
                )
    settle(name, trials)
    refuse_changed_results(name, results)
    print(messages.passed(name, len(points) * len(of)))


def _questions(
    x: torch.Tensor, reference: torch.Tensor
) -> list[tuple[str | None, torch.Tensor, torch.Tensor | None]]:
    """Return what to ask at one point: what it is called, the tensor, the gradient before it.

    Asked twice about the same tensor, a gradient that adds up shows itself; asked about
    somebody's leaf, one that delivers to the wrong address.
    """
    given = x.clone()
    questions: list[tuple[str | None, torch.Tensor, torch.Tensor | None]] = [
        (None, given, None),
        ("asked a second time about the same tensor", given, reference),
    ]
    if x.is_floating_point():
        somebodys = x.clone().requires_grad_()
        somebodys.grad = torch.full_like(x, 7.0)
        questions.append(
            ("x requiring a gradient itself", somebodys, torch.full_like(reference, 7.0))
        )
    return questions
