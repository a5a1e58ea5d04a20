"""Errors of finite differences: truncation as Taylor says, rounding as the dtype says."""

from __future__ import annotations

import math

import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.curves import curve
from autograder.lesson.explorers.finite_differences import (
    DTYPES,
    KINDS,
    READINGS,
    STEPS,
    Errors,
    close_up,
    difference,
    errors,
    finite_differences,
    finite_differences_figure,
)
from tests.explored import explored, settings

COS = math.cos(1)


def position(h: float) -> int:
    return STEPS.index(h)


def test_the_steps_are_called_by_their_powers_of_ten():
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    powers = [int(reading.removeprefix("10").translate(digits)) for reading in READINGS[:-1]]
    assert [float(f"1e{power}") for power in powers] == list(STEPS[:-1])
    assert READINGS[-1] == "1"


@pytest.mark.parametrize("kind", KINDS)
def test_a_difference_is_what_a_student_would_compute(kind):
    for dtype in DTYPES.values():
        x = torch.tensor(1.0, dtype=dtype)
        forward = (torch.sin(x + 1e-3) - torch.sin(x)) / 1e-3
        central = (torch.sin(x + 1e-3) - torch.sin(x - 1e-3)) / (2 * 1e-3)
        expected = forward if kind == "forward" else central
        assert difference(torch.sin, 1.0, 1e-3, kind, dtype) == expected.item()


def test_truncation_is_as_taylor_says():
    found = errors(torch.sin, 1.0, COS, torch.float64)
    for h in (1e-1, 1e-2, 1e-3):
        assert found.forward[position(h)].item() == pytest.approx(h / 2 * math.sin(1), rel=0.05)
        assert found.central[position(h)].item() == pytest.approx(h**2 / 6 * COS, rel=0.05)


def test_rounding_error_stays_below_its_limit_and_near_it():
    for dtype in DTYPES.values():
        found = errors(torch.sin, 1.0, COS, dtype)
        eps = torch.finfo(dtype).eps
        left = torch.tensor([10 * eps < h < eps**0.55 for h in STEPS])
        assert left.sum() >= 2
        assert (found.forward[left] <= found.rounding[left]).all()
        assert found.forward[left].max() > 0.01 * found.rounding[left].max()
        assert 0.5 * eps < found.rounding[position(1.0)] < 5 * eps


@pytest.mark.parametrize(
    ("kind", "dtype", "best"),
    [
        ("central", "float64", (1e-5, 1e-5)),
        ("forward", "float64", (1e-8, 1e-8)),
        ("forward", "float32", (1e-4, 1e-3)),  # 3.1e-4 and 3.4e-4
    ],
)
def test_the_best_step_is_where_truncation_meets_rounding(kind, dtype, best):
    assert errors(torch.sin, 1.0, COS, DTYPES[dtype]).best(kind) == best


@pytest.mark.parametrize(("f", "central"), [(torch.sin, 0.56), (torch.cos, 0), (torch.exp, 0)])
def test_the_smallest_step_is_lost_to_the_right_and_not_to_the_left(f, central):
    # Chapter 1 gives these numbers.
    assert difference(f, 1.0, 1e-16, "forward", torch.float64) == 0
    assert round(difference(f, 1.0, 1e-16, "central", torch.float64), 2) == central


def test_a_step_that_is_good_by_chance_is_not_the_best():
    steps = torch.tensor(STEPS, dtype=torch.float64)
    measured = steps + 1e-16 / steps
    lucky = measured.clone()
    lucky[position(1e-12)] = 0.0
    found = Errors(lucky, measured, 1e-16 / steps)
    assert found.best("forward") == (1e-8, 1e-8)


@pytest.mark.parametrize(("kind", "order"), [("forward", 1), ("central", 2)])
def test_truncation_goes_on_falling_where_rounding_hides_it(kind, order):
    found = errors(torch.sin, 1.0, COS, torch.float64)
    clear = 1e-4
    expected = found.of(kind)[position(clear)].item() * (1e-9 / clear) ** order
    assert found.truncation(kind)[position(1e-9)].item() == pytest.approx(expected, rel=0.01)
    assert found.truncation(kind)[position(0.1)] == found.of(kind)[position(0.1)]


def test_a_straight_line_has_no_truncation():
    found = errors(lambda x: 3 * x, -2.0, 3.0, torch.float64)
    assert not found.truncation("forward").any()


