"""The rows of a Jacobian, each with those above it added."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class RowsAddedUp(Misconception):
    """One backward pass for each row, and a gradient that is never cleared in between."""

    name = "rows-added-up"
    says = "Each row has all the rows above it added to it."
    asks = "What does .grad hold when the backward pass for the second row begins?"
    hints = (
        "The second row contains the first. Print the gradient before and after each backward "
        "pass. Before which of them should it be empty, and is not?",
        "A scale that is not set back to zero shows 300 g of flour, then 350 g after 50 g of "
        "butter. How much does the butter weigh, and what must you press before it?",
        "leaf.grad = None clears it. Put that line where each round of your loop begins.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is not None or case.jacobian is None:
            return None
        if case.jacobian.numel() != case.reference.numel():
            return None
        return case.jacobian.cumsum(0).reshape(case.reference.shape)
