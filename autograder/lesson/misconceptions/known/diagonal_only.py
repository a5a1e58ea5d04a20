"""A vector–Jacobian product of which only the Jacobian's diagonal was worked out."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class DiagonalOnly(Misconception):
    """Each entry of x differentiated in its own result alone."""

    name = "diagonal-only"
    says = "Each result was differentiated by its own entry of x, and by no other."
    asks = "Which results does each entry of x enter?"
    hints = (
        "What one entry of x does to the other results is left out. Print your answer for the "
        "head (1, 0). Does it have a zero where the first result does depend on x?",
        "For y = (u + w, u · w) at u = 2, w = 5, a step of u moves the first result by 1 and the "
        "second by 5. With weights 3 and 4, that is 3 + 20. Do the same for w.",
        "Begin with the weighted sum, v0 * y0 + v1 * y1, and differentiate all of it by x0.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is None or case.jacobian is None:
            return None
        if case.head.numel() != case.reference.numel():
            return None
        product = case.head.flatten() * case.jacobian.diagonal()
        return product.reshape(case.reference.shape)
