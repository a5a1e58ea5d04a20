"""Pictures with controls, to try a definition out before using it.

``from autograder.lesson import explore``, then ``explore.tangent(torch.sin)``. One module is one
explorer. Each shows a picture that is stored with the notebook, and above it the controls, which
work while the notebook's kernel runs.
"""

from __future__ import annotations

from autograder.lesson.explorers.control_flow import control_flow
from autograder.lesson.explorers.detach_switch import detach
from autograder.lesson.explorers.finite_differences import finite_differences
from autograder.lesson.explorers.head_gradient import head_gradient
from autograder.lesson.explorers.learning_rate import learning_rate
from autograder.lesson.explorers.tangent import tangent


class Explore:
    """The explorers of the course, as one object."""

    tangent = staticmethod(tangent)
    finite_differences = staticmethod(finite_differences)
    head_gradient = staticmethod(head_gradient)
    detach = staticmethod(detach)
    control_flow = staticmethod(control_flow)
    learning_rate = staticmethod(learning_rate)


explore = Explore()
