"""Zeros where there is a gradient."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Zeros(Misconception):
    """No gradient arrived, or it was zeroed before it was read."""

    name = "zeros"
    # A path that contributes nothing leaves zeros as well.
    family = "part"
    says = "Every entry is zero."
    hints = (
        "Your answer is empty. Print it where it is made and again where it is returned. Was it "
        "zero from the start, or did it become zero on the way?",
        "A plate that is wiped before the photograph shows nothing, however good the meal was. "
        "Find the line that wipes and the line that takes the photograph: which comes first?",
        "x.grad.zero_() empties the tensor for everyone who has a name for it; x.grad.clone() "
        "keeps its value. Print y.grad_fn as well: None means that no path leads back.",
    )

    def __init__(self, again: bool) -> None:
        self._again = again
        self.asks = (
            "Has the derivative that you differentiate again a graph of its own (requires_grad)?"
            if again
            else "Did a gradient arrive at all, and if you zeroed one: who else still looks at it?"
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(again=True), cls(again=False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if self._again and not case.orders:  # no derivative of higher order is asked for
            return None
        return torch.zeros_like(case.reference)
