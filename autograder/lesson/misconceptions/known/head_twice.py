"""The vector of a vector–Jacobian product used twice."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class HeadTwice(Misconception):
    """The head gradient is multiplied in, and then once more."""

    name = "head-twice"
    says = "The head gradient has been multiplied in twice."
    asks = "In which two lines does it enter, and which of them is one too many?"
    hints = (
        "Your answer grows with the square of the head gradient. Print it for one head and for "
        "one twice as large. Is it twice, or four times as large?",
        "A price of 10 with a tax of 20 % is 12. Taxed again at the next counter it is 14.40. Find "
        "your two counters.",
        "y.backward(v) multiplies by v already, so (v * y).sum().backward() needs no v any more. "
        "Search your code for v and cross one out.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.head is None:
            return None
        if case.jacobian is not None:
            squared = case.head.flatten() ** 2
            return (squared @ case.jacobian).reshape(case.reference.shape)
        if case.head.shape != case.reference.shape:
            return None
        return case.reference * case.head
