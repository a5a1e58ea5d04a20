"""A leaf replaced by something computed from it."""

from __future__ import annotations

from autograder.lesson.misconceptions.evidence import Probe
from autograder.lesson.misconceptions.misconception import Misconception


class LostLeaf(Misconception):
    """The name that stood for a leaf now stands for a computed tensor."""

    name = "lost-leaf"
    family = "no-leaf"
    rank = 1
    symptom = True
    says = "What should be a leaf is one no longer: its name now means a computed tensor."
    asks = "Which line gave the name to something new?"
    hints = (
        "The leaf got lost under its own name. Print before and after each assignment whether "
        "the tensor is still a leaf. After which one is it not?",
        "After n = 5; n = n + 1, the name n means another number, and the 5 is gone. A tensor that "
        "was to be remembered is gone in the same way. Find the line of this kind.",
        "w = w - step makes a new tensor. Inside with torch.no_grad(): an in-place w -= step "
        "keeps the old one. Print w.is_leaf after each.",
    )

    def fits(self, probe: Probe) -> bool:
        return probe.leaf is False
