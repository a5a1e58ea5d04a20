"""The derivatives of two factors multiplied with each other."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "The slopes of two factors were multiplied with each other.",
        "If only the first factor moved, by how much would the product move?",
    ),
    (
        "The product of the two slopes was added to the product rule's two terms.",
        "Both factors move by a little: which power of that little stands beside both slopes?",
    ),
)


class SlopesMultiplied(InSeveralWays):
    """u′v′ for the derivative of u·v, or in it.

    The check foretells the two ways, in this order.
    """

    name = "slopes-multiplied"
    words = _WORDS
    hints = (
        "A product does not have the product of the slopes. Print both factors, and the slope of "
        "each. Which slope should be multiplied by which factor?",
        "A field of 30 m by 20 m grows by 2 m a day in length and by 1 m in width: by 2 · 20 + "
        "30 · 1 = 70 m² a day, not by 2 · 1. Say the same for 10 m by 10 m.",
        "Name the factors u and v, their slopes du and dv, and write the two products that hold "
        "one slope each. What do you do with the two?",
    )
