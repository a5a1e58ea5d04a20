"""A backward pass asked of a tensor that has no graph."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NoGraph(Misconception):
    """Nothing was recorded, so PyTorch has no graph to walk."""

    name = "no-graph"
    family = "no-leaf"
    # A lost leaf, or one asked in vain, tells more; no graph may be all that is left to see.
    rank = -1
    symptom = True
    says = "No graph leads back from this result: nothing that requires a gradient went into it."
    asks = "Where does the track end: at a leaf that never required a gradient, or at a cut?"
    hints = (
        "The backward pass has nowhere to go. Print for each tensor on the way, from the first to "
        "the result, whether it requires a gradient. Where does it change, or was it never so?",
        "A parcel without a sender's address cannot go back. Either nobody wrote an address, or "
        "somebody tore the label off on the way. Which of the two happened to yours?",
        "requires_grad_() on your own leaf writes the label; detach(), .data and torch.no_grad() "
        "tear it off. Print y.grad_fn after each line and look for the first None.",
    )

    def fits(self, case: Case) -> bool:
        return "does not require grad and does not have a grad_fn" in case.said("RuntimeError")
