"""Row sums of the Hessian taken for its diagonal."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike
from autograder.lesson.misconceptions.misconception import Misconception


class HessianRowSums(Misconception):
    """The gradient of the sum of the gradient: mixed derivatives have joined the diagonal."""

    name = "hessian-row-sums"
    says = "These are the row sums of the Hessian, not its diagonal."
    asks = "What do the mixed second derivatives contribute to your numbers?"
    hints = (
        "Mixed derivatives have crept in. Print your answer for a function without mixed terms, "
        "such as a sum of cubes, and for a product of two entries. Which of the two is right?",
        "For x₀ x₁ + x₀² the Hessian has the rows (2, 1) and (1, 0): row sums (3, 1), diagonal "
        "(2, 0). Work out both for x₀ x₁ + x₁³ at (1, 1).",
        "Differentiating g.sum() adds whole rows. For one entry at a time begin with "
        "torch.autograd.grad(g[0], x, retain_graph=True) and look at its first entry.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.hessian is None:
            return None
        # Where a gradient is asked for, second derivatives explain nothing.
        if not alike(case.hessian.diagonal().reshape(case.reference.shape), case.reference):
            return None
        return case.hessian.sum(1).reshape(case.reference.shape)
