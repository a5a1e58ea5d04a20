"""An update in place that autograd was recording."""

from __future__ import annotations

from autograder.lesson.misconceptions.evidence import Probe
from autograder.lesson.misconceptions.misconception import Misconception


class TrackedUpdate(Misconception):
    """A leaf was changed in place while autograd was on."""

    name = "tracked-update"
    symptom = True
    says = "The update itself was being recorded, and a leaf cannot be the result of a recording."
    asks = "Should the change of a parameter be a part of the function that is differentiated?"
    hints = (
        "A tensor where the graph begins was changed in place. Find the line, and print whether "
        "autograd is on there: torch.is_grad_enabled().",
        "The referee who moves the starting line during the race must do so while the cameras are "
        "off. Say which lines of yours belong to the race, and which to the break.",
        "Put the update, and nothing else, under with torch.no_grad(): and run again.",
    )

    def fits(self, probe: Probe) -> bool:
        text = str(probe.error) if isinstance(probe.error, RuntimeError) else ""
        return "leaf Variable that requires grad" in text and "in-place" in text
