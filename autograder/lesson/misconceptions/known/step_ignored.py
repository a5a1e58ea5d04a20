"""The derivative itself, where a difference with a given step is wanted."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.numbers.oracles import by_autograd


class StepIgnored(Misconception):
    """Autograd for the difference, or a small step of one's own for the one that is given."""

    name = "step-ignored"
    family = "difference-quotient"
    rank = 2
    says = (
        "This is what comes out with a step close to 0, or by autograd: the step that was given "
        "does not show in it."
    )
    asks = "Which of your lines uses the step, and is it the caller's?"
    hints = (
        "Your answer does not mind how long the step is. Call your function twice, with the steps "
        "0.5 and 0.1, for a sum of cubes. Should the two results be the same?",
        "From 3 to 4 the square grows by 7, from 3 to 3.1 by 6.1 for each unit, and at 3 itself "
        "by 6. Write down which of the three a step of 1 asks for.",
        "Look for a line like h = 1e-5, for a number in the place of h, and for a backward pass. "
        "Which of them stands in your function?",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.f is None or case.step is None or case.reference.shape != case.x.shape:
            return None
        return by_autograd(case.f, case.x)
