"""Values and slopes are the function's, jumps are found, and axes show what matters."""

from __future__ import annotations

import itertools
import math

import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.arguments import muted
from autograder.lesson.explorers.curves import TOO_LARGE, curve, limits, pieces
from autograder.lesson.numbers.numerals import number


def grid(low: float, high: float, points: int) -> torch.Tensor:
    return torch.linspace(low, high, points, dtype=torch.float64)


def test_values_and_slopes_are_the_functions():
    x = grid(-2, 2, 9)
    sine = curve(torch.sin, x)
    torch.testing.assert_close(sine.values, x.sin())
    torch.testing.assert_close(sine.slopes, x.cos())


def test_a_function_is_asked_one_point_at_a_time():
    def folded(x):
        return -x if x < 0 else 2 * x

    both = curve(folded, grid(-1, 1, 4))
    assert both.slopes.tolist() == [-1.0, -1.0, 2.0, 2.0]


def test_autograd_gives_zero_for_a_step_and_nothing_where_no_path_leads_back():
    steps = curve(torch.sign, grid(1, 2, 3))
    assert steps.slopes.tolist() == [0.0, 0.0, 0.0]
    assert steps.is_reached.all()


@pytest.mark.parametrize(
    "f",
    [
        lambda x: torch.tensor(3.0),
        lambda x: torch.ones((), requires_grad=True),
        torch.Tensor.detach,
    ],
)
def test_autograd_has_no_slope_where_no_path_leads_back(f):
    alone = curve(f, grid(1, 2, 3))
    assert alone.slopes.isnan().all()
    assert not alone.is_reached.any()
    assert pieces(f, grid(1, 2, 20)).curve.slopes.isnan().all()


def test_a_jump_to_a_piece_without_a_path_is_found():
    cut = pieces(lambda x: x if x < 1 / 3 else torch.tensor(5.0), grid(-1, 1, 21))
    assert cut.jumps.tolist() == [1 / 3]
    assert cut.curve.slopes[0] == 1
    assert cut.curve.slopes[-1].isnan()


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_slopes_are_known_whatever_mode_the_notebook_was_left_in(mode):
    with mode():
        assert curve(torch.square, grid(3, 3, 1)).slopes.tolist() == [6.0]


@pytest.mark.parametrize(
    ("f", "got"),
    [
        (lambda x: x.item(), "0.5"),
        (lambda x: torch.stack([x, x]), r"shape \(2,\)"),
        (lambda x: torch.complex(x, x), "complex128"),
    ],
)
def test_what_is_not_one_real_number_is_refused(f, got):
    with pytest.raises(PictureError, match=f"f must turn .* it returned .*{got}.* at 0.5"):
        curve(f, grid(0.5, 1, 2))


def test_a_jump_is_found_to_the_last_digit_and_not_bridged():
    cut = pieces(lambda x: x + 5 * (x >= 1 / 3), grid(-1, 1, 21))
    assert cut.jumps.tolist() == [1 / 3]
    torch.testing.assert_close(cut.sizes, torch.tensor([5.0], dtype=torch.float64))
    [gap] = cut.curve.values.isnan().nonzero().flatten().tolist()
    left, right = cut.curve.x[gap - 1].item(), cut.curve.x[gap + 1].item()
    assert left < 1 / 3 <= right
    assert right - left < 1e-15
    assert (cut.curve.x.diff() >= 0).all()


def test_a_corner_is_cut_and_is_no_jump():
    cut = pieces(torch.abs, grid(-1, 1.1, 20))
    assert len(cut.jumps) == 0
    assert cut.curve.slopes.isnan().sum() == 1
    assert cut.curve.slopes[:3].tolist() == [-1.0] * 3


@pytest.mark.parametrize(
    "f",
    [
        torch.sin,
        lambda x: 0 * x + 2,
        lambda x: 3 * x + 1e6,
        lambda x: torch.exp(3 * x),
        torch.log,  # NaN and no end at 0
        lambda x: torch.sigmoid(40 * x),  # steep, not torn
        lambda x: x * x.detach(),  # autograd's slope is half of the true one
    ],
)
def test_a_smooth_function_is_one_piece(f):
    x = grid(-2, 2, 100)
    cut = pieces(f, x)
    assert len(cut.jumps) == 0
    assert torch.equal(cut.curve.x, x)


