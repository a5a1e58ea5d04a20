"""What is right for another tensor on the way."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "This is what comes out at another tensor on the way from x to the result.",
        "At which tensor of the path was the gradient to be read or changed, and at which was it?",
    ),
    (
        "This is the gradient of a tensor on the way, and not of the result.",
        "From which tensor does your backward pass set out: the result, or one before it?",
    ),
    (
        "This is the slope of the last step, taken at x and not at the tensor on the way.",
        "Which tensor does the last function get: x, or what the function before it has made?",
    ),
    (
        "This is what passes by at a tensor on the way, and not what arrives at x.",
        "Which steps lead from that tensor on to x, and does your gradient go through them?",
    ),
    (
        "This is what comes out if the gradient is changed at the result, where the way begins.",
        "At which tensor of the path was the gradient to be changed, and at which was it?",
    ),
)


class OtherStation(InSeveralWays):
    """A gradient read, or changed, at another tensor of the path than the one asked for.

    Five ways may be foretold: it is changed or read at another tensor, begins at another one, or
    leaves one out; it is changed rightly and read too early, or changed at the result.
    """

    name = "other-station"
    words = _WORDS
    hints = (
        "You got off at the wrong stop. List the tensors from x to the result, in order. At which "
        "of them do you read the gradient, or change it?",
        "For h = 5t and y = h² at t = 2, the slope of y is 20 with respect to h and 100 with "
        "respect to t. Write down both for t = 3.",
        "h.retain_grad() keeps the gradient at h, h.register_hook(...) changes it there. Say which "
        "name stands before the dot in your line.",
    )
