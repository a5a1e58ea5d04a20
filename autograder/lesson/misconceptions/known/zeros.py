"""Zeros where there is a gradient."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Zeros(Misconception):
    """No gradient arrived, or it was zeroed before it was read."""

    name = "zeros"
    # A path that contributes nothing leaves zeros as well.
    family = "part"
    says = "Every entry is zero."
    asks = "Did a gradient arrive at all, and if you zeroed one: who else still looks at it?"
    hints = (
        "Your answer is empty. Print it where it is made and again where it is returned. Was it "
        "zero from the start, or did it become zero on the way?",
        "A plate that is wiped before the photograph shows nothing, however good the meal was. "
        "Find the line that wipes and the line that takes the photograph: which comes first?",
        "x.grad.zero_() empties the tensor for everyone who has a name for it; x.grad.clone() "
        "keeps its value. Print y.grad_fn as well: None means that no path leads back.",
    )

    def predicts(self, case: Case) -> torch.Tensor:
        return torch.zeros_like(case.reference)
