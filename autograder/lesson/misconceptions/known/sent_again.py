"""An engine's value that passes on the same gradient more than once."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays


class SentAgain(InSeveralWays):
    """What has arrived so far is passed on with each arrival, or at each of several visits."""

    name = "sent-again"
    ways = 2
    says = "Some value has passed on the same part of its gradient more than once."
    asks = "When a second share arrives at a value, what does the value pass on?"
    hints = (
        "Something is counted twice. Print a value's operation and what it passes on, each time "
        "that it passes something on. Does a number that was already sent come up again?",
        "A post office gets 3 letters and forwards 3, then gets 2 more. If it now forwards 5, the "
        "addressee has 8 letters instead of 5. Which of your numbers is the 5, and which the 2?",
        "Either pass on only what has just come in, or visit every value a single time: keep a "
        "set of the values that you have seen, and print its size beside the number of visits.",
    )
