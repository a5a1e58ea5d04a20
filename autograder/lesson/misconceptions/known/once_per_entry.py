"""The whole gradient added up once for each entry."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.means import is_mean
from autograder.lesson.misconceptions.misconception import Misconception


class OncePerEntry(Misconception):
    """A loop over the entries, each round of which adds the gradient of everything."""

    name = "once-per-entry"
    family = "multiple"
    rank = 1
    says = "Every entry is too large by the number of entries."
    asks = "Is the whole gradient added up once for each entry?"
    hints = (
        "Your answer grows with the number of entries. Print how often your loop goes round for "
        "an input of three entries, and what it has gathered after each round.",
        "Three friends each count all 8 apples in the basket and add up: 24. Either one of them "
        "counts all, or each counts a third. Which of the two does your loop want to be?",
        "Try it without the loop: one forward pass, one backward(), and compare.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.f is not None and is_mean(case.f, case.x):
            return None
        return case.reference * case.x.numel()

    def explains(self, cases: Sequence[Case]) -> bool:
        """As ever, and the number of entries must have changed: else it is only a factor."""
        return len({case.x.numel() for case in cases}) > 1 and super().explains(cases)
