"""With u detached autograd reports x², without 3x², and the picture shows both."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.curves import curve
from autograder.lesson.explorers.detach_switch import detach, detach_figure, detach_run
from tests.explored import explored, settings


@pytest.mark.parametrize(("is_detached", "slope"), [(True, 4.0), (False, 12.0)])
def test_a_run_can_be_gone_back_through(is_detached, slope):
    run = detach_run(2.0, is_detached)
    assert [tensor.item() for tensor in run] == [2.0, 4.0, 4.0, 8.0]
    assert run.u.requires_grad is not is_detached
    assert run.x.is_leaf
    assert run.x.grad is None
    run.z.backward()
    assert run.x.grad.item() == slope


def test_a_run_has_a_graph_even_where_the_student_has_turned_that_off():
    with torch.no_grad():
        assert detach_run(2.0, is_detached=False).z.grad_fn is not None


def figure_at(x: float, is_detached: bool):
    points = torch.linspace(-3, 3, 7, dtype=torch.float64)
    whole = curve(lambda x: x * x * x, points)
    detached = curve(lambda x: (x * x).detach() * x, points)
    run = detach_run(x, is_detached)
    reported = x**2 if is_detached else 3 * x**2
    return detach_figure(whole, detached, run, reported), points


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_the_lines_have_the_slopes_that_they_say():
    figure, x = figure_at(2.0, is_detached=True)
    values, slopes = figure.axes
    assert values.get_title() == "u = y.detach(), z = u·x"
    for label, expected in {
        "z": x**3,
        "tangent, slope 12": 8 + 12 * (x - 2),
        "autograd's slope, 4": 4 * x,  # u·x with u held at 4
    }.items():
        torch.testing.assert_close(torch.tensor(lines(values)[label].get_ydata()), expected)
    for label, expected in {
        "autograd with u = y: 3x²": 3 * x**2,
        "autograd with u = y.detach(): x²": x**2,
    }.items():
        torch.testing.assert_close(torch.tensor(lines(slopes)[label].get_ydata()), expected)
    assert lines(slopes)["autograd, here"].get_xydata().tolist() == [[2.0, 4.0]]
    assert lines(slopes)["z itself, here"].get_xydata().tolist() == [[2.0, 12.0]]
    assert all(axes.get_xlim()[1] > 3.05 for axes in figure.axes)  # a dot at 3 is whole


def test_without_detaching_both_agree():
    figure, _ = figure_at(-1.5, is_detached=False)
    values, slopes = figure.axes
    assert values.get_title() == "u = y, z = u·x"
    tangent, reported = (
        lines(values)[label].get_ydata().tolist()
        for label in ("tangent, slope 6.75", "autograd's slope, 6.75")
    )
    assert tangent == reported
    assert lines(slopes)["autograd, here"].get_xydata().tolist() == [[-1.5, 6.75]]


def test_the_caption_says_which_slope_and_why():
    draw, _ = explored(detach)
    picture = draw(is_detached=True, x=2.0)
    assert picture.caption == (
        "u is detached: at x = 2.0 autograd takes u for the number 4 and reports 4. "
        "When x moves, z itself changes 12 times as fast."
    )
    assert picture.caption in picture.images[0].alt
    assert draw(is_detached=False, x=-1.5).caption == (
        "u is part of the graph: at x = −1.5 autograd lets u = 2.25 move with x and reports 6.75. "
        "When x moves, z itself changes 6.75 times as fast."
    )


def test_a_sliders_rounding_is_not_shown():
    draw, _ = explored(detach)
    assert "at x = 0.0 autograd takes u for the number 0" in draw(True, 4.4e-16).caption
    assert "at x = 0.0 autograd" in draw(True, -4.4e-16).caption


def test_it_draws_wherever_the_controls_end():
    draw, controls = explored(detach)
    for values in settings(controls, places=2):
        assert draw(**values).images[0].data.startswith(b"\x89PNG")


def test_the_point_may_be_a_tensor(capsys, recwarn):
    detach(at=torch.tensor(1.0, requires_grad=True))
    assert "u is detached: at x = 1.0" in capsys.readouterr().out
    assert not recwarn.list


def test_what_is_no_point_is_refused():
    with pytest.raises(PictureError, match=r"at=\[1, 2\] is no number"):
        detach(at=[1, 2])


def test_a_point_outside_is_refused():
    with pytest.raises(PictureError, match="at=4 lies outside of -3 to 3"):
        detach(at=4.0)
