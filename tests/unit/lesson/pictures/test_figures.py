"""A figure is shown with alternative text, as HTML, and only once."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from IPython.utils.capture import capture_output

from autograder.lesson import show
from autograder.lesson.pictures.figures import PALETTE, Image, Picture, Transcript


def test_a_picture_is_an_image_with_alternative_text():
    steep = Image(b"\x89PNG", "png", 'A "steep" slope & more', 640, 360)
    [image] = re.findall(r"<img[^>]*>", Picture([steep])._repr_html_())
    assert 'alt="A &quot;steep&quot; slope &amp; more"' in image
    assert 'src="data:image/png;base64,' in image
    assert 'width="640" height="360"' in image


def test_a_picture_says_as_text_all_that_it_shows():
    slope = Image(b"<svg/>", "svg+xml", "A slope", 10, 10)
    picture = Picture([slope], caption="x < 1")
    assert repr(picture).splitlines() == ["<Figure: A slope>", "x < 1"]
    assert 'src="data:image/svg+xml;base64,' in picture._repr_html_()
    assert "x &lt; 1</figcaption>" in picture._repr_html_()


def test_what_is_too_wide_is_scrolled_and_not_shrunk():
    fits = Picture([Image(b"", "svg+xml", "A slope", 720, 10)])._repr_html_()
    wide = Picture([Image(b"", "svg+xml", "A slope", 1500, 10)])._repr_html_()
    assert "tabindex" not in fits
    assert "max-width: 100%; height: auto" in fits
    assert "max-width: 100%; height: auto" not in wide
    assert "max-width: none" in wide, "JupyterLab shrinks what does not say so"
    assert '<figure tabindex="0"' in wide  # for those who scroll by keys
    assert "overflow-x: auto" in wide


def test_a_transcript_is_open_so_that_print_shows_it():
    transcript = Transcript("Steps", ["Up < down.", "Down."])
    assert repr(transcript).splitlines() == ["Steps", "1. Up < down.", "2. Down."]
    html = transcript._repr_html_()
    assert html.startswith("<details open")
    assert "<summary>Steps</summary><ol><li>Up &lt; down.</li><li>Down.</li></ol>" in html


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
