"""Check a value: a number, a truth value, a list of them, or a tensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from autograder.lesson.checks.asking import Reply, unanswered
from autograder.lesson.checks.trial import Trial, kept, settle
from autograder.lesson.misconceptions.case import each_tensor
from autograder.lesson.numbers.comparison import Difference, difference


def values(
    name: str,
    answer: Any,
    *,
    expected: torch.Tensor | bool | float | list[Any],
    rtol: float | None = None,
    facts: Mapping[str, Any] | Sequence[Mapping[str, Any]] = (),
    part: str | None = None,
) -> None:
    """Check one value.

    Args:
        name: the exercise.
        answer: the student's. Where ``expected`` is a tensor it must be one of the same shape and
            dtype; where it is plain numbers, a tensor of any real dtype will do as well.
        expected: the right one.
        rtol: relative tolerance; by default that of ``torch.testing`` for the dtype.
        facts: what may explain a wrong answer, as fields of
            :class:`~autograder.lesson.misconceptions.Case`: ``x``, ``f``, ``earlier``, …
            Where each row of a table answers a question of its own, one mapping for each row.
        part: which part of the exercise is asked, if it has several; the message names it.

    Raises:
        NotImplementedError: if the answer is still three dots.
        CheckFailed: if the answer is wrong; the message says how.

    """
    if answer is ...:
        raise unanswered(name)
    got: Any = answer
    found: Difference | None = None
    if isinstance(expected, torch.Tensor):
        reference = expected.detach()
    else:
        reference, _ = _plain(expected)
        if answer is not None:
            got, found = _plain(answer)
    found = found or difference(got, reference, rtol=rtol)
    settle(name, [replace(each, part=part) for each in _trials(got, reference, found, facts)])
    print(f"✓ {name}, {part}: right" if part else f"✓ {name}: right")


def _trials(
    got: Any,
    reference: torch.Tensor,
    found: Difference | None,
    facts: Mapping[str, Any] | Sequence[Mapping[str, Any]],
) -> list[Trial]:
    """Return the one question asked, or one for each row; all tell the whole difference."""

    def trial(answer: Any, right: torch.Tensor, what: Mapping[str, Any], wrong: bool) -> Trial:
        # Plain numbers are compared on the CPU, wherever the facts were worked out.
        known = each_tensor(what, lambda fact: fact.to(right.device))
        x = known.pop("x", right)
        seen = found if wrong else None
        return Trial(x, right, Reply(got), kept(answer), seen, point=False, facts=known.copy)

    if isinstance(facts, Mapping):
        return [trial(got, reference, facts, wrong=True)]
    if not facts or (found is not None and not found.comparable):
        return [trial(got, reference, {}, wrong=True)]
    rows = zip(got, reference, facts, strict=True)
    return [trial(mine, row, what, not torch.equal(mine, row)) for mine, row, what in rows]


def _plain(value: Any) -> tuple[torch.Tensor, Difference | None]:
    """Return numbers as float64 and truth values as they are, or say that they are neither."""
    try:
        tensor = torch.as_tensor(value, device="cpu").detach()
        return (tensor if tensor.dtype == torch.bool else tensor.to(torch.float64)), None
    except Exception:  # an answer may be anything
        kind = type(value).__name__
        return torch.empty(0), Difference(
            f"The answer is a {kind}; numbers are wanted, like 1.5 or [1.0, 2.0]."
        )
