"""Something was cut off, but not what was to be, or not in the way that was asked for."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "Entries and norm are exchanged: this comes out if each entry is cut off by itself where "
        "all are shortened together, or the other way round.",
        "Is the limit one for each entry, or one for the length of all of them?",
    ),
    (
        "It is cut off on one side only: what lies beyond the limit on the other side is still "
        "there.",
        "What does your limit do with a number far below zero?",
    ),
    (
        "The values were cut off on the way forward, and the gradient belongs to that.",
        "What is to be cut off: the tensor itself, or the gradient that comes back to it?",
    ),
    (
        "Nothing has been cut off or shortened.",
        "Does the line that should do it hand something on, and is that what you go on with?",
    ),
    (
        "What was short has been made longer: everything has the length of the limit now.",
        "What should become of something that lies within the limit already?",
    ),
    (
        "All have been shortened alike, by one length for all of them together.",
        "How many lengths are there, and does each have its own factor?",
    ),
    (
        "What is beyond the limit has been left out, where it should be shortened.",
        "What should be left of something that is too long?",
    ),
    (
        "Each length goes over all examples, and one entry of each: the table was measured along "
        "its other axis.",
        "Along which axis of your table does the gradient of one example lie?",
    ),
    (
        "The square of a length stands where the length should.",
        "What does your norm still need: which root is missing?",
    ),
)


class OtherClipping(InSeveralWays):
    """By the norm for entry by entry, on one side only, values for gradients, or not at all.

    The check foretells these ways, in this order.
    """

    name = "other-clipping"
    words = _WORDS
    hints = (
        "Something was cut off, but not what the exercise names. Take a gradient of three numbers, "
        "say 5, -5 and 0.1, and a limit of 1. What does your line make of them, what should it?",
        "A tailor who shortens each leg to 80 cm, and one who shrinks the whole suit until it fits "
        "into the box: both cut, and only one keeps the proportions. Which one is asked for?",
        "t.clamp(-1, 1) looks at each entry, on both sides; t * (1 / t.norm()).clamp(max=1) "
        "shortens all alike. Print what each makes of the three numbers.",
    )
