"""A function is compared point by point."""

from __future__ import annotations

import math

import pytest
import torch

from autograder.errors import CheckBroken, CheckFailed
from autograder.lesson.checks import Check
from autograder.lesson.kit import explained_by


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


def test_the_message_speaks_of_the_students_own_arguments():
    def ask(told):
        with pytest.raises(CheckFailed) as failure:
            Check().function(
                "double", lambda a: a, reference=lambda a: 2 * a, points=[3.0], told=told
            )
        return str(failure.value)

    assert "probe point    a = 3.0" in ask("a")
    assert "asked about    a verdict on 3" in ask(lambda a: f"a verdict on {a.item():g}")


def test_a_mistake_for_which_the_exercise_leaves_no_room_is_not_named():
    def ask(**known):
        with pytest.raises(CheckFailed) as failure:
            Check().function(
                "double",
                lambda a: -2 * a,
                reference=explained_by(lambda a: known)(lambda a: 2 * a),
                shapes=[(3,), (4,)],
            )
        return failure.value.mistakes

    assert ask() == ("sign",)
    assert ask(ruled_out=("sign",)) == ()


def test_an_answer_with_a_graph_is_refused_unless_it_may_have_one():
    w = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    function(lambda x: w * x, is_plain=False)
    with pytest.raises(CheckFailed, match="requires a gradient"):
        function(lambda x: w * x)


def test_the_point_in_the_message_is_not_rounded_to_another_number():
    for x, shown in ((1e-12, "1e-12"), (math.nextafter(500.0, 0.0), "499.99999999999994")):
        with pytest.raises(CheckFailed, match=f"a = {shown}\n"):
            Check().function("far", lambda x: x, reference=lambda x: x + 1, points=[x], told="a")
