"""The examples are averaged too early."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class MeanFirst(Misconception):
    """What is to be done to each example was done once, to the mean of all."""

    name = "mean-first"
    says = "This is what comes out if the examples are averaged first and treated afterwards."
    asks = "At which line do your examples lose their names?"
    hints = (
        "Something that belongs to each example was done to their mean. Print the shape of what "
        "you treat. Does one of its dimensions count the examples?",
        "Two friends may each spend at most 5. One wants 8, one wants 2: limited one by one they "
        "spend 5 and 2, 3.5 on average. The mean of their wishes is 5. Which of the two is yours?",
        "Gradients of all examples have one row for each. each.norm(dim=1) has one number for each "
        "row; only at the end comes .mean(0).",
    )
