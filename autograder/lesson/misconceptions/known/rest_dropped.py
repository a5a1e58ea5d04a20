"""What is left over after the last full piece."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class RestDropped(Misconception):
    """Full pieces alone are used; the check foretells what that leads to."""

    name = "rest-dropped"
    says = "This is what the full pieces give: the last, shorter one is missing."
    asks = "What becomes of the steps that do not fill a piece?"
    hints = (
        "Not all of the inputs have been used. Count how many steps your loop makes, and how many "
        "inputs there are. Where do the others go?",
        "17 eggs in boxes of 6 fill two boxes, and 5 eggs are left. Nobody throws them away. Say "
        "for 7 inputs and pieces of 3 which of them stand in the last piece.",
        "len(xs) // k counts the full pieces only; range(0, len(xs), k) begins the shorter one as "
        "well. Print list(range(0, 7, 3)).",
    )
