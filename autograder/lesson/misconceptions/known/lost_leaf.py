"""A leaf replaced by another tensor."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class LostLeaf(Misconception):
    """The name that stood for a leaf now stands for another tensor."""

    name = "lost-leaf"
    family = "no-leaf"
    rank = 1
    symptom = True
    says = "The leaf got lost: what came back is another tensor under its name."
    asks = "Which line gave the name to something new?"
    hints = (
        "The leaf got lost under its own name. Print before and after each assignment whether the "
        "tensor is a leaf and requires a gradient. After which one is it not what it was?",
        "After n = 5; n = n + 1, the name n means another number, and the 5 is gone. A tensor that "
        "was to be remembered is gone in the same way. Find the line of this kind.",
        "w = w - step makes a new tensor. Inside with torch.no_grad(): an in-place w -= step "
        "keeps the old one. Print w.is_leaf and w.requires_grad after each.",
    )

    def fits(self, case: Case) -> bool:
        return case.leaf is False
