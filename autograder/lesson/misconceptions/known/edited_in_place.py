"""Numbers overwritten that the backward pass had still to look up."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class EditedInPlace(Misconception):
    """PyTorch noticed that a tensor was changed between the forward and the backward pass."""

    name = "edited-in-place"
    symptom = True
    says = "Numbers that the backward pass still needed were overwritten after the forward pass."
    asks = "Which line writes into a tensor, and who else uses the same memory?"
    hints = (
        "Somebody wrote over numbers that were still in use. Print the tensor before and after "
        "each of your lines. After which one has it changed?",
        "You photocopy a form and fill in the copy: the original stays blank. You put a second "
        "label on the folder and write inside: it does not. Which of the two did you do?",
        "detach(), view() and slices share memory; clone() copies. Search for operations that end "
        "in an underscore, for += and for t[...] = ..., and put .clone() before them.",
    )

    def fits(self, case: Case) -> bool:
        return "modified by an inplace operation" in case.said("RuntimeError")
