"""The chapters' own tools: what a lesson or a test cell needs beyond ``autograder.lesson``.

Chapters import from here and from ``autograder.lesson``, and from nothing deeper.
"""

from autograder.lesson.checks.plot import Curves
from autograder.lesson.checks.trial import explained_by
from autograder.lesson.door import Noted
from autograder.lesson.door.graphs import reachable
from autograder.lesson.kit import engines
from autograder.lesson.kit.arguments import untouched
from autograder.lesson.kit.callers import backward_only, not_called_from
from autograder.lesson.kit.capture import AsModule, hushed
from autograder.lesson.kit.counting import TensorsMade
from autograder.lesson.kit.engines import (
    Array,
    Shallow,
    doublings,
    engine_mistakes,
    gradients,
    shares_of,
    sum_to_shape,
)
from autograder.lesson.kit.expressions import random_expression
from autograder.lesson.pictures.drawings import (
    columns_or_rows,
    forward_and_backward,
    learning_process,
)

__all__ = [
    "Array",
    "AsModule",
    "Curves",
    "Noted",
    "Shallow",
    "TensorsMade",
    "backward_only",
    "columns_or_rows",
    "doublings",
    "engine_mistakes",
    "engines",
    "explained_by",
    "forward_and_backward",
    "gradients",
    "hushed",
    "learning_process",
    "not_called_from",
    "random_expression",
    "reachable",
    "shares_of",
    "sum_to_shape",
    "untouched",
]
