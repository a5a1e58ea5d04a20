"""A function is compared point by point."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckBroken, CheckFailed
from autograder.lesson.checks import Check


def function(answer, **more):
    Check().function("double", answer, reference=lambda x: 2 * x, shapes=[(3,), (2, 2)], **more)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_it_is_compared_point_by_point(dtype, capsys):
    function(lambda x: x + x, dtype=dtype)
    with pytest.raises(CheckFailed, match="differ"):
        function(lambda x: x * x, dtype=dtype)


def test_what_the_author_knows_reaches_the_diagnosis():
    with pytest.raises(CheckFailed, match="looks like"):
        function(lambda x: x**2, evidence=lambda x: {"f": lambda t: t**2})


def test_an_unusable_reference_blames_the_check():
    with pytest.raises(CheckBroken):
        Check().function("root", torch.sqrt, reference=torch.sqrt, shapes=[(4,)])
