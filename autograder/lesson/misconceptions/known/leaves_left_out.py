"""A graph counted without the nodes of its leaves."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class LeavesLeftOut(Misconception):
    """Nodes that hand on to nobody are left out; the check foretells what that leads to."""

    name = "leaves-left-out"
    says = "This is what comes out if the leaves are left out: whatever hands on to nobody."
    asks = "What does your function do where nothing follows any more?"
    hints = (
        "The ends are missing. Print the name of each node as you count it, for the sine of a "
        "leaf. How many lines do you see?",
        "A railway line from A by B to C has three stations, though no train goes on from C. "
        "Which of your lines decides what becomes of a station where the line ends?",
        "A node without next_functions is a node all the same. Look for the if before your count, "
        "and print what it says at AccumulateGrad.",
    )
