"""An earlier answer, given again where another one is due."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike, telling_entries
from autograder.lesson.misconceptions.misconception import Misconception

#: So many numbers that belong to another point are no accident.
_ENTRIES = 3


class Remembered(Misconception):
    """Right at the first point of each shape, and the same answer again at later ones."""

    name = "remembered"
    says = "These are the right numbers of an earlier question, whose x had the same shape."
    asks = "What does your code keep from one call to the next, and by what does it find it again?"
    hints = (
        "Your function answers a question that was asked before. Call it with two inputs of the "
        "same shape, one after the other, and print both answers. Do they differ?",
        "A cloakroom that hands out coats by their size alone gives the second guest the first "
        "one's coat. Say what tells two inputs of yours apart.",
        "What is made outside of def, and every default value in its brackets, outlives the call. "
        "Mark each dictionary, cache or name of that kind, and try your code without it.",
    )

    def explains(self, cases: Sequence[Case]) -> bool:
        given: list[Case] = []
        telling = 0
        for case in cases:
            if case.answer is None:
                return False
            if case.right:
                given.append(case)
                continue
            again = [earlier.reference for earlier in given if _repeats(case, earlier)]
            if not again:
                return False
            telling += telling_entries(again[0], case.reference, case.answer.dtype)
        return telling >= _ENTRIES


def _repeats(case: Case, earlier: Case) -> bool:
    """Whether the answer to another x of the same shape is given once more.

    Equal numbers do not count, for a constant may have been written down; nor does the same x.
    """
    if earlier.x.shape != case.x.shape or torch.equal(earlier.x, case.x):
        return False
    right = earlier.reference
    varied = bool((right != right.flatten()[:1].reshape([1] * right.dim())).any())
    return varied and isinstance(case.answer, torch.Tensor) and alike(case.answer, right)
