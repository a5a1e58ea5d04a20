"""Magics in a test cell: those that measure or record run what they are given."""

from __future__ import annotations

import pytest

from autograder.grading.verdicts import Verdict
from tests.unit.grading.asked import judged

STUDENT = "def f(x):\n    print('said', x)\n    return x + 1"

PASSING = [
    "%time value = f(1)\nassert value == 2",
    "value = %time f(1)\nassert value == 2",
    "%timeit -n 1 -r 1 f(1)\nassert f(1) == 2",
    "%%time\nassert f(1) == 2",
    "%%time\n\nx = f(1)\nassert x == 2",
    "%%capture said\nf(3)",
    "%%capture said --no-stderr\nf(3)\nassert f(1) == 2",
    "%%html\n<b>no test at all</b>",
    "%matplotlib inline\nassert f(1) == 2",
    "%load_ext autoreload\nassert f(1) == 2",
    "words = !echo one two\nassert words == ['one two'] and f(1) == 2",
    "!true\nassert f(1) == 2",
]


@pytest.mark.parametrize("test", PASSING)
def test_magics_that_pass(test: str) -> None:
    found = judged(STUDENT, test)
    assert found.verdict is Verdict.PASSED, found.message


@pytest.mark.parametrize(
    "test",
    ["%time assert f(1) == 3", "%%time\nassert f(1) == 3", "%%capture said\nassert f(1) == 3"],
)
def test_what_fails_inside_fails(test: str) -> None:
    assert judged(STUDENT, test).verdict is Verdict.FAILED


def test_a_number_that_a_timed_cell_ends_with_is_its_points() -> None:
    assert judged(STUDENT, "%%time\n0.5").points == 0.5
    assert judged(STUDENT, "%time 0.5").points == 0.5


def test_a_cell_in_another_language_is_the_tests_fault() -> None:
    found = judged(STUDENT, "%%bash\necho 1")
    assert found.verdict is Verdict.HARNESS_ERROR
    assert "%%bash" in found.message