def test_cancellation_inside_the_function_counts_as_rounding():
    def lost(x):
        return (1 - torch.cos(x)) / x**2

    honest = errors(torch.sin, 1e-4, 1.0, torch.float64)
    noisy = errors(lost, 1e-4, -1e-4 / 12, torch.float64)
    assert noisy.rounding[0] > 1e5 * honest.rounding[0]


def test_the_close_up_bends_by_truncation_and_has_stairs_by_rounding():
    near = close_up(torch.sin, 1.0, 0.1, "central", torch.float64)
    expected = (torch.sin(1 + 0.1 * near.u) - math.sin(1)) / 0.1
    torch.testing.assert_close(near.rise, expected)
    (first, low), (second, high) = near.taken
    assert (first, second) == (-1, 1)
    assert (high - low) / 2 == pytest.approx(near.slope)

    coarse = close_up(torch.sin, 1.0, 1e-7, "forward", torch.float32)
    # Between 1 − 1.5h and 1 + 1.5h float32 has only 3 or 4 numbers.
    assert 3 <= len(coarse.rise.unique()) <= 4


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_shows_the_lines_that_it_names(kind):
    curves = errors(torch.sin, 1.0, COS, torch.float64)
    near = close_up(torch.sin, 1.0, 0.1, kind, torch.float64)
    figure = finite_differences_figure("sin", near, curves, COS, kind, "float64")
    close, level, right = figure.axes

    ends = [-1.5, 1.5]
    assert list(lines(close)["tangent"].get_ydata()) == pytest.approx([COS * u for u in ends])
    [low, high] = lines(close)[f"{kind} difference"].get_ydata()
    assert (high - low) / 3 == pytest.approx(near.slope)
    # Less the tangent, the line's slope is the error.
    assert list(lines(level)["tangent"].get_ydata()) == [0, 0]
    [low, high] = lines(level)[f"{kind} difference"].get_ydata()
    assert (high - low) / 3 == pytest.approx(near.slope - COS)
    bend = lines(level)["f = sin"].get_ydata()
    assert bend.max() < 1e-12  # sin lies below its tangent here
    for axes, tilt in ((close, 0), (level, COS)):
        for u, rise in axes.get_lines()[-1].get_xydata():
            value = (math.sin(1 + 0.1 * u) - math.sin(1)) / 0.1
            assert rise == pytest.approx(value - tilt * u, abs=1e-12)

    drawn = lines(right)
    for each in KINDS:
        torch.testing.assert_close(torch.tensor(drawn[each].get_ydata()), curves.of(each))
    assert drawn["forward"].get_marker() != drawn["central"].get_marker()
    assert drawn["forward"].get_linestyle() != drawn["central"].get_linestyle()
    [[x, y]] = drawn["this h"].get_xydata()
    assert (x, y) == (0.1, curves.of(kind)[position(0.1)].item())


@pytest.mark.parametrize(
    ("h", "title", "largest"),
    [
        (1.0, "same, minus the tangent\n", 1.4),
        (1e-5, "same, minus the tangent, in 10⁻⁶\n", 10),
    ],
)
def test_what_is_small_is_counted_in_a_power_of_ten_that_is_said(h, title, largest):
    curves = errors(torch.sin, 1.0, COS, torch.float64)
    near = close_up(torch.sin, 1.0, h, "central", torch.float64)
    figure = finite_differences_figure("sin", near, curves, COS, "central", "float64")
    figure.draw_without_rendering()
    close, level, right = figure.axes
    assert close.get_title() == "(f(x) − f(1)) / h\nline's slope: the difference"
    assert level.get_title().startswith(title)
    numbers = [float(tick.get_text().replace("−", "-")) for tick in level.get_yticklabels()]
    assert len(numbers) > 2
    # The labels, in that unit, are where they say.
    unit = 1e-6 if "10⁻⁶" in title else 1
    assert [number * unit for number in numbers] == pytest.approx(list(level.get_yticks()))
    assert 0.3 * largest < max(map(abs, numbers)) <= largest
    # matplotlib's own power of ten would float between the plots.
    assert not level.yaxis.get_offset_text().get_text()
    assert {"10⁻¹⁶", "10⁻⁸", "1"} <= {tick.get_text() for tick in right.get_xticklabels()}


