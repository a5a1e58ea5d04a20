"""A plot is judged by its data."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check

X = torch.tensor([0.1, 1.0, 10.0], dtype=torch.float64)
WANTED = {"line": 2 * X, "square": X**2}


def draw(x=X, line=2 * X, square=X**2, labels=("line", "square"), look="--", **settings):
    _, axes = plt.subplots()
    axes.loglog(x, line, label=labels[0])
    axes.loglog(x, square, look, label=labels[1])
    axes.set(**{"xlabel": "x", "ylabel": "y", "title": "Two powers", **settings})
    axes.legend()
    return axes


def check(axes):
    Check().plot(
        "powers",
        lambda: axes,
        x=X,
        curves=WANTED,
        rtol=1e-3,
        atol=torch.full_like(X, 1e-9),
        scale="log",
    )


def test_the_right_curves_pass_in_any_order(capsys):
    check(draw())
    check(draw(x=X.flip(0), line=(2 * X).flip(0), square=(X**2).flip(0)))
    assert capsys.readouterr().out.count("✓ powers") == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"line": 3 * X}, "'line' shows other values"),
        ({"square": X**2 * torch.nan}, "'square' shows other values"),
        ({"labels": ("line", "cube")}, "No line is labelled 'square'"),
        ({"x": X + 1}, "other x values"),
        ({"x": X[:2], "line": X[:2], "square": X[:2]}, "2 points; 3 are wanted"),
        ({"look": "-"}, "differ by colour alone"),
        ({"xscale": "linear"}, "x axis is linear"),
        ({"ylabel": ""}, "y axis has no label"),
        ({"title": " "}, "plot has no title"),
    ],
)
def test_each_fault_has_its_own_words(changes, words):
    with pytest.raises(CheckFailed) as failure:
        check(draw(**changes))
    assert words in str(failure.value).replace("\n  ", " ")


def test_a_missing_legend_is_noticed():
    axes = draw()
    axes.get_legend().remove()
    with pytest.raises(CheckFailed, match="legend"):
        check(axes)


@pytest.mark.parametrize("thing", [None, 3, "axes"])
def test_something_else_than_axes_is_named(thing):
    with pytest.raises(CheckFailed, match="Return the Axes"):
        check(thing)


def test_the_figure_is_closed_whatever_the_verdict():
    right, wrong = draw(), draw(line=X)
    check(right)
    with pytest.raises(CheckFailed):
        check(wrong)
    assert not plt.get_fignums()


def test_drawing_code_that_raises_is_quoted():
    with pytest.raises(CheckFailed, match="raised ZeroDivisionError"):
        Check().plot("powers", lambda: 1 / 0, x=X, curves=WANTED, rtol=0, atol=X)
