"""A gradient in the shape to which a tensor was stretched."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class NotSummed(Misconception):
    """One number for each use of an entry, where the uses should be added up."""

    name = "not-summed"
    says = "This has the stretched shape: one number for each use of an entry, not yet added up."
    asks = "How often was each entry used, and what becomes of its shares?"
    hints = (
        "Broadcasting used some entries several times. Print the shape of the tensor and the "
        "shape of its gradient. Along which axis do they differ?",
        "A price that is used for 4 customers changes the turnover by 4 times its own change. "
        "Four separate numbers are no answer to 'by how much?'. What do you do with the four?",
        "An axis that the tensor does not have is summed away, one of length 1 is summed and "
        "kept: gradient.sum(axis, keepdim=True). Print the shape after each such line.",
    )
