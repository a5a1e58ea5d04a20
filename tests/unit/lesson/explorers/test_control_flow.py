"""The doubling function's pieces, jumps and slopes are those that arithmetic says."""

from __future__ import annotations

import math
import re
import sys

import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.control_flow import (
    control_flow,
    control_flow_figure,
    doubling,
    doublings,
    landscape,
)
from autograder.lesson.explorers.curves import curve
from autograder.lesson.explorers.jumps import NearestJump
from autograder.lesson.numbers.numerals import number
from tests.explored import explored, settings


def at(x: float):
    return torch.tensor([x], dtype=torch.float64)


def as_in_the_lesson(a):
    b = a * 2
    while b.norm().item() < 1000:
        b = b * 2
    return b if b.sum().item() > 0 else 100 * b


@pytest.mark.parametrize("a", [1.2009, -1.2009, 0.37, 600.0, -3.90625, 1e-7])
def test_the_doubling_function_is_the_lessons(a):
    ours, lessons = curve(doubling, at(a)), curve(as_in_the_lesson, at(a))
    assert ours == lessons or torch.equal(ours.values, lessons.values)
    assert torch.equal(ours.slopes, lessons.slopes)
    # The reference loop's count gives the factor.
    count = int(re.search(r"doubled (\d+) times", doublings(a))[1]) if a != 600 else 1
    factor = 2**count * (1 if a > 0 else 100)
    assert ours.slopes.item() == factor
    assert doublings(a).endswith("multiplied by 100.") is (a < 0)


def test_one_doubling_is_told_as_one():
    assert doublings(600.0) == "doubled once."


def test_its_jumps_are_where_a_doubling_more_is_needed():
    left, right = landscape(doubling, (-4, 4), (0.0, 1 / 16))
    expected = torch.tensor([1000 / 2**m for m in range(13, 7, -1)], dtype=torch.float64)
    torch.testing.assert_close(right.jumps, expected, rtol=1e-14, atol=0)
    torch.testing.assert_close(left.jumps, -expected.flip(0), rtol=1e-14, atol=0)
    # From just under 2000 down to 1000, and a hundred times that to the left of 0.
    torch.testing.assert_close(right.sizes, torch.full_like(expected, -1000))
    torch.testing.assert_close(left.sizes, torch.full_like(expected, -100000))


def figure_of(f, between, except_at, x, is_proportional):
    strip = None if except_at is None else (except_at, (between[1] - between[0]) / 128)
    parts = landscape(f, between, strip)
    here = None if x is None else curve(f, at(x))
    return control_flow_figure("f", parts, here, is_proportional=is_proportional)


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def test_the_picture_has_gaps_and_a_tangent_through_the_origin():
    figure = figure_of(doubling, (-4, 4), 0.0, 1.2009, True)
    left, right, left_slopes, right_slopes = figure.axes
    for axes, low, high, gaps in ((left, -2e5, -1e5, 6), (right, 1e3, 2e3, 6)):
        values = torch.tensor(lines(axes)["f(a)"].get_ydata())
        assert values.isnan().sum() == gaps
        known = values[~values.isnan()]
        assert (known >= low).all()
        assert (known <= high).all()
        assert low == pytest.approx(known.min().item(), rel=0.02)
    x, y = lines(right)["tangent at a"].get_data()
    assert list(x) == [0.0, 4.0]
    assert list(y) == pytest.approx([0.0, 4096.0])
    assert right.get_ylim()[0] <= 0 <= left.get_ylim()[1]
    assert right.get_xlim()[1] > 4.05  # where a dot at 4 is not cut in half
    assert "tangent at a" not in lines(left)
    assert right_slopes.get_lines()[-1].get_xydata().tolist() == [[1.2009, 1024.0]]
    # One axis for all derivatives, in powers of two; the quotient lies on the derivative.
    assert left_slopes.get_ylim() == right_slopes.get_ylim()
    assert right_slopes.get_yscale() == "log"
    for axes in (left_slopes, right_slopes):
        slopes, quotient = (lines(axes)[label].get_ydata() for label in ("derivative", "f(a)/a"))
        torch.testing.assert_close(torch.tensor(slopes), torch.tensor(quotient), equal_nan=True)
        assert lines(axes)["derivative"].get_linestyle() != lines(axes)["f(a)/a"].get_linestyle()
    assert list(lines(right)["jump"].get_xdata())[-1] == 3.90625


def test_the_slopes_of_tenths_are_on_an_axis_of_tens():
    def redesigned(a):
        while a > 1:
            a = a / 10
        return a

    [above, below] = figure_of(redesigned, (0.5, 300), None, 200, True).axes
    assert below.yaxis.get_transform().base == 10
    assert list(lines(above)["jump"].get_xdata()) == pytest.approx([1, 10, 100])


