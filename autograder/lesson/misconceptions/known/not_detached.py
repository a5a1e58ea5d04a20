"""A path that carries gradient and should be cut off."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NotDetached(Misconception):
    """Nothing was detached: there is a path too many."""

    name = "not-detached"
    says = "There is a path too many: this is the gradient with nothing held fixed."
    asks = "Which quantity is to be a constant here, and where does it still move?"
    hints = (
        "Something that should be a constant is differentiated as well. Print for each tensor "
        "that enters the result whether it belongs to the graph. Which one should not?",
        "For t · t with the second t held fixed at 3, the slope at 3 is 3; with nothing held "
        "fixed it is 6. Which of these two did you compute?",
        "u.detach() has the numbers of u, and no graph. Print its requires_grad beside u's.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        return case.whole
