"""A gradient that is right, and a step made of it that is not the one of gradient descent."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "Each step goes on with nine tenths of the step before it: that is momentum, and plain "
        "gradient descent is asked for.",
        "What does your step contain beside the rate and the gradient at this place?",
    ),
    (
        "All steps use the gradient of the first place.",
        "At which weights is the gradient taken in the second round?",
    ),
    (
        "The weights have stayed where they were: no update has reached them.",
        "Which line changes the weights, and is the changed tensor the one that you go on with?",
    ),
    (
        "Each step has the same length, the rate, however long the gradient is.",
        "By what is your gradient divided, and does the update ask for it?",
    ),
    (
        "The gradient has been subtracted whole: the rate is missing.",
        "What does the update multiply the gradient by?",
    ),
    (
        "This is the step alone, and not the place that it leads to.",
        "From what is the step subtracted?",
    ),
    (
        "This is the gradient itself; the parameter after the step is wanted.",
        "What becomes of the gradient before it is handed back?",
    ),
    (
        "The gradient was taken where the other parameter had already moved.",
        "Are both gradients there before the first of the updates is made?",
    ),
)


class OtherUpdate(InSeveralWays):
    """Momentum, an old or late gradient, no update, a step of fixed length, no rate, a part of it.

    The check foretells these ways, in this order.
    """

    name = "other-update"
    words = _WORDS
    # Without the rate, a step is a multiple of the right one.
    family = "multiple"
    rank = 4
    hints = (
        "The gradient is right, and what is made of it is not the update that is asked for. Print "
        "the weights before and after one round, and their difference.",
        "From 5, with the gradient 4 and the rate 0.1, one step leads to 5 - 0.4 = 4.6, and the "
        "next one begins at 4.6, with the gradient there. What does your code make of these?",
        "w - rate * gradient, with a gradient taken at this w: no norm, no memory of earlier "
        "steps. Print all three for the first two rounds.",
    )
