"""Contributions that replace each other where they should add up."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import InSeveralWays


class Overwritten(InSeveralWays):
    """The last contribution alone, where the check knows that there were several."""

    name = "overwritten"
    ways = 3
    family = "part"
    rank = 1
    says = "Only the last contribution is left: each one has replaced the one before."
    asks = "Where should a contribution be added to what is there already?"
    hints = (
        "Earlier contributions are lost. Print the gradient after each contribution. Does it "
        "grow, or does it start afresh every time?",
        "Two people pay 20 and 30 into an account. A clerk who writes the last payment over the "
        "balance reports 30, one who adds reports 50. Which clerk is your code?",
        "Compare g = part with g = g + part, and remember that x.grad = None forgets what was "
        "there. Print how often each of your lines runs.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.foretold.get(self.name):
            return super().predicts(case)
        if len(case.paths) < 2 or (case.backward_passes or 0) < 2:
            return None
        return case.paths[-1]
