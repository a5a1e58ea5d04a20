"""Pictures with controls, to try a definition out before using it.

``from autograder.lesson import explore``, then ``explore.tangent(torch.sin)``. One module is one
explorer. Each shows a picture that is stored with the notebook, and above it the controls, which
work while the notebook's kernel runs.
"""

from autograder.lesson.explorers.control_flow import control_flow
from autograder.lesson.explorers.detach_switch import detach
from autograder.lesson.explorers.finite_differences import finite_differences
from autograder.lesson.explorers.head_gradient import head_gradient
from autograder.lesson.explorers.learning_rate import learning_rate
from autograder.lesson.explorers.tangent import tangent

__all__ = [
    "control_flow",
    "detach",
    "finite_differences",
    "head_gradient",
    "learning_rate",
    "tangent",
]
