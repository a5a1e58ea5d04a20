"""The inner derivative of the chain rule forgotten."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class InnerDerivative(Misconception):
    """The derivative of the outer function alone."""

    name = "inner-derivative"
    says = "The inner derivative of the chain rule is missing."
    asks = "How fast does the inner function itself change with x?"
    hints = (
        "Only the outer function was differentiated. Print what the expected entry of the message "
        "divided by yours is. Which part of the expression has that slope?",
        "For sin(5t) the slope is 5 cos(5t): the outer slope cos, taken at 5t, times the inner "
        "slope 5. Do it once for the exponential of t².",
        "Name the inner part: inner = ..., and write its derivative d_inner = ... on a line of "
        "its own. Does your answer use that line?",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        return None if case.inner is None else case.reference / case.inner
