"""A figure is shown with alternative text, as HTML, and only once."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from IPython.utils.capture import capture_output

from autograder.lesson import show
from autograder.lesson.figures import PALETTE, _Picture


def test_a_picture_is_an_image_with_alternative_text():
    html = _Picture(b"\x89PNG", 'A "steep" slope & more')._repr_html_()
    [image] = re.findall(r"<img[^>]*>", html)
    assert 'alt="A &quot;steep&quot; slope &amp; more"' in image
    assert 'src="data:image/png;base64,' in image
    assert repr(_Picture(b"", "A slope")) == "<Figure: A slope>"


def test_showing_closes_the_figure(capsys):
    figure, _ = plt.subplots()
    with capture_output():
        show(figure, alt="Empty axes")
    assert not plt.fignum_exists(figure.number)


def test_a_figure_without_alternative_text_is_refused():
    figure, _ = plt.subplots()
    with pytest.raises(ValueError, match="alt"):
        show(figure, alt=" ")
    plt.close(figure)


def test_the_courses_style_can_be_used_by_name():
    with plt.style.context("autograder.lesson.course"):
        cycle = plt.rcParams["axes.prop_cycle"].by_key()
        # The style file cannot import the palette that the drawings use: hold the two together.
        assert [f"#{color.lstrip('#')}" for color in cycle["color"]] == list(PALETTE)
        # Neighbours differ by their dashes as well as by colour.
        assert all(a != b for a, b in zip(cycle["linestyle"], cycle["linestyle"][1:], strict=False))


def test_axes_stand_for_their_figure():
    figure, axes = plt.subplots()
    with capture_output():
        show(axes, alt="Empty axes")
    assert not plt.fignum_exists(figure.number)


def test_what_is_no_figure_is_named():
    with pytest.raises(TypeError, match="got None"):
        show(None, alt="Nothing")
