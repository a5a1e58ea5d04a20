"""An update in place that autograd was recording."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class TrackedUpdate(Misconception):
    """A leaf was changed in place while autograd was on."""

    name = "tracked-update"
    symptom = True
    says = "The update itself was being recorded, and a leaf cannot be the result of a recording."
    asks = "Should the change of a parameter be a part of the function that is differentiated?"
    hints = (
        "A tensor where the graph begins was changed in place. Find the line, and ask: was "
        "autograd recording at that moment, and should it have been?",
        "A race is filmed from the starting line at 0 m. Who moves the line to 5 m does so between "
        "two races, while the camera is off. Which of your lines are race, and which are break?",
        "Put the update, and nothing else, under with torch.no_grad(): and run again.",
    )

    def fits(self, case: Case) -> bool:
        text = case.said("RuntimeError")
        return "leaf Variable that requires grad" in text and "in-place" in text
