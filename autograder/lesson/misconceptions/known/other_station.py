"""What is right for another tensor on the way."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class OtherStation(Misconception):
    """A gradient read, or changed, at another tensor of the path than the one asked for."""

    name = "other-station"
    says = "This is what comes out at another tensor on the way from x to the result."
    asks = (
        "At which tensor of the path was the gradient to be read or changed, and at which was it?"
    )
    hints = (
        "You got off at the wrong stop. List the tensors from x to the result, in order. At which "
        "of them do you read the gradient, or change it?",
        "For h = 5t and y = h² at t = 2, the slope of y is 20 with respect to h and 100 with "
        "respect to t. Write down both for t = 3.",
        "h.retain_grad() keeps the gradient at h, h.register_hook(...) changes it there. Say which "
        "name stands before the dot in your line.",
    )
