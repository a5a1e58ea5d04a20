"""Rows and columns exchanged."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

_KINDS = {
    "last": "These are the right numbers with rows and columns exchanged.",
    "whole": "These are the right numbers with rows and columns exchanged.",
    "square": "In a square matrix rows and columns are exchanged; in the others all is right.",
    "reshaped": "These are the right numbers in another order: a reshape turns no row into a "
    "column.",
}


class Transposed(Misconception):
    """The right numbers with two axes exchanged, so that even the shape may differ.

    Or exchanged in square matrices only, where no shape tells; or reshaped instead of turned.
    """

    name = "transposed"
    asks = "Which index of yours counts rows, and which columns?"
    hints = (
        "Each number stands at its mirror place. Print one entry off the diagonal of your answer "
        "and its mirror image. Which of the two should stand there?",
        "Entry (1, 2) of a table of distances from town 1 to town 2 is not the way back if there "
        "are one-way streets. Say in words what row and column of your answer stand for.",
        "A matrix M has its mirror image in M.mT. For Y = A @ X write the shapes under the three "
        "letters: which product with A has the shape of X?",
    )

    def __init__(self, kind: str) -> None:
        self._kind, self.says = kind, _KINDS[kind]

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(kind) for kind in _KINDS]

    def predicts(self, case: Case) -> torch.Tensor:
        right = case.reference
        if right.dim() < 2:
            return right
        if self._kind == "whole":
            return right.permute(*reversed(range(right.dim())))
        if self._kind == "reshaped":
            return right.mT.reshape(right.shape)
        is_square = right.shape[-1] == right.shape[-2]
        return right if self._kind == "square" and not is_square else right.mT
