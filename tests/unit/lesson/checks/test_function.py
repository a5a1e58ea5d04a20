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


def test_a_part_is_named_whether_right_or_wrong(capsys):
    function(lambda x: x + x, part="the double of x")
    assert capsys.readouterr().out.startswith("✓ double, the double of x: right at")
    with pytest.raises(CheckFailed, match=r"^✗ double, the double of x · looks like: sign"):
        function(lambda x: -2 * x, part="the double of x")


def test_an_unusable_reference_blames_the_check():
    with pytest.raises(CheckBroken):
        Check().function("root", torch.sqrt, reference=torch.sqrt, shapes=[(4,)])


def test_points_may_be_named_where_one_number_matters(capsys):
    asked = []

    def answer(x):
        asked.append(x)
        return 2 * x

    function(answer, points=[0.0, [1, -4], [[0.5]]])
    assert [x.tolist() for x in asked[:3]] == [0.0, [1.0, -4.0], [[0.5]]]
    assert {x.dtype for x in asked} == {torch.float64}
    assert [x.shape for x in asked[3:]] == [(3,), (2, 2)]
    assert "right at 5 probe points" in capsys.readouterr().out
    with pytest.raises(CheckFailed, match=r"x = \[0\.0\]"):
        Check().function("root", torch.sqrt, reference=lambda x: x + 1, points=[[0]])


def test_a_check_without_points_blames_itself():
    with pytest.raises(CheckBroken):
        Check().function("double", torch.sqrt, reference=torch.sqrt)
