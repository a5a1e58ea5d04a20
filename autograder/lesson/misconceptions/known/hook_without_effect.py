"""A gradient that was to be changed on its way, and arrives unchanged."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class HookWithoutEffect(Misconception):
    """A hook that returns nothing, comes too late or sits elsewhere; foretold by the check."""

    name = "hook-without-effect"
    says = "This is the gradient that arrives if nothing is changed on the way."
    asks = "When is your change made, at which tensor, and what does it hand back?"
    hints = (
        "The gradient went by unchanged. Print a word in the function that changes it. Does the "
        "word appear, and is anything handed back after it?",
        "Who repacks parcels at a belt must stand there before the first one comes, and must put "
        "each back on the belt. At which of the two does yours fail?",
        "A hook's return value goes on in place of the gradient. Check that there is a return, "
        "and that register_hook(...) stands before the pass, on the very h that g is given.",
    )
