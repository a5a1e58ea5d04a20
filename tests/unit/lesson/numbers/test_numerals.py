"""Numbers are short, their signs and powers real, and a slider stops where they are round."""

from __future__ import annotations

import math

import pytest
from matplotlib.figure import Figure

from autograder.lesson.numbers.numerals import (
    count_in_powers,
    counted,
    given,
    listed,
    number,
    power_of_ten,
    reading,
    rounded,
    stops,
    typed,
    unit_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (-1.23456, "−1.235"),
        (0.0012345, "0.00123"),
        (0.00012345, "1.23·10⁻⁴"),
        (-31415.9, "−3.14·10⁴"),
        (-100000.0, "−10⁵"),
        (9999.96, "10⁴"),
        (1.2345e-16, "10⁻¹⁶"),
        (-0.0, "0"),
        (-math.inf, "−inf"),
        (math.nan, "nan"),
    ],
)
def test_numbers_have_few_digits_and_a_real_minus(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-0.98999, 4, "−0.9900"),
        (1.0, 4, "1.000"),
        (-0.0, 4, "0.000"),
        (0.54, 2, "0.54"),
        (0.54, 1, "0.5"),
        (0.096, 1, "0.1"),
        (1234.5, 2, "1200"),
        (9.2e-8, 1, "9·10⁻⁸"),
        (1e-8, 1, "10⁻⁸"),
        (-1e8, 4, "−1.000·10⁸"),
        (6.1e-17, 4, "6·10⁻¹⁷"),
    ],
)
def test_rounded_numbers_keep_their_zeros(value, digits, text):
    assert rounded(value, digits) == text


def test_powers_of_ten_have_real_superscripts():
    assert [power_of_ten(power) for power in (-16, -8, 0, 1, 23)] == [
        "10⁻¹⁶",
        "10⁻⁸",
        "1",
        "10¹",
        "10²³",
    ]


@pytest.mark.parametrize(
    ("largest", "unit", "said"),
    [
        (0.0, 1, ""),
        (math.inf, 1, ""),
        (0.1, 1, ""),
        (999, 1, ""),
        (1e3, 1e3, ", in 10³"),
        (0.02, 1e-2, ", in 10⁻²"),
        (-math.inf, 1, ""),
    ],
)
def test_an_axis_of_long_numbers_is_counted_in_a_power_of_ten(largest, unit, said):
    assert unit_of(largest) == (unit, said)


def test_axes_that_belong_together_are_counted_in_one_power():
    axes = Figure().subplots()
    axes.set(xlim=(-0.004, 0.004), ylim=(-0.01, 0.03))
    assert count_in_powers(axes.xaxis, axes.yaxis) == ", in 10⁻²"
    for axis in (axes.xaxis, axes.yaxis):
        written = [float(label.get_text().replace("−", "-")) for label in axis.get_ticklabels()]
        assert [number / 100 for number in written] == pytest.approx(list(axis.get_ticklocs()))


@pytest.mark.parametrize(
    ("low", "high"), [(-3.0, 3.0), (0.1, 5.0), (-1e-3, 1e-3), (0.0, 500.0), (-1.0, math.pi)]
)
def test_a_slider_stops_at_round_numbers_with_short_names(low, high):
    found = stops(low, high, 120)
    assert low <= found.low < low + found.step
    assert high - found.step < found.high <= high
    names = found.readings
    assert 60 <= len(set(names)) == len(names) <= 121
    assert max(map(len, names)) <= 8
    for index, name in enumerate(names):
        # All its digits, not some of them.
        at = found.low + index * found.step
        assert float(name.replace("−", "-")) == pytest.approx(at, rel=1e-12, abs=1e-15)
    assert len({len(name.partition(".")[2]) for name in names}) == 1
    assert not any(name.strip("−0.") == "" and "−" in name for name in names)


def test_a_place_between_two_stops_has_all_its_digits():
    assert reading(1.2009, 0.05) == "1.2009"
    assert reading(1.2, 0.05) == "1.20"
    assert reading(-4.4e-16, 0.05) == "0.00"
    assert reading(-0.30000000000000004, 0.1) == "−0.3"


def test_each_way_of_writing_a_number_is_for_one_place():
    assert [counted(value) for value in (12345.0, -4096.0, 1e7, 0.25)] == [
        "12345", "−4096", "10⁷", "0.25",
    ]  # fmt: skip
    assert listed([0.5, -2.0]) == "0.5, −2"
    assert [typed(value) for value in (4.4e-16, -1.5, 0.1 + 0.2)] == ["0", "−1.5", "0.3"]
    assert given(-4.0) == "-4"
