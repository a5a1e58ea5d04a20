"""A quantity that should be held is computed anew at each point of a difference."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class HeldAnew(Misconception):
    """What should stay as it is at x was computed once more on each side of x."""

    name = "held-anew"
    says = (
        "Nothing is held fixed: this comes out if what should be held is computed anew on each "
        "side of x."
    )
    asks = "At which point, and how often, do you compute what is to be held?"
    hints = (
        "What should stay moves along. Print it each time it is used. Is it the same on both "
        "sides?",
        "For u·t with u = t held at 3 and h = 1, the two values are 3·4 and 3·2, the slope is 3. "
        "With 4·4 and 2·2 it is 6: u has moved. Do the same at 5.",
        "Give the result a name before anything is moved, u = …, and use that name on both sides. "
        "Count the calls that are left: a difference sees through every detach.",
    )
