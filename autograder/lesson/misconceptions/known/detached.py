"""A path cut off that should carry gradient."""

from __future__ import annotations

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class Detached(Misconception):
    """Too much was detached: a path is missing."""

    name = "detached"
    family = "part"
    rank = 3
    says = "A path is missing: this is the gradient with a part cut off that should carry it."
    asks = "Which tensor was cut off from the graph, and should it have been?"
    hints = (
        "A part of the gradient does not arrive. Follow the result backward and print for each "
        "tensor on the way whether it still belongs to the graph. Where does the track end?",
        "For t · t with the second t held fixed at 3, the slope at 3 is 3 and not 6. Say which "
        "factor of yours is held fixed, and which should be.",
        "detach(), .data, .item(), numpy() and torch.tensor(...) all cut. Print y.grad_fn after "
        "each line and look for the first None.",
    )

    def predicts(self, case: Case) -> torch.Tensor | None:
        # Who never went backward, by a formula or by differences, has cut off nothing.
        return None if case.backward_passes == 0 else case.kept
