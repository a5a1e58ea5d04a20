"""One entry of a Jacobian is wrong: a partial derivative that was worked out by hand."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_WORDS = (
    (
        "One partial derivative is wrong, that of a square: its 2 is missing.",
        "A power comes down as a factor: where is that factor in your numbers?",
    ),
    (
        "One partial derivative is missing, that of a term that stands alone.",
        "A result grows with each of its terms: how fast does the one without a factor grow?",
    ),
    (
        "The two partial derivatives of a product are exchanged.",
        "If the first factor moves and the second rests, which of the two is the slope?",
    ),
    (
        "Each of the two operands has received the share of the other.",
        "To which of the parents does the first share of your pair go?",
    ),
)


class WrongPartial(InSeveralWays):
    """All entries of a Jacobian but one are right, or two are exchanged, of a product or as shares.

    The check foretells these ways, in this order.
    """

    name = "wrong-partial"
    words = _WORDS
    hints = (
        "One partial derivative is wrong, whatever it is multiplied by. Write the table of them "
        "down: which of its entries have you not used yet?",
        "For (a·b², a + b) at (5, 7) the table has the rows (49, 70) and (1, 1). Move a by 0.01, "
        "and compare what each result does with its column.",
        "Ask autograd for a single row: a head with one 1 and zeros beside it. Print both rows "
        "beside those of your table.",
    )