def test_no_legend_covers_what_is_drawn():
    curves = errors(torch.sin, 1.0, COS, torch.float64)
    near = close_up(torch.sin, 1.0, 1.0, "forward", torch.float64)
    figure = finite_differences_figure("sin", near, curves, COS, "forward", "float64")
    figure.draw_without_rendering()
    legends = [*figure.legends, figure.axes[2].get_legend()]
    assert len(legends) == 2
    for legend in legends:
        box = legend.get_window_extent()
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        for axes in figure.axes:
            assert not axes.get_window_extent().overlaps(box)
            assert not axes.title.get_window_extent().overlaps(box)


@pytest.mark.parametrize(
    ("h", "kind", "dtype", "said"),
    [
        (0.1, "forward", "float64", "slope 0.4974, error 0.04, nearly all truncation"),
        (1e-3, "central", "float64", "slope 0.5403, error 9·10⁻⁸, nearly all truncation"),
        (1e-5, "central", "float64", "slope 0.5403, error below 10⁻¹⁰, truncation and rounding."),
        (1e-12, "forward", "float64", "slope 0.540, error below 10⁻⁴, all rounding."),
        (1e-7, "forward", "float32", "slope 0.6, error below 1, all rounding."),
        (1e-3, "forward", "float32", "slope 0.540, error below 10⁻³, truncation and rounding."),
        (1.0, "forward", "float64", "slope 0.06783, error 0.5, nearly all truncation."),
        (1e-8, "forward", "float32", "slope 0, for 1 + h is rounded to 1"),
        (1e-8, "central", "float32", "slope 0, for 1 + h is rounded to 1"),
    ],
)
def test_the_caption_claims_no_more_digits_than_are_certain(h, kind, dtype, said):
    draw, _ = explored(finite_differences, torch.sin)
    picture = draw(position=position(h), kind=kind, dtype=dtype)
    assert picture.caption.startswith(f"h = {READINGS[position(h)]}, {kind}, {dtype}: {said}")
    assert picture.caption in picture.images[0].alt


def test_the_caption_says_which_step_is_best():
    draw, _ = explored(finite_differences, torch.sin)
    said = draw(position=position(0.1), kind="central", dtype="float64").caption
    assert said.endswith("The error is least near h = 10⁻⁵.")
    said = draw(position=position(0.1), kind="forward", dtype="float32").caption
    assert said.endswith("The error is least between h = 10⁻⁴ and 10⁻³.")


def test_it_begins_with_the_largest_step_that_the_function_allows():
    _, [slider, *_] = explored(finite_differences, torch.sin)
    assert slider.start == position(1.0)
    _, [slider, *_] = explored(finite_differences, torch.asin, at=0.5)
    assert slider.start == position(0.1)


def test_a_derivative_can_be_given_and_a_wrong_one_shows():
    draw, _ = explored(finite_differences, torch.sin, derivative=torch.cos)
    right = draw(position=position(1e-5), kind="central", dtype="float64").caption
    assert "error below 10⁻¹⁰" in right
    draw, _ = explored(finite_differences, torch.sin, derivative=torch.sin)
    wrong = draw(position=position(1e-5), kind="central", dtype="float64").caption
    assert "error 0.3" in wrong


def test_a_step_out_of_the_functions_domain_is_said_so():
    draw, _ = explored(finite_differences, torch.sqrt, at=0.5)
    assert "no slope, for the function has no finite value there" in (
        draw(position=position(1.0), kind="central", dtype="float64").caption
    )


