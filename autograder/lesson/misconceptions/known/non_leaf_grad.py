"""``.grad`` read from a tensor that is no leaf."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NonLeafGrad(Misconception):
    """No gradient was kept, and torch warned that the tensor is no leaf."""

    name = "non-leaf-grad"
    family = "no-leaf"
    symptom = True
    says = "There is no gradient here, because .grad was read from a tensor that is not a leaf."
    asks = "Which tensor did you make yourself, and which were computed from it?"
    hints = (
        "You asked a computed tensor for its gradient. Print, for the tensor that you ask, "
        "whether it is a leaf. Which one would answer yes?",
        "In u = 3, v = 5u, w = v², the slope is delivered to u, where the graph begins. v is a "
        "station on the way, where nobody gets off unless told to. Find your u.",
        "Print t.is_leaf for each tensor of yours. For one on the way, t.retain_grad() before the "
        "backward pass asks it to keep its gradient.",
    )

    def fits(self, case: Case) -> bool:
        return case.answer is None and "not a leaf Tensor" in (case.warning or "")