def test_the_caption_tells_the_way_through_the_function():
    draw, _ = explored(control_flow)
    picture = draw(a=1.2009)
    assert picture.caption == (
        "a = 1.2009: doubled 10 times. f(a) = 1230, derivative 1024 = f(a)/a. The nearest "
        "jump is at a = 0.9766, where f falls by 1000, unseen by autograd."
    )
    assert picture.caption in picture.images[0].alt
    assert draw(a=-2.5).caption == (
        "a = −2.50: doubled 9 times, then multiplied by 100. f(a) = −128000, derivative 51200 = "
        "f(a)/a. The nearest jump is at a = −1.953, where f falls by 100000, unseen by autograd."
    )


@pytest.mark.parametrize("a", [0.0, 4.4e-16])
def test_zero_is_left_out_and_said_so(a):
    draw, _ = explored(control_flow)
    assert draw(a=a).caption == "a = 0.00: f(0) is left out, its loop would never end."


def test_another_function_is_asked_for_its_jumps():
    draw, _ = explored(control_flow, torch.round, between=(-3, 3))
    assert draw(a=1.25).caption == (
        "a = 1.25: round(a) = 1, derivative 0. The nearest jump is at a = 1.5, where round rises "
        "by 1, unseen by autograd."
    )
    draw, _ = explored(control_flow, torch.sin)
    assert draw(a=1.0).caption == (
        "a = 1.00: sin(a) = 0.8415, derivative 0.5403. No jump between −4 and 4."
    )


def test_without_a_place_to_leave_out_there_is_one_picture():
    assert len(landscape(torch.sin, (-4, 4))) == 1
    assert len(landscape(doubling, (0.5, 4))) == 1
    # A loop that never ends at 0 is not asked there even so.
    assert len(landscape(as_in_the_lesson, (-4, 4))[0].jumps) > 12


