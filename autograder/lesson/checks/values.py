"""Check a value: a number, a truth value, a list of them, or a tensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import torch

from autograder.lesson.checks.trial import Trial, fault, settle
from autograder.lesson.door import Data, Items, Numbers, Question, Reply, ask
from autograder.lesson.door.asking import unanswered
from autograder.lesson.door.data import as_data, as_numbers, kind_of
from autograder.lesson.door.reading import numbers_by_name, plain_numbers
from autograder.lesson.misconceptions.case import each_tensor
from autograder.lesson.numbers.comparison import Difference, difference
from autograder.lesson.numbers.words import with_article


def values(
    name: str,
    answer: Any,
    *,
    expected: torch.Tensor | bool | float | list[Any] | Mapping[str, bool | float | list[Any]],
    rtol: float | None = None,
    facts: Mapping[str, Any] | Sequence[Mapping[str, Any]] = (),
    told: Sequence[str] = (),
    part: str | None = None,
) -> None:
    """Check one value, or several that go by names.

    Args:
        name: the exercise.
        answer: the student's, or a function of nothing that gets it from the student's code. Where
            ``expected`` is a tensor it must be one of the same shape and dtype; where it is plain
            numbers, a tensor of any real dtype will do as well.
        expected: the right one; or, where ``answer`` returns a mapping, the right one for each
            part, by what the message calls it.
        rtol: relative tolerance; by default that of ``torch.testing`` for the dtype.
        facts: what may explain a wrong answer, as fields of
            :class:`~autograder.lesson.misconceptions.Case`: ``x``, ``f``, ``earlier``, …
            Where each row of a table answers a question of its own, one mapping for each row.
        told: what each row of a table was asked about, in the student's words, for the message.
        part: which part of the exercise is asked, if it has several; the message names it.

    Raises:
        NotImplementedError: if the answer is still three dots.
        CheckFailed: if the answer is wrong; the message says how.

    """
    if answer is ...:
        raise unanswered(name)
    if isinstance(expected, Mapping):
        [reply] = ask(name, [Question(answer, read=numbers_by_name)])
        came = reply.value.by_name() if isinstance(reply.value, Items) else {}
        for each, right in expected.items():
            _check(name, replace(reply, value=came.get(each)), right, rtol, part=each)
        return
    read = as_data if isinstance(expected, torch.Tensor) else plain_numbers
    [reply] = ask(name, [Question(answer, read=read)])
    _check(name, reply, expected, rtol, facts, told, part)


def _check(
    name: str,
    reply: Reply,
    expected: torch.Tensor | bool | float | list[Any],
    rtol: float | None,
    facts: Mapping[str, Any] | Sequence[Mapping[str, Any]] = (),
    told: Sequence[str] = (),
    part: str | None = None,
) -> None:
    found = fault(reply)
    if isinstance(expected, torch.Tensor):
        reference = expected.detach()
    else:
        reference = torch.as_tensor(expected, device="cpu").detach()
        reference = reference if reference.dtype == torch.bool else reference.to(torch.float64)
        found = found or _no_numbers(reply.value)
    found = found or difference(reply.value, reference, rtol=rtol)
    settle(
        name, [replace(each, part=part) for each in _trials(reply, reference, found, facts, told)]
    )
    print(f"✓ {name}, {part}: right" if part else f"✓ {name}: right")


def _trials(
    reply: Reply,
    reference: torch.Tensor,
    found: Difference | None,
    facts: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    told: Sequence[str],
) -> list[Trial]:
    """Return the one question asked, or one for each row; all tell the whole difference."""

    def trial(
        answer: Data, right: torch.Tensor, what: Mapping[str, Any], wrong: bool, row: str = ""
    ) -> Trial:
        # Plain numbers are compared on the CPU, wherever the facts were worked out.
        known = each_tensor(what, lambda fact: fact.to(right.device))
        x = known.pop("x", right)
        seen = found if wrong else None
        about = partial(Trial, x, right, reply, answer, seen, facts=known.copy)
        return about(told=lambda _: row) if row else about(point=False)

    got = reply.value
    if isinstance(facts, Mapping):
        return [trial(got, reference, facts, wrong=True)]
    if (
        not (facts or told)
        or (found is not None and not found.comparable)
        or not isinstance(got, Numbers)
    ):
        return [trial(got, reference, {}, wrong=True)]
    count = len(reference)
    rows = zip(
        got.tensor(reference.device),
        reference,
        facts or [{}] * count,
        told or [""] * count,
        strict=True,
    )
    return [
        trial(as_numbers(mine), right, what, not torch.equal(mine, right), row)
        for mine, right, what, row in rows
    ]


def _no_numbers(value: Data) -> Difference | None:
    """Return what to say of an answer that cannot be read as numbers."""
    if value is None or isinstance(value, Numbers):
        return None
    kind = kind_of(value)
    why = (
        " in which not all is a number, or whose rows differ in length"
        if kind in ("list", "tuple")
        else ""
    )
    return Difference(
        f"The answer is {with_article(kind)}{why}; numbers are wanted, like 1.5 or [1.0, 2.0]."
    )
