"""The gradient of the mean where that of the sum is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class MeanTaken(Misconception):
    """A 1/n too many: something was averaged instead of added."""

    name = "mean-taken"
    family = "multiple"
    rank = 1
    says = "Every entry is too small by the number of entries, as if a sum had become a mean."
    asks = "Where do you divide by n, and does the question?"
    hints = (
        "Your answer shrinks as the input grows. Print the ratio of expected to yours for an "
        "input of three entries and for one of six. Is it the number of entries?",
        "The sum of 2, 4 and 6 moves by 1 when the 4 moves by 1; their mean moves by 1/3. Decide "
        "which of the two the exercise is about.",
        "Look for .mean() and for a division by numel() or len() in your code, and ask of each "
        "whether it stands in the exercise, too.",
    )

    def predicts(self, case: Case) -> torch.Tensor:
        return case.reference / max(case.x.numel(), 1)

    def explains(self, cases: Sequence[Case]) -> bool:
        """As ever, and the number of entries must have changed: else it is only a factor."""
        return len({case.x.numel() for case in cases}) > 1 and super().explains(cases)
