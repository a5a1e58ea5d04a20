"""A difference quotient whose step is too large."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.misconceptions.quotients import MOST_ENTRIES, quotients
from autograder.lesson.numbers.numerals import given
from autograder.lesson.numbers.oracles import TensorFunction

_STEPS = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 1e-4)
#: Relative to the largest entry: what a bias must exceed to be seen, and what rounding may add.
_VISIBLE, _ROUNDING = 1e-7, 1e-9
#: Relative to the bias: how well the answer's must agree with it. A slope taken beside the point
#: has nearly the bias of a quotient.
_AGREES = 1e-4


class StepTooLarge(Misconception):
    """Truncation error: the answer is the quotient with a step like 0.1, to the last digit."""

    name = "step-too-large"
    family = "difference-quotient"
    hints = (
        "The error is that of a step that is too large. Print the error of one entry for your "
        "step and for half of it. By what factor does it fall?",
        "The chord of t³ from 1 to 1.1 has slope 3.31, from 1 to 1.01 slope 3.0301; the tangent "
        "has 3. Work out the next one.",
        "In float64 a central difference is best with h near 1e-5, a forward difference with h "
        "near 1e-8. Print yours.",
    )

    def __init__(self, h: float, central: bool) -> None:
        self._h, self._central = h, central
        kind = "central" if central else "forward"
        self.says = (
            f"This is a {kind} difference with the step {given(h)}: its error is the step's."
        )
        self.asks = "Is that step small enough, and which of the two differences is wanted?"

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        central = [cls(h, central=True) for h in _STEPS]
        return [*central, *(cls(h, central=False) for h in (*_STEPS, 1e-5, 1e-6))]

    def predicts(self, case: Case) -> torch.Tensor | None:
        x, f = case.x, _measured(case)
        if f is None or x.numel() > MOST_ENTRIES:
            return None
        if case.step is not None and self._h <= case.step:
            return None
        slopes = quotients(f, x, self._h, self._central, range(x.numel()))
        return slopes.movedim(0, -1).reshape(case.reference.shape)

    def fits(self, case: Case) -> bool:
        answer, right, f = case.answer, case.reference, _measured(case)
        if (
            f is None
            or answer is None
            or case.right
            or case.backward_passes  # a quotient needs none
            or answer.dtype != torch.float64
            or answer.shape != right.shape
        ):
            return False
        # Quotients cost many values of f: try the worst entry before all of them.
        worst = int((answer - right).abs().flatten().argmax())
        result, entry = divmod(worst, case.x.numel())
        tried = quotients(f, case.x, self._h, self._central, [entry]).flatten()[result]
        if not _explains(answer.flatten()[worst], right.flatten()[worst], tried, right):
            return False
        predicted = self._prediction(case)
        return (
            predicted is not None
            and _explains(answer, right, predicted, right)
            and self.telling(case) > 0
        )

    def indifferent(self, case: Case) -> bool:
        return case.right and super().indifferent(case)

    def telling(self, case: Case) -> int:
        predicted = self._prediction(case)
        if predicted is None:
            return 0
        right = case.reference
        return int(((predicted - right).abs() > _VISIBLE * right.abs().max()).sum())


def _measured(case: Case) -> TensorFunction | None:
    """Return what quotients measure where a gradient, a Jacobian or a head's share of it is wanted.

    With a head that is the weighted sum of the results.
    """
    f, value, head = case.f, case.value, case.head
    if f is None or value is None:
        return None
    if case.reference.shape == value.shape + case.x.shape:
        return f
    if head is None or head.shape != value.shape or case.reference.shape != case.x.shape:
        return None
    return lambda x: (head * f(x)).sum()


def _explains(
    answer: torch.Tensor, right: torch.Tensor, predicted: torch.Tensor, whole: torch.Tensor
) -> bool:
    """Whether the bias of ``predicted`` is that of ``answer``."""
    allowed = _AGREES * (predicted - right).abs() + _ROUNDING * whole.abs().max()
    return bool(((answer - predicted).abs() <= allowed).all())
