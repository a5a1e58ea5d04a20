"""The vector of a vector–Jacobian product replaced by ones."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class HeadIgnored(Misconception):
    """The head gradient does not enter."""

    name = "head-ignored"
    says = "This is what comes out if the head gradient is all ones."
    asks = "Where does the gradient that arrives from above enter your computation?"
    hints = (
        "Your answer does not depend on the head gradient. Print it for one head and for one "
        "twice as large. Does anything change?",
        "If y moves by 3 for each step of x, and the price by 5 for each step of y, then the price "
        "moves by 15. The 5 comes from above. Find the 5 in your code.",
        "backward takes the head as its argument, y.backward(v); in a backward of your own it is "
        "the argument grad_output. Search your code for its name: how often is it used?",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is None:
            return None
        if case.jacobian is not None:
            return case.jacobian.sum(0).reshape(case.reference.shape)
        if case.head.shape != case.reference.shape:
            return None
        return case.reference / case.head
