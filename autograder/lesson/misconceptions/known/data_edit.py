"""A tensor changed behind autograd's back."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.numbers.oracles import by_autograd


class DataEdit(Misconception):
    """The gradient at the values that were written into ``.data`` after the forward pass."""

    name = "data-edit"
    says = "This is the gradient at the values that x was changed to, not at your first ones."
    asks = "Who changed x between the forward pass and the backward pass, without autograd knowing?"
    hints = (
        "The backward pass found other numbers than the forward pass. Print x right after the "
        "forward pass and right before the backward pass. Do they differ?",
        "To differentiate t², the backward pass looks t up again. If t was 3 in the forward pass "
        "and somebody writes 50 over it, it says 100 instead of 6. Find your 50.",
        "Search your code for .data and for operations that end in an underscore; x.clone() gives "
        "you numbers of your own to change.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.edited is None:
            return None
        if case.formula is not None:
            return case.formula(case.edited.clone())
        return None if case.f is None else by_autograd(case.f, case.edited)
