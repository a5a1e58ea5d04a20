"""A number where the identity matrix belongs."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class OnesForIdentity(Misconception):
    """The 1 met every entry of a matrix; the check foretells what that leads to."""

    name = "ones-for-identity"
    says = "This is what comes out if the 1 meets every entry of the matrix, and not the diagonal."
    asks = "Which matrix changes nothing when it is multiplied: what takes the place of the 1?"
    hints = (
        "One matrix of yours has wrong entries beside the diagonal. Print it next to the one that "
        "you subtract. Which of the entries have changed?",
        "For numbers, z = 3z + b gives (1 - 3) z = b. For z = M z + b with M = [[0, 2], [5, 0]] "
        "write down both rows: where do the ones stand, and where the -2 and the -5?",
        "A number minus a tensor is taken from each entry. torch.eye(n) has ones on the diagonal "
        "alone: print it, for n = 2, minus the M above.",
    )
