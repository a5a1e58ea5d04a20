"""The tangent touches the curve, has autograd's slope, and the caption states both."""

from __future__ import annotations

import math
import sys

import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.curves import curve
from autograder.lesson.explorers.tangent import tangent, tangent_figure
from tests.explored import explored, settings


def points(*x: float) -> torch.Tensor:
    return torch.tensor(x, dtype=torch.float64)


def test_the_lines_are_the_curve_its_tangent_and_its_slopes():
    x = torch.linspace(-1, 2, 7, dtype=torch.float64)
    figure = tangent_figure("cube", curve(lambda x: x**3, x), curve(lambda x: x**3, points(0.5)))
    above, below = figure.axes
    lines = {line.get_label(): line for line in [*above.get_lines(), *below.get_lines()]}
    for label, expected in {
        "cube(x)": x**3,
        "slope at each x": 3 * x**2,
    }.items():
        torch.testing.assert_close(torch.tensor(lines[label].get_ydata()), expected)
    ends = torch.tensor(lines["tangent at x"].get_xdata())
    touching = torch.tensor(lines["tangent at x"].get_ydata())
    torch.testing.assert_close(touching, 0.125 + 0.75 * (ends - 0.5))
    # A dot at an end is not cut in half.
    low, high = above.get_xlim()
    assert low == ends[0] < -1.05
    assert high == ends[1] > 2.05
    assert above.get_lines()[-1].get_xydata().tolist() == [[0.5, 0.125]]
    assert below.get_lines()[-1].get_xydata().tolist() == [[0.5, 0.75]]
    # Told apart by more than their colours.
    assert len({line.get_linestyle() for label, line in lines.items() if "x" in label}) == 3
    [legend] = figure.legends
    named = {text.get_text() for text in legend.get_texts()}
    assert named == {"cube(x)", "tangent at x", "slope at each x"}


@pytest.mark.parametrize("x", [-3.0, -1.55, 1.0, 1.55, 3.0])
def test_the_legend_covers_nothing(x):
    whole = curve(torch.sin, torch.linspace(-3, 3, 61, dtype=torch.float64))
    figure = tangent_figure("sin", whole, curve(torch.sin, points(x)))
    figure.draw_without_rendering()
    [legend] = figure.legends
    for axes in figure.axes:
        assert not axes.get_tightbbox().overlaps(legend.get_window_extent())


def test_the_caption_states_value_and_slope_and_so_does_the_alternative_text():
    draw, _ = explored(tangent, torch.sin)
    picture = draw(x=2.0)
    assert picture.caption == "At x = 2.00: sin(x) = 0.9093, and autograd gives the slope −0.4161."
    assert picture.caption in picture.images[0].alt
    assert (
        draw(x=-4.4e-16).caption
        == "At x = 0.00: sin(x) = 0.000, and autograd gives the slope 1.000."
    )


def test_the_caption_calls_the_point_what_the_slider_calls_it():
    draw, [slider] = explored(tangent, torch.sin, between=(-1, math.pi))
    for index, reading in list(enumerate(slider.readings))[::9]:
        said = draw(x=slider.low + index * slider.step).caption
        assert said.startswith(f"At x = {reading}: ")
    last = slider.low + (len(slider.readings) - 1) * slider.step
    assert last == pytest.approx(slider.high)


def test_a_jump_is_not_drawn_as_a_slope(monkeypatch):
    seen = []
    monkeypatch.setattr(
        sys.modules[tangent.__module__],
        "tangent_figure",
        lambda *given: seen.append(given[1]) or tangent_figure(*given),
    )
    draw, _ = explored(tangent, torch.round)
    draw(x=1.0)
    values = seen[0].values
    steps = values.diff()
    assert steps[steps.isfinite()].abs().max() == 0
    assert values.isnan().sum() == 6


@pytest.mark.parametrize(
    ("f", "between"),
    [
        (torch.sin, (-3, 3)),
        (lambda x: 1 / x, (-3, 3)),
        (torch.log, (-1, 2.3)),
        (lambda x: torch.tensor(2.0), (0, 2)),
        (lambda x: x if x > 0 else 100 - x, (-1, math.pi)),
    ],
)
def test_it_draws_wherever_the_slider_stands(f, between):
    draw, controls = explored(tangent, f, between=between)
    for values in settings(controls):
        assert draw(**values).images[0].data.startswith(b"\x89PNG")


