"""A difference quotient whose step is too small."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

#: How far from a whole number of grains an entry may lie, and how many grains an error may span:
#: a function that rounds on the way is off by more than one.
_WHOLE, _GRAINS = 2e-3, 500


class StepTooSmall(Misconception):
    """Rounding error: f(x + h) - f(x) holds only a few units in the last place.

    The quotient is then a whole multiple of that unit divided by the step. Which multiple is
    chance, so nothing is predicted; that every entry is such a multiple is the evidence.
    """

    name = "step-too-small"
    family = "difference-quotient"
    hints = (
        "Your errors look random because they are rounding errors. Print the difference of the "
        "two function values before you divide. How many digits of it are left?",
        "With five digits, 1.0003 − 1.0001 is 0.0002: of five digits one is left, and dividing "
        "by 0.0001 does not bring the others back. Try a ten times larger step.",
        "In float64 a central difference is best with h near 1e-5, a forward difference with h "
        "near 1e-8. Print yours, and the dtype of x.",
    )

    def __init__(self, h: float, central: bool) -> None:
        self._h, self._distance = h, 2 * h if central else h
        self.says = (
            f"The errors are rounding errors, as a step near {h:.0e} makes them: the two function "
            "values are nearly alike, and their difference has hardly a digit left."
        )
        self.asks = "What does a step ten times larger give?"

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        steps = [10.0**-k for k in range(7, 17)]
        return [cls(h, central) for h in steps for central in (True, False)]

    def fits(self, case: Case) -> bool:
        answer, right = case.answer, case.reference
        value = case.value
        if value is None or answer is None or case.right or answer.shape != right.shape:
            return False
        if answer.dtype != torch.float64 or not bool(answer.isfinite().all()):
            return False
        if value.numel() != 1 or value.item() == 0 or not bool((answer != 0).any()):
            return False
        # The unit in the last place of f, and of its neighbours just below a power of two.
        grain = torch.finfo(torch.float64).eps * 2.0 ** (value.abs().log2().floor().item() - 1)
        grains = answer.detach() * (self._distance / grain)
        error = (answer.detach() - right).abs() * (self._distance / grain)
        whole = ((grains - grains.round()).abs() <= _WHOLE) & (grains.round() != 0)
        return bool((whole | (answer == 0)).all() and (error <= _GRAINS).all())

    def telling(self, case: Case) -> int:
        return 0 if case.answer is None else int((case.answer != 0).sum())
