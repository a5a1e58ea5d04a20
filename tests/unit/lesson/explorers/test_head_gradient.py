"""The arrow Jᵀv is what backward gives for v, and what surrounds it is the Jacobian's picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.head_gradient import (
    HEADS,
    coupled,
    head_gradient,
    head_gradient_figure,
    pullback,
)
from tests.explored import explored, settings

J = torch.tensor([[1.0, -1.0], [1.0, 2.0]], dtype=torch.float64)  # of coupled at (−1, 1)


def test_the_heads_go_once_round_the_unit_circle():
    torch.testing.assert_close(HEADS.norm(dim=1), torch.ones(21, dtype=torch.float64))
    before, after = HEADS[:-1].T, HEADS[1:].T
    assert (before[0] * after[1] - before[1] * after[0] > 0).all()  # each turn to the left
    assert torch.equal(HEADS[0], HEADS[-1])


def test_backward_gives_the_vector_jacobian_product_and_not_the_other_one():
    pull = pullback(coupled, (-1.0, 1.0))
    v = torch.tensor([0.6, 0.8], dtype=torch.float64)
    torch.testing.assert_close(pull(v), J.T @ v)
    assert not torch.allclose(pull(v), J @ v)
    x = torch.tensor([-1.0, 1.0], dtype=torch.float64, requires_grad=True)
    coupled(x).backward(v)
    torch.testing.assert_close(pull(v), x.grad)


def test_where_no_path_leads_back_there_is_no_gradient_to_show():
    weight = torch.ones(2, dtype=torch.float64, requires_grad=True)
    for f in (lambda x: x.detach(), lambda x: 2 * weight):
        with pytest.raises(PictureError, match=r"No path leads from f\(x\) to x: backward leaves"):
            head_gradient(f)


def test_the_picture_shows_circle_ellipse_rows_and_arrows():
    v = torch.tensor([0.6, 0.8], dtype=torch.float64)
    heads, gradients = head_gradient_figure("y", J, v, J.T @ v).axes
    for axes, rows, tip in ((heads, torch.eye(2), v), (gradients, J, J.T @ v)):
        ring, *marks, _ = axes.get_lines()  # the last is the arrow's, in the legend
        points = torch.tensor(ring.get_xydata())
        assert axes.get_xlim()[1] > 1.5 * points.abs().max()  # room for the longest v
        if axes is gradients:  # back to the circle that it came from
            points = torch.linalg.solve(J.T, points.T).T
        torch.testing.assert_close(points.norm(dim=1), torch.ones(181, dtype=torch.float64))
        assert [mark.get_xydata()[1].tolist() for mark in marks] == rows.tolist()
        assert len({(mark.get_linestyle(), mark.get_marker()) for mark in marks}) == 2
        [arrow] = axes.collections
        assert (arrow.U.item(), arrow.V.item()) == pytest.approx(tip.tolist())
    labels = gradients.get_legend_handles_labels()[1]
    assert labels == ["Jᵀv for ‖v‖ = 1", "row 0 of J", "row 1 of J", "Jᵀv"]


def test_the_caption_says_v_the_product_and_the_jacobian():
    draw, _ = explored(head_gradient)
    picture = draw(head=3, length=1.0)
    assert picture.caption == (
        "v = (0.6, 0.8): y.backward(v) leaves x.grad = Jᵀv = (1.4, 1). J = [[1, −1], [1, 2]]."
    )
    assert picture.caption in picture.images[0].alt
    assert "v = (−0, " not in draw(head=5, length=0.5).caption


def test_what_cancels_is_zero_and_not_its_rounding():
    # Both rows of J are (1/3, 2/3), so a head with opposite entries is pulled back to nothing;
    # one entry is computed in a way that does not cancel exactly.
    def f(x):
        y = (x[0] + 2 * x[1]) / 3
        return torch.stack([0.6 * y + 1e-17 * x[0], -0.8 * y])

    draw, _ = explored(head_gradient, f)
    assert "Jᵀv = (0, 0)" in draw(head=2, length=1.0).caption


def test_it_draws_wherever_the_controls_end():
    draw, controls = explored(head_gradient)
    for values in settings(controls, places=2):
        assert draw(**values).images[0].data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("f", "at"), [(coupled, (2.0, 1.0)), (lambda x: 0 * x, (1.0, 1.0))], ids=["flat", "zero"]
)
def test_it_draws_where_the_circle_has_no_inside_any_more(f, at):
    draw, _ = explored(head_gradient, f, at=at)
    assert draw(head=3, length=1.5).images[0].data.startswith(b"\x89PNG")


def test_its_own_function_is_named(capsys):
    def swirl(x):
        return torch.stack([x[0] * x[1], x[0] - x[1]])

    head_gradient(swirl, at=(2.0, 3.0))
    said = capsys.readouterr().out
    assert "y = swirl(x) at x = (2, 3)" in said
    assert "J = [[3, 2], [1, −1]]" in said


@pytest.mark.parametrize(
    ("f", "at", "message"),
    [
        (lambda x: x.sum(), (1.0, 2.0), r"returned torch.float64 \(\). torch.stack"),
        (lambda x: [x[0], x[1]], (1.0, 2.0), r"f must turn .* returned \[tensor"),
        (lambda x: x.long(), (1.0, 2.0), r"returned torch.int64 \(2,\)"),
        (lambda x: x.sqrt(), (0.0, 1.0), r"The gradient of f at \(0, 1\) is not finite"),
        (coupled, (1.0, 2.0, 3.0), r"at=\(1.0, 2.0, 3.0\) is no point in the plane"),
        (coupled, 3.0, "at=3.0 is no point in the plane"),
        (coupled, "ab", "at='ab' is no point in the plane"),
        (3, (1.0, 2.0), "f must be a function"),
        (math.sin, (1.0, 2.0), "Use torch.sin: f is asked with a tensor and must return one"),
        (np.sin, (1.0, 2.0), "Use torch.sin: f is asked with a tensor and must return one"),
    ],
)
def test_what_cannot_be_drawn_is_named(f, at, message):
    with pytest.raises(PictureError, match=message):
        head_gradient(f, at=at)


@pytest.mark.parametrize(
    "at",
    [
        torch.tensor([2.0, 3.0]),
        torch.tensor([2.0, 3.0], requires_grad=True),
        [torch.tensor(2.0), 3],
        np.array([2, 3]),
    ],
)
def test_the_point_may_be_a_tensor(recwarn, at):
    draw, _ = explored(head_gradient, coupled, at=at)
    picture = draw(head=3, length=1.0)
    assert "J = [[3, 2], [1, 6]]" in picture.caption
    assert "at x = (2, 3)" in picture.images[0].alt
    assert not recwarn.list
