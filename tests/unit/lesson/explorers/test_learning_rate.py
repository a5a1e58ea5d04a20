"""Gradient descent goes where it should, and the landscape is the loss where the path goes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.learning_rate import (
    descend,
    describe,
    landscape,
    learning_rate,
    learning_rate_figure,
    mlp_loss,
    mlp_start,
)
from tests.explored import explored, settings

CURVATURES = torch.tensor([1.0, 10.0, 4.0], dtype=torch.float64)
START = torch.tensor([2.0, 0.1, 0.05], dtype=torch.float64)


def bowl(parameters: torch.Tensor) -> torch.Tensor:
    """Stable up to a learning rate of 2/10."""
    return (CURVATURES * parameters**2).sum() / 2


def test_descent_on_a_bowl_is_the_power_of_a_matrix():
    run = descend(bowl, START, 0.15, 20)
    steps = torch.arange(21, dtype=torch.float64)[:, None]
    torch.testing.assert_close(run.places, (1 - 0.15 * CURVATURES) ** steps * START)
    expected = (CURVATURES * run.places**2).sum(dim=1) / 2
    torch.testing.assert_close(run.losses, expected)
    assert not run.has_diverged


@pytest.mark.parametrize(("rate", "has_diverged"), [(0.19, False), (0.4, True)])
def test_it_diverges_above_two_over_the_largest_curvature(rate, has_diverged):
    run = descend(bowl, START, rate, 100)
    assert run.has_diverged is has_diverged
    assert len(run.losses) == len(run.places)
    if has_diverged:  # the loss grows 9-fold a step, and the run ends at once beyond a million
        assert run.losses[-2] <= 1e6 * run.losses[0] < run.losses[-1]


def test_a_loss_that_is_no_number_any_more_has_diverged():
    run = descend(lambda p: p.sqrt().sum(), torch.ones(2).double(), 9.0, 9)
    assert run.has_diverged
    assert run.losses.isnan().tolist() == [False, True]


def test_the_plane_holds_start_and_end_and_the_steepest_direction():
    ground = landscape(bowl, descend(bowl, START, 0.1, 100))
    torch.testing.assert_close(ground.axes @ ground.axes.T, torch.eye(2, dtype=torch.float64))
    # At right angles to the way down, close to the first axis, curvature 10 is the largest.
    assert ground.axes[1, 1].abs() > 0.99
    assert ground.height(START) == pytest.approx(0, abs=1e-12)
    away = torch.linalg.cross(*ground.axes)
    assert ground.height(START + 0.3 * away) == pytest.approx(0.3)
    torch.testing.assert_close(
        ground.shadow((START + 0.3 * away)[None])[0], torch.zeros(2).double()
    )


def test_the_landscape_is_the_loss_at_each_point_of_the_plane():
    ground = landscape(bowl, descend(bowl, START, 0.1, 50))
    for row, column in ((0, 0), (40, 3), (11, 29)):
        point = START + ground.across[column] * ground.axes[0] + ground.up[row] * ground.axes[1]
        assert ground.losses[row, column].item() == pytest.approx(bowl(point).item())


def test_two_parameters_lie_on_their_plane():
    def valley(p):
        return (p[0] ** 2 + 20 * p[1] ** 2) / 2

    run = descend(valley, torch.tensor([1.0, 1.0]).double(), 0.05, 30)
    ground = landscape(valley, run)
    assert max(ground.height(place) for place in run.places) < 1e-12


def test_a_loss_without_curvature_has_a_landscape_too():
    run = descend(lambda p: p.sum(), torch.ones(3).double(), 0.1, 5)
    ground = landscape(lambda p: p.sum(), run)
    torch.testing.assert_close(ground.axes @ ground.axes.T, torch.eye(2, dtype=torch.float64))


def test_the_networks_loss_is_that_of_the_layers_it_stands_for():
    start = mlp_start()
    first, last = torch.nn.Linear(1, 8).double(), torch.nn.Linear(8, 1).double()
    with torch.no_grad():
        for parameter, numbers in zip(
            (first.weight, first.bias, last.weight, last.bias),
            start.split((8, 8, 8, 1)),
            strict=True,
        ):
            parameter.copy_(numbers.reshape(parameter.shape))
    x = torch.linspace(-2, 2, 32).double()[:, None]
    loss = torch.nn.functional.mse_loss(last(torch.tanh(first(x))), torch.sin(2 * x))
    torch.testing.assert_close(mlp_loss(start), loss, rtol=1e-6, atol=0)  # linspace in float32


def test_too_small_creeps_too_large_zigzags_and_diverges():
    draw, _ = explored(learning_rate)
    begin = "Learning rate 0.2: in 100 steps the loss fell from 0.8098 to 0.01824, downhill all"
    assert draw(position=6, taken=100).caption == f"{begin} the way."
    assert "fell from 0.8098 to 0.3487, downhill all" in draw(position=0, taken=100).caption
    assert "of them led uphill. Its end lies" in draw(position=8, taken=100).caption
    assert "Learning rate 1: diverged after 7 steps" in draw(position=12, taken=100).caption
    assert "Learning rate 1: in 2 steps the loss went from" in draw(position=12, taken=2).caption
    picture = draw(position=6, taken=0)
    assert picture.caption == "Learning rate 0.2: before the first step the loss is 0.8098."
    assert picture.caption in picture.images[0].alt
    assert "Learning rate 1: diverged after 7 steps" in picture.images[0].alt


def test_the_picture_shows_the_path_and_the_losses():
    slow, good, wild = (descend(bowl, START, rate, 30) for rate in (0.01, 0.1, 0.4))
    ground = landscape(bowl, good)
    plane, course = learning_rate_figure(ground, slow, (slow, good, wild), 12).axes
    path, start, now = plane.get_lines()
    torch.testing.assert_close(torch.tensor(path.get_xydata()), ground.shadow(slow.places[:13]))
    assert start.get_xydata().tolist() == path.get_xydata()[:1].tolist()
    assert now.get_xydata().tolist() == path.get_xydata()[-1:].tolist()
    *others, losses, here = course.get_lines()
    for line, run in zip(others, (slow, good, wild), strict=True):
        assert line.get_ydata().tolist() == run.losses.tolist()
    assert len({line.get_linestyle() for line in (*others, losses)}) == 4
    assert losses.get_ydata().tolist() == slow.losses[:13].tolist()
    assert here.get_xydata().tolist() == [[12.0, slow.losses[12].item()]]
    assert course.get_yscale() == "log"


def test_an_end_off_the_plane_is_owned_up_to():
    good = descend(bowl, START, 0.1, 30)
    ground = landscape(bowl, good)
    away = torch.linalg.cross(*ground.axes)
    run = descend(bowl, START + away, 0.001, 1)
    assert "Its end lies 0.9" in describe(run, ground, 1)
    assert "plane" not in describe(good, ground, 30)


def test_it_draws_wherever_the_controls_end():
    draw, controls = explored(learning_rate)
    for values in settings(controls, places=2):
        assert draw(**values).images[0].data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("loss", "start", "rates"),
    [
        pytest.param(bowl, START.float(), (0.1, 5.0), id="float32"),
        pytest.param(lambda p: -torch.exp(-(p**2).sum()), START, (0.1,), id="below zero"),
        pytest.param(lambda p: p.exp().sum(), -START, (1.0, 1e200), id="beyond floats"),
        pytest.param(lambda p: (p**4).sum(), START, (0.01, 9e9), id="far outside"),
        pytest.param(lambda p: (p - p.log()).sum(), START, (0.001,), id="not finite everywhere"),
    ],
)
def test_it_draws_other_losses(loss, start, rates):
    draw, _ = explored(learning_rate, loss, start, rate=rates[0], rates=rates)
    assert draw(position=len(rates) - 1, taken=100).images[0].data.startswith(b"\x89PNG")


def test_global_random_numbers_stay_as_they_are():
    torch.manual_seed(7)
    state = torch.get_rng_state()
    explored(learning_rate)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"loss": bowl}, "needs its start"),
        ({"loss": bowl, "start": [1.0, 2.0]}, r"start must be .* it has \[1.0, 2.0\]"),
        ({"loss": bowl, "start": torch.ones(1)}, r"at least two .* shape \(1,\)"),
        ({"loss": bowl, "start": torch.ones(3, 1)}, r"flat tensor .* shape \(3, 1\)"),
        ({"loss": bowl, "start": START * math.nan}, "finite"),
        ({"loss": bowl, "start": 0 * START}, "ends where it started.* Start elsewhere"),
        ({"loss": lambda p: p, "start": START}, "loss must turn"),
        ({"loss": lambda p: p.sum().item(), "start": START}, "loss must turn"),
        ({"loss": lambda p: p.sum().detach(), "start": START}, "that depends on them"),
        ({"loss": lambda p: START.clone().requires_grad_().sum(), "start": START}, "depends"),
        ({"loss": lambda p: p.sum() / 0, "start": START}, "At start the loss is inf"),
        ({"rate": 0.123}, "rate=0.123 is not among rates"),
        ({"rate": 1.0}, "At rate=1 the loss diverges within 7 steps.* smaller rate"),
        ({"steps": 0}, "steps=0 draws no path"),
        ({"steps": 2.5}, "steps=2.5 is no whole number"),
        ({"rate": "fast"}, "rate='fast' is no number"),
        ({"rates": 0.2}, "rates=0.2 must be several numbers"),
        ({"loss": 3, "start": START}, "loss must be a function"),
        ({"loss": math.sin, "start": START}, "Use torch.sin: loss is asked with a tensor and must"),
        ({"loss": np.sum, "start": START}, "Use torch.sum: loss is asked"),
        ({"loss": lambda p: 1j * p.sum(), "start": START}, "loss must turn .* one real number"),
    ],
)
def test_what_cannot_be_drawn_is_named(options, message):
    with pytest.raises(PictureError, match=message):
        learning_rate(**options)


def squares(parameters):
    return (parameters**2).sum()


def test_a_loss_that_goes_nowhere_stayed_where_it_was():
    draw, _ = explored(learning_rate, squares, torch.ones(2))
    # At 1 each step leads to the opposite side.
    said = draw(position=12, taken=100).caption
    assert said == "Learning rate 1: in 100 steps the loss stayed at 2."
    said = draw(position=0, taken=1).caption
    assert "in 1 step the loss fell from 2 to 1.96, downhill all the way" in said


@pytest.mark.parametrize("rate", [0.2, 0.5])  # to 10⁻⁴⁴, and to 0 in one step
def test_what_is_as_good_as_zero_does_not_flatten_the_rest(rate):
    run = descend(squares, torch.ones(2).double(), rate, 100)
    slow = descend(squares, torch.ones(2).double(), 0.01, 100)
    _, course = learning_rate_figure(landscape(squares, run), run, (slow, run, run), 100).axes
    assert course.get_yscale() == "log"
    low, high = course.get_ylim()
    assert low == pytest.approx(1e-12, abs=0)
    assert high == pytest.approx(40)


@pytest.mark.parametrize(
    ("loss", "start", "rates"),
    [
        pytest.param(squares, (1.0, 1.0), (0.2,), id="decimals"),
        pytest.param(squares, (1e-4, 3e-4), (0.2,), id="tiny"),
        pytest.param(lambda p: squares(p) / 1e2, (12345.0, 12345.0), (10.0,), id="huge"),
        pytest.param(lambda p: 12345 * squares(p) - 1e6, (1.0, 1.0), (1e-5,), id="below zero"),
        pytest.param(lambda p: 1e-3 * squares(p) - 100, (1.0, 1.0), (9.0,), id="close together"),
        pytest.param(mlp_loss, mlp_start(), (0.2,), id="network"),
    ],
)
def test_no_label_is_cut_off_or_covers_another_plot(loss, start, rates):
    begin = torch.as_tensor(start, dtype=torch.float64)
    run = descend(loss, begin, rates[0], 100)
    figure = learning_rate_figure(landscape(loss, run), run, (run, run, run), 100)
    figure.draw_without_rendering()
    plane, course = figure.axes
    labels = [plane.xaxis.label, plane.yaxis.label, course.xaxis.label, plane.title, course.title]
    for label in labels:
        box = label.get_window_extent()
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
    assert not course.yaxis.get_tightbbox().overlaps(plane.get_window_extent())
    # matplotlib's own power of ten would float between the plots.
    assert not course.yaxis.get_offset_text().get_text()
    assert not plane.yaxis.get_offset_text().get_text()


def test_the_planes_labels_say_what_they_count_in():
    run = descend(squares, torch.tensor([1e-4, 3e-4]).double(), 0.2, 100)
    figure = learning_rate_figure(landscape(squares, run), run, (run, run, run), 100)
    figure.draw_without_rendering()
    plane, _ = figure.axes
    assert plane.get_xlabel() == "from the start along the valley, in 10⁻⁴"
    assert plane.get_ylabel() == "across it, in 10⁻⁴"
    for axis in (plane.xaxis, plane.yaxis):
        shown = [float(label.get_text().replace("−", "-")) for label in axis.get_ticklabels()]
        assert [1e-4 * number for number in shown] == pytest.approx(list(axis.get_ticklocs()))


def test_rates_may_be_tensors():
    _, [rate, _] = explored(
        learning_rate, rate=torch.tensor(0.2), rates=torch.tensor([0.1, 0.2, 0.3])
    )
    assert rate.start == 1
    assert rate.readings == ("0.1", "0.2", "0.3")


def test_of_what_a_loss_prints_only_the_starts_own_is_shown(capsys):
    def loud(parameters):
        print("asked")
        return squares(parameters)

    learning_rate(loud, torch.ones(2))
    assert capsys.readouterr().out.count("asked") == 1


def test_the_rates_of_which_chapter_8_tells_do_what_it_says():
    for rate, goes_up, has_diverged in [
        (0.2, False, False),
        (0.25, True, False),
        (0.4, True, False),
        (0.5, True, True),
    ]:
        run = descend(mlp_loss, mlp_start(), rate, 100)
        assert run.has_diverged is has_diverged
        assert bool((run.losses.diff() > 0).any()) is goes_up