@pytest.mark.parametrize("f", [lambda x: 1 / (x - 0.01), lambda x: (x - 0.01) ** -2, torch.tan])
def test_a_pole_is_cut_and_is_no_jump(f):
    cut = pieces(f, grid(-2, 2, 100))
    assert len(cut.jumps) == 0
    crossings = cut.curve.slopes.isnan().sum()
    assert crossings == (2 if f is torch.tan else 1)
    assert cut.curve.values.nan_to_num().abs().max() < 1e5  # nothing from inside the gap


def test_several_jumps_in_one_gap_are_not_bridged_either():
    cut = pieces(lambda x: torch.floor(20 * x), grid(0.01, 1.01, 6))
    values = cut.curve.values.tolist()
    for one, other in itertools.pairwise(values):
        assert math.isnan(one) or math.isnan(other) or one == other


def test_zero_is_never_asked_unless_it_is_given():
    def endless_at_zero(x):
        assert x != 0
        return torch.sign(x)

    assert pieces(endless_at_zero, grid(-3, 3, 400)).jumps.tolist() == [0.0]


@pytest.mark.parametrize(
    "values",
    [
        grid(-3, 3, 301).sin(),
        torch.relu(grid(-3, 0.3, 301)) - 1,  # nine tenths are equal
        torch.exp(-100 * grid(-3, 3, 301) ** 2) - 0.5,  # a narrow peak
        grid(-30, 3, 301).exp() - 5,
        grid(-3, 3, 301).sign(),
        (200 * grid(-3, 3, 301)).sin(),  # too few samples
        grid(-1, 1, 3),
    ],
)
def test_an_axis_shows_all_of_a_bounded_curve(values):
    low, high = limits(values)
    assert low < values.min()
    assert high > values.max()
    assert high - low < 1.2 * (values.max() - values.min())


@pytest.mark.parametrize("power", [-1, -2])
def test_a_pole_does_not_flatten_the_rest(power):
    values = (grid(-3, 3, 301) + 1e-3) ** power
    low, high = limits(values)
    assert high < 40 < values.max()
    assert high > 3
    assert low >= -40


def test_an_axis_of_nothing_or_of_one_value_has_a_length():
    assert limits(torch.tensor([math.nan, math.inf])) == (-1.0, 1.0)
    assert limits(torch.tensor([2.0, math.inf, 2.0])) == (1.5, 2.5)


def test_where_a_function_is_not_defined_it_has_no_slope():
    below = curve(torch.log, grid(-2, 2, 5))  # autograd says 1/x at −2, too
    assert below.slopes.isnan().tolist() == [True, True, True, False, False]
    assert curve(torch.exp, grid(0, 1000, 2)).slopes.isnan().tolist() == [False, True]


def test_an_infinite_slope_of_a_finite_value_stays():
    assert curve(torch.sqrt, grid(0, 1, 2)).slopes.tolist() == [math.inf, 0.5]


@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_a_number_that_is_no_tensor_is_refused_with_a_way_out():
    with pytest.raises(PictureError, match=r"returned 0.0 at 0. Compute with torch alone: torch.s"):
        curve(lambda x: math.sin(x), grid(0, 1, 2))


def test_what_a_sampled_function_prints_is_discarded_and_nothing_else(capsys):
    def loud(x):
        print("asked")
        return x

    pieces(loud, grid(-1, 1, 20))
    with muted():
        print("muted")
    assert not capsys.readouterr().out
    curve(loud, grid(1, 1, 1))
    assert capsys.readouterr().out == "asked\n"


@pytest.mark.parametrize("between", [(0, 709), (700, 709.7), (600, 800)])
def test_what_no_axis_has_room_for_is_refused(between):
    with pytest.raises(PictureError, match=f"exp or its slope goes beyond {number(TOO_LARGE)} bet"):
        pieces(torch.exp, grid(*between, 301))
