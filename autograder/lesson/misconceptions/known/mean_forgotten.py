"""The gradient of the sum where that of the mean is wanted."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.means import is_mean
from autograder.lesson.misconceptions.misconception import Misconception


class MeanForgotten(Misconception):
    """The 1/n of a mean is missing."""

    name = "mean-forgotten"
    family = "multiple"
    rank = 1
    says = (
        "This is too large by the number of those over which the mean goes: it belongs to their "
        "sum, not to their mean."
    )
    asks = "Where does the mean's 1/n go?"
    hints = (
        "Your answer is too large by as much as there are entries. Print the ratio for an input "
        "of three entries and for one of six. Does it grow along?",
        "If ten people share a bill of 5 t, each pays t/2: moving t moves one share by 5/10, not "
        "by 5. Write down what each of six people pays.",
        "x.numel() is the number of entries, whatever the shape. Print it beside your ratio.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.f is None or not is_mean(case.f, case.x):
            return None
        return case.reference * case.x.numel()
