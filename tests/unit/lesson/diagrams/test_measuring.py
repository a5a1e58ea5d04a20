"""Widths of texts are known without a font, and long texts are broken where it hurts least."""

from __future__ import annotations

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

from autograder.lesson.diagrams.layout import PADDING
from autograder.lesson.diagrams.measuring import width_of, wrapped

TEXTS = [
    "w1.grad = [0.25, -1.5e-05, 3e+04]",
    "MulBackward0 · shape (64, 1000)",
    "keeps self = h_relu, mat2 = w2",
    "params['layer.weight'] = loss",
    "gradient [[4.5, 4.5], [4.5, 4.5]]",
    "x × y − z",
]


def _measured(text: str, size: float, weight: str) -> float:
    # matplotlib brings this font along. It is the widest of those that are common.
    path = font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans", weight=weight))
    font = FT2Font(path)
    font.set_size(size, 72)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    return font.get_width_height()[0] / 64


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_about_as_wide_as_it_is_in_the_widest_font(text):
    assert 0.8 < width_of(text, 12) / _measured(text, 12, "normal") < 1
    assert 0.8 < width_of(text, 14, bold=True) / _measured(text, 14, "bold") < 1.05


@pytest.mark.parametrize(
    "text", ["W = [[-0.5, 0, 0.5], [1, 1.5, 2]]", "B.grad = [1.564, 0.006168, -0.1154]", *TEXTS]
)
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_box_has_room_for_it_in_the_widest_font(text, weight):
    room = width_of(text, 12, bold=weight == "bold") + 2 * PADDING[0]
    assert _measured(text, 12, weight) < room - 4


def test_letters_of_other_scripts_have_a_width():
    assert width_of("变量", 10) == pytest.approx(1.07 * 20)
    assert width_of("Жук", 10) == pytest.approx(1.07 * 24)
    assert width_of("e\u0301", 10) == width_of("e", 10)


def test_a_text_that_fits_stays_in_one_line():
    assert wrapped("gradient [0, 4, 8, 12]", 12, 230) == ["gradient [0, 4, 8, 12]"]
    assert wrapped("", 12, 230) == []


def test_a_sum_is_broken_between_its_terms():
    text = "gradient [0, 2, 4, 6] + [0, 2, 4, 6] = [0, 4, 8, 12]"
    assert wrapped(text, 12, 230, bold=True) == [
        "gradient [0, 2, 4, 6] + [0, 2, 4, 6]",
        "= [0, 4, 8, 12]",
    ]


def test_a_matrix_is_broken_between_its_rows():
    text = "[[0.5, 0.25, 0.75], [0.5, 0.25, 0.75], [0.5, 0.25, 0.75]]"
    first, second = wrapped(text, 14, 230)
    assert first == "[[0.5, 0.25, 0.75], [0.5, 0.25, 0.75],"
    assert second == "[0.5, 0.25, 0.75]]"


@pytest.mark.parametrize(
    "text", [*TEXTS, "w" * 200, "= + " * 40, "[(" * 60, "a = (((  b " + "c" * 90, "(0, 1), " * 30]
)
@pytest.mark.parametrize("limit", [60, 150, 230])
def test_no_line_is_wider_than_it_may_be(text, limit):
    lines = wrapped(text, 12, limit)
    assert all(width_of(line, 12) <= limit for line in lines)
    if not any("…" in line for line in lines):
        assert " ".join(lines) == " ".join(text.split())


def test_a_long_name_keeps_its_beginning_and_its_end():
    [line] = wrapped("model." + "layers." * 20 + "weight", 12, 150)
    assert line.startswith("model.layers")
    assert line.endswith("weight")
    assert "…" in line