def test_the_slider_says_where_it_is_in_few_digits():
    _, [slider] = explored(tangent, torch.sin, between=(0.1, 5))
    assert slider.readings[0] == "0.10"
    assert slider.readings[-1] == "5.00"
    assert max(map(len, slider.readings)) == 4


@pytest.mark.parametrize(
    ("f", "given", "said"),
    [
        (torch.sin, {"at": 7}, "at=7 lies outside of -3 to 3"),
        (torch.sin, {"between": (3, -3)}, "smaller one first"),
        (lambda x: x.item(), {}, "f must turn a tensor"),
        (3, {}, "f must be a function"),
        (math.sin, {}, "Use torch.sin: f is asked with a tensor and must return one"),
        (torch.sin, {"at": torch.ones(2)}, "is no number"),
        (torch.sin, {"between": 3}, "between=3 is no stretch"),
    ],
)
def test_what_cannot_be_drawn_is_refused(f, given, said):
    with pytest.raises(PictureError, match=said):
        tangent(f, **given)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_it_works_in_whatever_mode_the_notebook_was_left_in(capsys, mode):
    tangent(torch.square)
    shown = capsys.readouterr().out
    with mode():
        tangent(torch.square)
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("f", "x", "said"),
    [
        (torch.log, -1.0, "At x = −1.00: log(x) is not defined here."),
        (lambda x: 1 / x, 0.0, "At x = 0.00: f(x) = inf, and there is no slope."),
    ],
)
def test_where_there_is_no_value_no_slope_is_claimed_or_drawn(monkeypatch, f, x, said):
    seen = []
    monkeypatch.setattr(
        sys.modules[tangent.__module__],
        "tangent_figure",
        lambda *given: seen.append(given) or tangent_figure(*given),
    )
    draw, _ = explored(tangent, f)
    picture = draw(x=x)
    assert picture.caption == said
    assert said in picture.images[0].alt
    [(_, whole, here)] = seen
    assert here.slopes.isnan().all()
    assert whole.slopes[~whole.values.isfinite()].isnan().all()


def test_the_point_may_be_a_tensor(recwarn):
    draw, [slider] = explored(tangent, torch.sin, at=torch.tensor(1.0, requires_grad=True))
    assert slider.start == 1.0
    assert draw(x=slider.start).caption.startswith("At x = 1.00: sin(x) = 0.8415")
    assert not recwarn.list


def test_of_what_a_function_prints_only_the_points_own_is_shown(capsys):
    def loud(x):
        print("asked at", x.item())
        return x * x

    tangent(loud, at=2.0)
    assert capsys.readouterr().out.count("asked at") == 1


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x**2).detach(),
        lambda x: torch.tensor(x.item() ** 2),
        torch.no_grad()(torch.square),
    ],
)
def test_where_no_path_leads_back_autograd_gives_no_slope(monkeypatch, f):
    figures = []
    monkeypatch.setattr(
        sys.modules[tangent.__module__],
        "tangent_figure",
        lambda *given: figures.append(tangent_figure(*given)) or figures[-1],
    )
    draw, _ = explored(tangent, f)
    picture = draw(x=2.0)
    assert "= 4.000, and no path leads from " in picture.caption
    assert picture.caption.endswith("(x) to x: autograd has no slope to give.")
    assert "with its tangent" not in picture.images[0].alt
    above, below = figures[0].axes
    assert "tangent at x" not in [line.get_label() for line in above.get_lines()]
    for line in below.get_lines():
        assert all(map(math.isnan, line.get_ydata()))
    # The parabola is drawn whole all the same.
    assert max(above.get_lines()[0].get_ydata()) == 9.0


def test_a_slope_that_is_zero_is_given():
    draw, _ = explored(tangent, torch.round)
    assert draw(x=1.25).caption.endswith("autograd gives the slope 0.000.")
