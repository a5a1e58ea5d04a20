"""float32 on the way where float64 is needed."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

#: Single precision is good to 6e-8; a computation may lose two digits of that.
_NEAR = 1e-5


class SinglePrecision(Misconception):
    """Right to some seven digits, and held, now or on the way, in a float32."""

    name = "single-precision"
    says = "The numbers are right to some seven digits only: they went through a float32."
    asks = "At which step did the other digits go?"
    hints = (
        "About seven digits of your answer are right, and sixteen are wanted. Print the type of "
        "number after each line. Where does it become the shorter one?",
        "With two digits, 2/3 is 0.67, and copying it into a longer form gives 0.6700, not 0.6667. "
        "Digits once lost do not come back. Find the line that loses them.",
        "t.dtype tells; a tensor that you make yourself is torch.float32 unless you say "
        "dtype=torch.float64, or make it like another, as torch.zeros_like(x) does.",
    )

    def fits(self, case: Case) -> bool:
        answer, reference = case.answer, case.reference
        if (
            answer is None
            or answer.shape != reference.shape
            or reference.dtype != torch.float64
            or answer.dtype not in (torch.float32, torch.float64)
        ):
            return False
        a = answer.detach().to("cpu", torch.float64)
        r = reference.detach().to("cpu", torch.float64)
        scale = r.abs().max() if r.numel() else torch.zeros(())
        near = bool(((a - r).abs() <= _NEAR * (scale + r.abs())).all())
        # Where it happens to be close enough to count as right, it is no less a float32.
        # A float64 is a float32 by accident once in 500 million times.
        short = bool((a.to(torch.float32).to(torch.float64) == a).all())
        return near and short and self.telling(case) > 0

    def telling(self, case: Case) -> int:
        reference = case.reference
        return int((reference.to(torch.float32).to(torch.float64) != reference).sum())
