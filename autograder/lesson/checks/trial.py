"""What the checks have in common: ask, compare, and fail with the mistake that explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.checks.asking import Reply
from autograder.lesson.misconceptions import Case, Misconception, diagnose
from autograder.lesson.numbers.comparison import Difference

#: What an author knows beyond what the check finds out: from a probe point to fields of
#: ``Case``, by name.
Evidence = Callable[[torch.Tensor], Mapping[str, Any]]


@dataclass(frozen=True)
class Trial:
    """One question to a student's code: what was asked, what came, what should have come."""

    x: torch.Tensor
    reference: torch.Tensor
    reply: Reply
    #: The part of the reply that is compared, as it was when it came.
    answer: Any
    found: Difference | None
    #: What the message calls this part of the answer, if it has several.
    part: str | None = None
    #: ``x`` is a probe point, which the message names.
    point: bool = True
    #: What else is known, as fields of ``Case``; made when something needs explaining.
    facts: Callable[[], Mapping[str, Any]] = field(default=dict)

    def case(self) -> Case:
        """Return all that is known here, for the diagnosis."""
        facts: dict[str, Any] = {
            # With autograd off, its errors show no mistake but its use.
            "error": self.reply.error if self.reply.autograd else None,
            "warning": self.reply.warning,
            "backward_passes": self.reply.backward_passes,
            **self.facts(),
        }
        return Case(
            x=self.x.detach().to(torch.float64),
            reference=self.reference.detach(),
            answer=self.answer if _has_real_numbers(self.answer) else None,
            **facts,
        )


def kept(answer: Any) -> Any:
    """Return an answer as it is now, whatever the student's code does to it later."""
    dense = isinstance(answer, torch.Tensor) and answer.layout == torch.strided
    return answer.detach().clone() if dense and not answer.is_nested else answer


def _has_real_numbers(answer: Any) -> bool:
    return (
        isinstance(answer, torch.Tensor)
        and answer.is_floating_point()
        and answer.layout == torch.strided
        and not (answer.is_nested or answer.is_quantized or answer.is_meta)
    )


def settle(name: str, trials: Sequence[Trial]) -> None:
    """Fail if one of the trials did; the first that did is shown, all of its part explain it.

    Raises:
        CheckFailed: if one did.

    """
    first = next((trial for trial in trials if trial.found is not None), None)
    if first is None or first.found is None:
        return
    mistakes = _explained([trial for trial in trials if trial.part == first.part], first)
    raise CheckFailed(
        messages.wrong(name, first.found, first.x if first.point else None, first.part, mistakes),
        tuple(mistake.name for mistake in mistakes),
    ) from first.reply.error


def _explained(trials: Sequence[Trial], first: Trial) -> list[Misconception]:
    """Return what explains the trials: symptoms of the first that failed, or all its numbers."""
    if not first.reference.is_floating_point():  # misconceptions are about real numbers
        return []
    shown = first.case()
    found = diagnose([shown if trial is first else trial.case() for trial in trials])
    # An error at another point is not what the student is about to read.
    return [mistake for mistake in found if not mistake.symptom or mistake.fits(shown)]
