"""Rows and columns exchanged."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Transposed(Misconception):
    """The right numbers with two axes exchanged, so that even the shape may differ."""

    name = "transposed"
    says = "These are the right numbers with rows and columns exchanged."
    asks = "Which index of yours counts rows, and which columns?"
    hints = (
        "Each number stands at its mirror place. Print one entry off the diagonal of your answer "
        "and its mirror image. Which of the two should stand there?",
        "Entry (1, 2) of a table of distances from town 1 to town 2 is not the way back if there "
        "are one-way streets. Say in words what row and column of your answer stand for.",
        "A matrix M has its mirror image in M.mT. For Y = A @ X write the shapes under the three "
        "letters: which product with A has the shape of X?",
    )

    def __init__(self, whole: bool) -> None:
        self._whole = whole

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(whole=False), cls(whole=True)]

    def predicts(self, case: Case) -> torch.Tensor:
        right = case.reference
        if right.dim() < 2:
            return right
        return right.permute(*reversed(range(right.dim()))) if self._whole else right.mT
