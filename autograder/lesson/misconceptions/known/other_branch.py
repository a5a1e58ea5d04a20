"""The branch of the other case."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays

_ASKS = "Which condition leads to which of the two, and does your code ask it?"
_WORDS = (
    ("One branch is never taken: this is what comes out without it.", _ASKS),
    ("The two branches have changed places.", _ASKS),
    (
        "Each entry has taken a branch of its own, where one decision for all is wanted.",
        "What does your condition compare: one number for the whole tensor, or one for each entry?",
    ),
)


class OtherBranch(InSeveralWays):
    """A branch left out, taken in the other case, or by each entry: foretold in this order."""

    name = "other-branch"
    words = _WORDS
    hints = (
        "The way through the branch is not the one that is asked for. Call your function with 3 "
        "and with -3, and print which branch it takes. Which one should it be?",
        "A shop sends parcels for free from 50 euros on. A program that never asks for the sum, "
        "and one that asks and pays for the dear ones, both fail; try each with 20 and with 80.",
        "Read the condition of your if, or of your torch.where, aloud, with the word 'then' after "
        "it. Does what follows belong to a sum above 0?",
    )