@pytest.mark.parametrize(
    ("f", "given"),
    [
        (None, {}),
        (None, {"between": (0, 3)}),
        (None, {"between": (-5000, -0.5), "at": -2}),
        (as_in_the_lesson, {"except_at": 0}),
        (torch.relu, {}),
        (lambda x: 1 / x + x.floor(), {"except_at": 0.0}),
        (lambda x: x.sqrt() if x > 0 else torch.zeros(()), {}),
        (lambda x: 0 * x, {}),
    ],
)
def test_it_draws_wherever_the_slider_stands(f, given):
    draw, controls = explored(control_flow, f, **given)
    for values in settings(controls):
        assert draw(**values).images[0].data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("f", "given", "said"),
    [
        (None, {"at": 0}, r"f\(0\) would never return. Choose another at"),
        (None, {"at": 5}, "at=5 lies outside of -4 to 4"),
        (torch.sin, {"between": (2, 1)}, "smaller one first"),
        (lambda x: [x], {}, "f must turn a tensor"),
        (3, {}, "f must be a function"),
        (math.sin, {}, "Use torch.sin: f is asked with a tensor and must return one"),
        (torch.sin, {"at": torch.ones(2)}, "at=.* is no number"),
        (torch.sin, {"except_at": "here"}, "except_at='here' is no number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(f, given, said):
    with pytest.raises(PictureError, match=said):
        control_flow(f, **given)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_it_works_in_whatever_mode_the_notebook_was_left_in(capsys, mode):
    control_flow()
    shown = capsys.readouterr().out
    with mode():
        control_flow()
    assert capsys.readouterr().out == shown


def test_a_jump_at_zero_is_at_zero():
    draw, _ = explored(control_flow, lambda a: torch.where(a > 0, a + 1, a - 1))
    assert "The nearest jump is at a = 0, where f rises by 2" in draw(a=1.0).caption


def folded(a):
    return torch.where(a > 0, a, -a)


@pytest.mark.parametrize("a", [0.0, 4.4e-16])
def test_at_zero_no_quotient_is_claimed(a):
    draw, _ = explored(control_flow, folded, at=1.0)
    assert draw(a=a).caption.startswith("a = 0.00: folded(a) = 0, derivative −1. No jump")
    assert draw(a=1.0).caption.startswith("a = 1.00: folded(a) = 1, derivative 1 = folded(a)/a.")


def test_no_quotient_is_claimed_at_a_point_that_is_unlike_the_others():
    draw, _ = explored(control_flow, lambda a: a + 1 if a == 2 else 3 * a)
    assert draw(a=2.0).caption.startswith("a = 2.00: f(a) = 3, derivative 1. ")
    assert draw(a=1.0).caption.startswith("a = 1.00: f(a) = 3, derivative 3 = f(a)/a.")


@pytest.mark.parametrize(
    ("f", "a", "said"),
    [
        (torch.log, -1.0, "a = −1.00: log(a) is not defined here. No jump"),
        (lambda a: 1 / a, 0.0, "a = 0.00: f(a) = inf, and there is no derivative. No jump"),
    ],
)
def test_where_there_is_no_value_no_derivative_is_claimed(f, a, said):
    draw, _ = explored(control_flow, f)
    assert draw(a=a).caption.startswith(said)


def test_places_may_be_tensors(recwarn):
    places = {"between": torch.tensor([-2.0, 2.0]), "except_at": torch.tensor(0.0)}
    draw, [slider] = explored(control_flow, torch.sin, at=torch.tensor(1.0), **places)
    assert draw(a=slider.start).caption.startswith("a = 1.00: sin(a) = 0.8415")
    assert not recwarn.list


def test_of_what_a_function_prints_only_the_points_own_is_shown(capsys):
    def loud(a):
        print("asked at", a.item())
        return a * a

    control_flow(loud)
    assert capsys.readouterr().out.count("asked at") == 1


def jumps_of_doubling(scale):
    return [sign * scale * 1000 / 2**m for sign in (-1, 1) for m in range(60)]


@pytest.mark.parametrize("scale", [1.0, 1e-3, 40.0])
def test_the_nearest_jump_is_the_nearest_also_beside_the_place_left_out(scale):
    between, strip = (-4 * scale, 4 * scale), (0.0, scale / 16)

    def f(x):
        return doubling(x / scale)

    jumps = NearestJump(f, landscape(f, between, strip), between, strip)
    for a in (3.0, 0.15, 0.1, 0.05, -0.05, 0.06103515625, 1e-3, -0.1):
        nearest = min(jumps_of_doubling(scale), key=lambda place, a=a: abs(place - a * scale))
        found = jumps.to(a * scale)
        assert number(found.jump.place) == number(nearest)
        assert found.unknown is None


def test_the_place_left_out_need_not_be_zero():
    draw, _ = explored(
        control_flow, lambda x: doubling(x - 1), at=2.0, between=(-3, 5), except_at=1.0
    )
    assert "The nearest jump is at a = 1.061, where" in draw(a=1.05).caption
    assert "The nearest jump is at a = 0.939, where" in draw(a=0.95).caption


def test_where_nobody_looked_for_a_jump_none_is_denied():
    draw, _ = explored(control_flow, torch.sin, except_at=0.0)
    assert draw(a=1.0).caption.endswith("No jump between −4 and 4 outside of −0.03125 to 0.03125.")
    # 0 itself is nearer, and cannot be asked.
    draw, _ = explored(control_flow, torch.floor, except_at=0.0, between=(-4, 4))
    assert "jump outside of −0.03125 to 0.03125 is at a = 1, where" in draw(a=0.4).caption
    draw, _ = explored(control_flow, torch.sin, except_at=9.0)
    assert draw(a=1.0).caption.endswith("No jump between −4 and 4.")


@pytest.mark.parametrize(
    ("f", "a"),
    [
        (None, 0.05),
        (None, -0.05),
        (None, -0.001),
        (lambda x: 1 / x, 0.05),
        (lambda x: 1 / x, -0.01),
    ],
)
def test_a_point_beside_the_place_left_out_is_not_clipped(monkeypatch, f, a):
    figures = []
    module = sys.modules[control_flow.__module__]
    monkeypatch.setattr(module, "image_of", lambda figure, **given: figures.append(figure))
    monkeypatch.setattr(module, "Picture", lambda images, caption: caption)
    draw, _ = explored(control_flow, f, except_at=0.0)
    draw(a=a)
    for axes in figures[0].axes:
        for line in axes.get_lines():
            if line.get_marker() == "o":
                [place] = axes.transData.transform(line.get_xydata())
                [[left, low], [right, high]] = axes.transAxes.transform([[0, 0], [1, 1]])
                assert left + 4 < place[0] < right - 4
                assert low + 4 < place[1] < high - 4


def test_where_no_path_leads_back_autograd_gives_no_derivative():
    draw, _ = explored(control_flow, lambda a: a**2 if a > 0 else a.detach() ** 2)
    assert draw(a=-2.0).caption.startswith(
        "a = −2.00: f(a) = 4, and no path leads from f(a) to a: autograd has no derivative to give."
    )
    assert draw(a=2.0).caption.startswith("a = 2.00: f(a) = 4, derivative 4.")
