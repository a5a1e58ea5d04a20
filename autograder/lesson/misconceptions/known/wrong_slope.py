"""The slope of one function on the way is worked out from the wrong number, or is another's."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "One slope is worked out from what its function gets, by a formula that wants the "
        "function's result.",
        "Which letter of your formula stands for the function's input, and which for its result?",
    ),
    (
        "One slope is taken at the result of its function, and not at what the function gets.",
        "At which number is a slope taken: at what goes into the function, or at what comes out?",
    ),
    (
        "One slope is that of another function than the one which the forward pass uses.",
        "Which function stands in the middle of the forward pass, and what is its derivative?",
    ),
)


class WrongSlope(InSeveralWays):
    """Input and result of one function exchanged in the formula of its slope, or another slope.

    The check foretells these ways, in this order.
    """

    name = "wrong-slope"
    words = _WORDS
    hints = (
        "One factor of your product is wrong, the others are right. Print your slope of the "
        "function in the middle, and beside it how much the function grows from 0.5 to 0.501.",
        "The root r of t has the slope 1 / (2 r), or 1 / (2 times the root of t). At t = 9 both "
        "say 1/6. What does each say if you put 9 in for r, or take the root twice?",
        "Give the function's result a name of its own, result = ..., and write down for each "
        "letter in your slope whether it is that name or the input's.",
    )
