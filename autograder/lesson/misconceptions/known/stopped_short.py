"""An engine's share that sets out, and never reaches the leaves."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import InSeveralWays


class StoppedShort(InSeveralWays):
    """Shares that are dropped, or that nobody passes on; the check foretells several ways."""

    name = "stopped-short"
    ways = 4
    # What is left may be one path's share, or nothing at all.
    family = "part"
    rank = 1
    says = "Some share was lost on its way: dropped, or received and not passed on."
    asks = "What becomes of a second share for the same value, and of a share's own consequences?"
    hints = (
        "Count the shares that are handed out and those that are passed on. Print a line for both, "
        "for c = a + a and y = c + c. Which line is missing?",
        "In a relay, each runner hands the baton to the next. If the second runner keeps it, or "
        "one of two batons falls, who waits in vain at the end? Name that value in your graph.",
        "In a dictionary a parent has room for one share only: dict([(a, 1), (a, 1)]) has one "
        "entry. And a recipe that calls itself needs its own name in the loop. Look for both.",
    )
