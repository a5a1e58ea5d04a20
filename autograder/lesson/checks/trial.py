"""What the checks have in common: compare a reply, and fail with the mistake that explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.checks.manners import changed_input
from autograder.lesson.door import Data, Numbers, Reply
from autograder.lesson.misconceptions import Case, Misconception, diagnose
from autograder.lesson.numbers.comparison import Difference

#: What an author knows beyond what the check finds out: from a probe point to fields of
#: ``Case``, by name.
Evidence = Callable[[torch.Tensor], Mapping[str, Any]]


@dataclass(frozen=True)
class Explained:
    """A reference with what explains answers that differ from it.

    It is called as the reference itself.
    """

    reference: Callable[..., Any]
    evidence: Evidence

    def __call__(self, *arguments: Any) -> Any:
        """Return what the reference returns."""
        return self.reference(*arguments)


def explained_by(evidence: Evidence) -> Callable[[Callable[..., Any]], Explained]:
    """Give a reference its evidence, in an exercise's module: ``@explained_by(lambda x: {...})``.

    Args:
        evidence: from a probe point to fields of
            :class:`~autograder.lesson.misconceptions.Case`, by name.

    """
    return lambda reference: Explained(reference, evidence)


def evidence_for(reference: object, own: Evidence | None = None) -> Evidence | None:
    """Return what explains answers that differ from ``reference``: the check's own comes first."""
    return own or (reference.evidence if isinstance(reference, Explained) else None)


@dataclass(frozen=True)
class Trial:
    """One question to a student's code: what was asked, what came, what should have come."""

    x: torch.Tensor
    reference: torch.Tensor
    reply: Reply
    #: The part of the reply that is compared.
    answer: Data
    found: Difference | None
    #: What the message calls this part of the answer, if it has several.
    part: str | None = None
    #: ``x`` is a probe point, which the message names.
    point: bool = True
    #: What else is known, as fields of ``Case``; made when something needs explaining.
    facts: Callable[[], Mapping[str, Any]] = field(default=dict)
    #: Whether autograd was on.
    autograd: bool = True
    #: How the message speaks of ``x``.
    told: messages.Told = "x"

    def case(self) -> Case:
        """Return all that is known here, for the diagnosis."""
        facts: dict[str, Any] = {
            # With autograd off, its errors show no mistake but its use.
            "error": self.reply.error if self.autograd else None,
            "warning": self.reply.warning,
            "backward_passes": self.reply.backward_passes,
            "adding_passes": self.reply.adding_passes,
            **self.facts(),
            **self.reply.noted,
        }
        return Case(
            x=self.x.detach().to(torch.float64),
            reference=self.reference.detach(),
            answer=_real_numbers(self.answer, self.reference.device),
            **facts,
        )


def fault(
    reply: Reply,
    x: torch.Tensor | None = None,
    *,
    leaf: bool = False,
    autograd: bool = True,
    told: messages.Told = "x",
) -> Difference | None:
    """Return what is wrong with a reply before its value is looked at: an error, a spoiled input.

    Args:
        reply: what came.
        x: the probe point, for the message.
        leaf: whether the input was a leaf to use.
        autograd: whether it was on.
        told: how the message speaks of ``x``.

    """
    if reply.error is not None:
        return messages.raised(reply.error, x, autograd, told)
    return changed_input(reply, leaf=leaf, told=told)


def _real_numbers(answer: Data, device: torch.device) -> torch.Tensor | None:
    if not isinstance(answer, Numbers) or answer.content is None or not answer.is_floating_point:
        return None
    return answer.tensor(device)


def settle(name: str, trials: Sequence[Trial]) -> None:
    """Fail if one of the trials did; the first that did is shown, all of its part explain it.

    Raises:
        CheckFailed: if one did.

    """
    first = next((trial for trial in trials if trial.found is not None), None)
    if first is None or first.found is None:
        return
    mistakes = _explained([trial for trial in trials if trial.part == first.part], first)
    point = first.x if first.point else None
    raise CheckFailed(
        messages.wrong(name, first.found, point, first.part, mistakes, first.told),
        tuple(mistake.name for mistake in mistakes),
    )


def _explained(trials: Sequence[Trial], first: Trial) -> list[Misconception]:
    """Return what explains the trials: symptoms of the first that failed, or all its numbers."""
    if not first.reference.is_floating_point():  # misconceptions are about real numbers
        return []
    if first.reply.input_changed:  # numbers that come after that say nothing
        return []
    shown = first.case()
    found = diagnose([shown if trial is first else trial.case() for trial in trials])
    # An error at another point is not what the student is about to read.
    return [mistake for mistake in found if not mistake.symptom or mistake.fits(shown)]
