"""A Jacobian multiplied from the wrong side."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class RowForColumn(Misconception):
    """J v for Jᵀ v or the other way round; with a one-hot v, a row for a column."""

    name = "row-for-column"
    says = "The Jacobian was multiplied from the wrong side: its rows stand in for its columns."
    asks = "Does the vector belong to the outputs or to the inputs?"
    hints = (
        "Rows and columns of the Jacobian have changed places. Print the number of inputs and of "
        "outputs, and the length of your vector. Which of the two must it match?",
        "For y = (x₀ x₁, x₁) at x = (2, 3) the Jacobian has the rows (3, 2) and (0, 1). From the "
        "left, (1, 0) picks the row (3, 2); from the right, the column (3, 0). Do both once on "
        "paper for (0, 1).",
        "v @ J goes backward, from outputs to inputs; J @ v goes forward. Print the shapes of "
        "both for a J that is not square.",
    )

    def __init__(self, forward: bool) -> None:
        self._forward = forward

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(forward=True), cls(forward=False)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is None or case.jacobian is None:
            return None
        J, v = case.jacobian, case.head.flatten()
        product = J @ v if self._forward else v @ J
        return product.reshape(case.reference.shape)
