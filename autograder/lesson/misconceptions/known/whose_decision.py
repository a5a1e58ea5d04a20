"""A loop or a branch decided by all entries together, or by each for itself: by the wrong one."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class WhoseDecision(Misconception):
    """The right way through the program for a single number, and the wrong one for a tensor."""

    name = "whose-decision"
    says = (
        "These are the numbers if control flow were decided by somebody else: by all entries "
        "together where each should decide for itself, or the other way round."
    )
    asks = "How many truth values does your condition have, and how many should it have?"
    hints = (
        "Your entries go the wrong number of rounds. Print the result divided by the input. Has "
        "each entry a factor of its own, and should it?",
        "A lift stops when all passengers together are too heavy, a turnstile lets each one pass "
        "alone. Say which of the two your condition is, and which the exercise describes.",
        "One decision for all compares b.norm(); a decision for each entry compares b.abs() and "
        "needs torch.where. Print the shape of your condition.",
    )
