"""An engine's value that passes its gradient on before all of it is there."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays


class SentEarly(InSeveralWays):
    """Values visited in an order in which some come before a value that was made from them."""

    name = "sent-early"
    ways = 8
    # The leaves may receive nothing at all, or one path's share.
    family = "part"
    says = "Some value has passed on too little: not all that it must wait for had arrived."
    asks = "Which values must have been visited before a value may pass its gradient on?"
    hints = (
        "A part of the gradient came too late. Print the operations in the order in which you "
        "visit them. Is there one whose result is used by an operation further down the list?",
        "A letter carrier who leaves before the last truck has come delivers only what was there. "
        "For c = a + a and d = c + c, write down the order in which the three must be visited.",
        "A list with parents first must be gone through from its end: reversed(order). Print the "
        "first value that your loop visits. Is it the result?",
    )
