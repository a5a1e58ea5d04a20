"""A plot is judged by its data."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check
from autograder.lesson.kit import Curves

X = torch.tensor([0.1, 1.0, 10.0], dtype=torch.float64)
WANTED = {"line": 2 * X, "square": X**2}


def draw(x=X, line=2 * X, square=X**2, labels=("line", "square"), look="--", **settings):
    _, axes = plt.subplots()
    axes.loglog(x, line, label=labels[0])
    axes.loglog(x, square, look, label=labels[1])
    axes.set(**{"xlabel": "x", "ylabel": "y", "title": "Two powers", **settings})
    axes.legend()
    return axes


def scattered(markers=("o", "x")):
    _, axes = plt.subplots()
    for marker, (label, y) in zip(markers, WANTED.items(), strict=True):
        axes.scatter(X, y, marker=marker, label=label)
    axes.set(xscale="log", yscale="log", xlabel="x", ylabel="y", title="Two powers")
    axes.legend()
    return axes


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    plt.close("all")


def plot(axes_or_draw, **wanted):
    Check().plot("powers", axes_or_draw, like=Curves(**wanted))


def check(axes_or_draw):
    """Check some axes, or what a function draws."""
    is_function = callable(axes_or_draw)
    Check().plot(
        "powers",
        axes_or_draw if is_function else lambda: axes_or_draw,
        like=Curves(X, WANTED, rtol=1e-3, atol=torch.full_like(X, 1e-9), scale="log"),
    )


def test_the_right_curves_pass_in_any_order(capsys):
    check(draw())
    check(draw(x=X.flip(0), line=(2 * X).flip(0), square=(X**2).flip(0)))
    assert capsys.readouterr().out.count("✓ powers") == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"line": 3 * X}, "'line' shows other values"),
        ({"square": X**2 * torch.nan}, "'square' is not finite: nan at x = 0.1"),
        ({"square": 2 * X}, "'square' shows what line 'line' shows. Are both computed"),
        ({"line": X**2, "square": 2 * X}, "'line' shows what line 'square' should. Which is"),
        ({"square": -(X**2)}, "'square' would be right without its signs"),
        ({"labels": ("line", "cube")}, "No visible line is labelled 'square'"),
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
    check(draw)
    with pytest.raises(CheckFailed):
        check(lambda: draw(line=X))
    with pytest.raises(CheckFailed):
        check(lambda: [draw(), draw()])
    assert not plt.get_fignums()


def test_a_figure_of_somebody_else_stays_open():
    figure, _ = plt.subplots()
    check(draw)
    assert plt.fignum_exists(figure.number)


def legend_of_the_figure(axes):
    axes.get_legend().remove()
    axes.figure.legend()


def names_in_the_legend_only(axes):
    for line in axes.get_lines():
        line.set_label("_hidden")
    axes.legend(axes.get_lines(), ["line", "square"])


def title_on_the_left(axes):
    axes.set_title("")
    axes.set_title("Two powers", loc="left")


def texts_of_the_figure(axes):
    axes.set(title="", xlabel="", ylabel="")
    axes.figure.suptitle("Two powers")
    axes.figure.supxlabel("x")
    axes.figure.supylabel("y")


@pytest.mark.parametrize(
    "dress",
    [legend_of_the_figure, names_in_the_legend_only, title_on_the_left, texts_of_the_figure],
)
def test_texts_count_wherever_matplotlib_allows_them(dress, capsys):
    axes = draw()
    dress(axes)
    check(axes)


def hide_a_line(axes):
    axes.get_lines()[0].set_visible(False)


def make_a_line_transparent(axes):
    axes.get_lines()[0].set_alpha(0)


def make_a_line_infinitely_thin(axes):
    axes.get_lines()[0].set_linewidth(0)


def hide_the_legend(axes):
    axes.get_legend().set_visible(False)


def label_both_alike(axes):
    axes.get_lines()[1].set_label("line")


def legend_too_early(axes):
    axes.legend([], [])


def names_exchanged_in_the_legend(axes):
    axes.legend(["square", "line"])


def cut_off(axes):
    axes.set_ylim(1e-9, 2e-9)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (hide_a_line, "No visible line is labelled 'line'"),
        (make_a_line_transparent, "No visible line is labelled 'line'"),
        (make_a_line_infinitely_thin, "No visible line is labelled 'line'"),
        (hide_the_legend, "There is no legend"),
        (label_both_alike, "2 lines are labelled 'line'"),
        (legend_too_early, "The legend does not name 'line'"),
        (
            names_exchanged_in_the_legend,
            "The legend names the line that is labelled 'line' 'square'",
        ),
        (cut_off, "lie outside the picture"),
    ],
)
def test_what_a_reader_cannot_see_does_not_count(spoil, words):
    axes = draw()
    spoil(axes)
    with pytest.raises(CheckFailed) as failure:
        check(axes)
    assert words in str(failure.value).replace("\n  ", " ")


def test_steps_changed_in_place_are_noticed():
    def draw_elsewhere():
        x = X.mul_(10)
        try:
            return draw(x=x.clone(), line=2 * x, square=x**2)
        finally:
            X.div_(10)

    with pytest.raises(CheckFailed, match="other x values"):
        check(draw_elsewhere)


def test_drawing_code_that_raises_is_quoted():
    with pytest.raises(CheckFailed, match="raised ZeroDivisionError"):
        plot(lambda: 1 / 0, x=X, curves=WANTED, rtol=0, atol=X)


def test_wrong_values_can_be_explained_if_evidence_is_given():
    mistaken = {
        "line": {"foretold": {"whose-decision": 5 * X}},
        "square": {"foretold": {"whose-decision": X + 7}},
    }
    given = {"x": X, "curves": WANTED, "rtol": 1e-3, "atol": X / 1e9, "scale": "log"}

    def judge(**changes):
        with pytest.raises(CheckFailed) as failure:
            plot(lambda: draw(**changes), evidence=mistaken, **given)
        return str(failure.value)

    both = judge(x=X.flip(0), line=(5 * X).flip(0), square=(X + 7).flip(0))
    assert "looks like: whose decision" in both
    assert "wrong points" in both
    assert "looks like: whose decision" in judge(line=5 * X)  # the other curve is right
    assert "looks like" not in judge(line=5 * X, square=X + 8)
    assert "2 points; 3 are wanted" in judge(x=X[:2], line=X[:2], square=X[:2])
    assert "no label" in judge(ylabel="")
    plot(draw, evidence=mistaken, **given)


def test_evidence_about_each_x_explains_all_curves_together():
    J = torch.tensor([[3.0, 2.0], [1.0, 6.0]], dtype=X.dtype)
    heads = torch.stack([X, X**2], 1)
    wanted = {"line": (heads @ J)[:, 0], "square": (heads @ J)[:, 1]}

    def judge(line, square):
        with pytest.raises(CheckFailed) as failure:
            plot(
                lambda: draw(line=line, square=square),
                x=X,
                curves=wanted,
                rtol=1e-3,
                atol=X / 1e9,
                scale="log",
                evidence=lambda x: {"head": torch.stack([x, x**2]), "jacobian": J},
            )
        return str(failure.value)

    assert "looks like: row for column" in judge(*(J @ heads.T))
    assert "looks like: head as scale" in judge(*(J.sum(0) * heads).T)
    assert "looks like" not in judge(wanted["line"], 7 * wanted["square"])
    with pytest.raises(CheckFailed, match="No visible line is labelled 'third'"):
        plot(
            lambda: draw(line=X + 1),
            x=X,
            curves={"line": X + 1, "third": X},
            rtol=1e-3,
            atol=X / 1e9,
            evidence=lambda x: {"head": x},
        )


def test_one_curve_is_one_curve(capsys):
    def line():
        axes = draw()
        axes.get_lines()[1].remove()
        axes.legend()
        return axes

    atol = torch.full_like(X, 1e-9)
    wanted = {"line": 2 * X}
    plot(line, x=X, curves=wanted, rtol=1e-3, atol=atol, scale="log")
    assert "powers: 1 curve, labelled" in capsys.readouterr().out


def test_one_wrong_curve_is_enough_to_name_a_mistake():
    x = torch.linspace(1, 3, 8, dtype=torch.float64)
    given = {"x": x, "rtol": 1e-3, "atol": torch.full_like(x, 1e-9), "scale": "log"}

    def judge(evidence, line, square):
        with pytest.raises(CheckFailed) as failure:
            plot(
                lambda: draw(x=x, line=line, square=square),
                curves={"line": 2 * x, "square": x**2},
                evidence=evidence,
                **given,
            )
        return str(failure.value)

    nothing = {"line": {}, "square": {}}
    assert "looks like: sign" in judge(nothing, line=-2 * x, square=x**2)
    # A fact of the curve's shape goes along point by point, in a tuple too.
    paths = {"line": {"paths": (x, x)}, "square": {"paths": (1 / x, x**2 - 1 / x)}}
    assert "looks like: one path" in judge(paths, line=2 * x, square=1 / x)
    # Two mistakes are not one.
    assert "looks like" not in judge(nothing, line=-2 * x, square=x + 7)


def test_one_number_is_no_evidence():
    x = torch.tensor([2.0], dtype=torch.float64)
    with pytest.raises(CheckFailed) as failure:
        plot(
            lambda: draw(x=x, line=-2 * x, square=x**2),
            x=x,
            curves={"line": 2 * x, "square": x**2},
            rtol=1e-3,
            atol=x / 1e9,
            scale="log",
            evidence={"line": {}, "square": {}},
        )
    assert "looks like" not in str(failure.value)


def test_scattered_points_are_read_as_markers(capsys):
    check(scattered)
    assert "✓ powers" in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="colour alone"):
        check(lambda: scattered(markers=("o", "o")))


def test_markers_without_a_line_are_told_from_a_line():
    like = Curves(X, WANTED, rtol=1e-3, scale="log", is_joined=False)
    Check().plot("powers", scattered, like=like)
    with pytest.raises(CheckFailed, match="'line' is wanted as markers without a line"):
        Check().plot("powers", draw, like=like)


def test_who_shows_a_figure_and_asks_for_its_axes_is_told_what_became_of_it():
    def shows():
        draw()
        plt.show()
        return plt.gca()

    with pytest.raises(CheckFailed) as failure:
        check(shows)
    assert "plt.show() ended your figure" in str(failure.value).replace("\n  ", " ")
    assert not plt.get_fignums()
