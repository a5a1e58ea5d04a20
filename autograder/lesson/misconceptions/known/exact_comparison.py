"""A verdict that takes rounding for a mistake."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class ExactComparison(Misconception):
    """``==``, ``torch.equal``, or a tolerance narrower than rounding."""

    name = "exact-comparison"
    says = (
        "The verdict is as strict as ==: it is False wherever two numbers differ by rounding alone."
    )
    asks = "How far may two numbers be apart that were computed in two ways?"
    hints = (
        "Your verdict minds the last digit. Print the difference of the two numbers, divided by "
        "one of them, where it says False. Is that a mistake, or rounding?",
        "0.1 + 0.2 == 0.3 is False, and nobody has made a mistake; the two sides differ by "
        "0.00000000000000006. Say from which difference on you would speak of one.",
        "torch.isclose(u, v, rtol=...) takes two tensors and a relative tolerance, and gives a "
        "verdict for each entry. Try it on 1/3 and 0.333333.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        return case.exact