def test_it_draws_wherever_the_controls_end():
    draw, controls = explored(finite_differences, torch.sin)
    for values in settings(controls, places=2):
        assert draw(**values).images[0].data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (torch.sin, 0.0),
        (torch.sqrt, 0.5),
        (lambda x: 3 * x, -2.0),
        (lambda x: 0 * x + 1, 1.0),
        (lambda x: 0 * x, 0.0),
        (lambda x: x**4, 1000.0),
        (lambda x: x.reshape(1) ** 2, 2.0),
    ],
)
def test_it_draws_special_functions(f, at):
    draw, _ = explored(finite_differences, f, at=at)
    for values in (
        (0, "central", "float32"),
        (8, "forward", "float64"),
        (16, "central", "float64"),
    ):
        assert draw(*values).images[0].data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("f", "given", "said"),
    [
        (lambda x: x.item(), {}, "f must turn a tensor"),
        (torch.sin, {"derivative": lambda x: 0.5}, "f must turn a tensor"),
        (torch.sqrt, {"at": 0}, "sqrt is 0 with slope inf at x = 0. Choose an at"),
        (torch.log, {"at": -1}, "log is nan with slope .* at x = −1"),
        (torch.exp, {"at": 709}, "exp is 8.22·10³⁰⁷ .* where both are finite and below 10¹⁰⁰"),
        (torch.exp, {"at": 1000}, "exp is inf with slope nan at x = 1000"),
        (lambda x: (-x * x).sqrt(), {"at": 0, "derivative": torch.zeros_like}, "no finite values"),
        (lambda x: x if x == 1 else x.log() * math.nan, {}, "no finite values around x = 1"),
        (3, {}, "f must be a function"),
        (torch.sin, {"derivative": 3}, "derivative must be a function"),
        (torch.sin, {"derivative": math.cos}, "Use torch.cos: derivative is asked with a tensor"),
        (torch.sin, {"at": torch.ones(2)}, "is no number"),
        (lambda x: x if x == 1 else torch.stack([x, x]), {}, r"f must turn .* shape \(2,\)"),
    ],
)
def test_what_has_no_finite_slope_is_refused(f, given, said):
    with pytest.raises(PictureError, match=said):
        finite_differences(f, **given)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_it_works_in_whatever_mode_the_notebook_was_left_in(capsys, mode):
    finite_differences(torch.square)
    shown = capsys.readouterr().out
    with mode():
        finite_differences(torch.square)
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((9, "central", "float64"), "slope 2.688·10⁴³, error below 10³⁷, all rounding."),
        ((16, "forward", "float32"), "no slope at any h, for the function has no finite value in"),
        ((0, "central", "float32"), "no slope at any h, for the function has no finite value in"),
    ],
)
def test_what_overflows_in_float32_is_drawn_in_float64_and_said_so(values, said):
    draw, controls = explored(finite_differences, torch.exp, at=100.0)
    assert {control.name: control.start for control in controls}["dtype"] == "float64"
    picture = draw(*values)
    assert picture.images[0].data.startswith(b"\x89PNG")
    h = READINGS[values[0]]
    assert picture.caption.startswith(f"h = {h}, {values[1]}, {values[2]}: {said}")


def test_a_step_that_overflows_has_no_slope():
    draw, _ = explored(finite_differences, torch.exp, at=88.7)
    said = draw(16, "forward", "float32").caption
    assert said.startswith("h = 1, forward, float32: no slope, for the function has no finite val")
    assert "inf" not in said


@pytest.mark.parametrize(
    ("f", "at"), [(torch.exp, 100.0), (torch.exp, 229.0), (torch.sin, 1.0), (torch.exp, -200.0)]
)
def test_the_axis_of_errors_has_labels_whatever_the_slope(f, at):
    here = curve(f, torch.tensor([at], dtype=torch.float64))
    slope = here.slopes.item()
    curves = errors(f, at, slope, torch.float64)
    near = close_up(f, at, 0.1, "forward", torch.float64)
    figure = finite_differences_figure("f", near, curves, slope, "forward", "float64")
    below = figure.axes[2]
    low, high = below.get_ylim()
    ticks = [tick for tick in below.get_yticks() if low <= tick <= high]
    assert 4 <= len(ticks) <= 11
    assert all(label.get_text().startswith(("10", "1")) for label in below.get_yticklabels())


def test_the_point_may_be_a_tensor(recwarn):
    draw, _ = explored(finite_differences, torch.sin, at=torch.tensor(1.0))
    assert draw(position(0.1), "forward", "float64").caption.startswith("h = 10⁻¹, forward")
    assert not recwarn.list


def test_of_what_a_function_prints_only_the_points_own_is_shown(capsys):
    def loud(x):
        print("asked at", x.item())
        return x * x

    finite_differences(loud)
    assert capsys.readouterr().out.count("asked at") == 1


def test_where_no_path_leads_back_the_true_slope_must_be_said():
    def detached(x):
        return (x**2).detach()

    with pytest.raises(PictureError, match=r"No path leads from detached\(x\) to x, so autograd"):
        finite_differences(detached)
    draw, _ = explored(finite_differences, detached, derivative=lambda x: 2 * x)
    assert draw(position=8, kind="central", dtype="float64").images[0].data
