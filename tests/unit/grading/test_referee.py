"""How many points a test gives, and what of it a student reads."""

from __future__ import annotations

import pytest

from autograder.grading.referee import HIDDEN
from autograder.grading.verdicts import Verdict
from tests.unit.grading.asked import POINTS, judged

STUDENT = "def f(x):\n    return x + 1\ndef g(x):\n    raise ValueError('mine')"

ENDS = [
    ("1.5", 1.5, Verdict.PARTIAL),
    ("1", 1.0, Verdict.PARTIAL),
    ("0", 0.0, Verdict.PARTIAL),
    ("2.0", POINTS, Verdict.PASSED),
    ("7", POINTS, Verdict.PASSED),
    ("-1", 0.0, Verdict.PARTIAL),
    ("float('nan')", 0.0, Verdict.PARTIAL),
    ("'0.5'", POINTS, Verdict.PASSED),
    ("'words'", POINTS, Verdict.PASSED),
    ("True", POINTS, Verdict.PASSED),
    ("None", POINTS, Verdict.PASSED),
    ("[0.5]", POINTS, Verdict.PASSED),
    ("f", POINTS, Verdict.PASSED),
    ("f(0) / 2", 0.5, Verdict.PARTIAL),
    ("points = 1", POINTS, Verdict.PASSED),
    ("points = 1\npoints", 1.0, Verdict.PARTIAL),
    ("0.5;", POINTS, Verdict.PASSED),
    ("0.5  # half\n\n", 0.5, Verdict.PARTIAL),
    ("print(0.5)", POINTS, Verdict.PASSED),
    ("", POINTS, Verdict.PASSED),
    ("# nothing", POINTS, Verdict.PASSED),
    ("if True:\n    0.5", POINTS, Verdict.PASSED),
    ("await __import__('asyncio').sleep(0, 0.5)", 0.5, Verdict.PARTIAL),
]


@pytest.mark.parametrize(("test", "points", "verdict"), ENDS)
def test_a_last_value_is_the_points_if_it_is_written_as_a_number(
    test: str, points: float, verdict: Verdict
) -> None:
    found = judged(STUDENT, test)
    assert (found.points, found.verdict) == (points, verdict), found.message


SECRET = "assert f(41) == 1234567"
HIDDEN_PARTS = [
    f"assert f(1) == 2\n### BEGIN HIDDEN TESTS\n{SECRET}\n### END HIDDEN TESTS",
    f"### BEGIN HIDDEN TESTS\n{SECRET}\n### END HIDDEN TESTS\nassert f(1) == 2",
    f"### BEGIN HIDDEN TESTS\n{SECRET}",
]


@pytest.mark.parametrize("test", HIDDEN_PARTS)
def test_of_a_hidden_test_a_student_reads_that_it_failed(test: str) -> None:
    found = judged(STUDENT, test)
    assert found.verdict is Verdict.FAILED
    assert found.in_hidden_part
    assert found.shown.startswith(HIDDEN)
    assert "1234567" in found.message
    assert "1234567" not in found.shown


def test_a_hidden_part_inside_a_function_counts() -> None:
    test = (
        "def check(x):\n    assert f(x) == x + 1\n"
        f"    ### BEGIN HIDDEN TESTS\n    {SECRET}\n    ### END HIDDEN TESTS\n    return True\n"
        "assert check(1)"
    )
    found = judged(STUDENT, test)
    assert found.points == 0
    assert "1234567" not in found.shown


def test_a_hidden_error_is_told_by_its_kind_and_never_by_the_students_words() -> None:
    found = judged(STUDENT, "### BEGIN HIDDEN TESTS\ng(1)\n### END HIDDEN TESTS")
    assert "ValueError" in found.shown
    assert "mine" not in found.shown
    own = "class Mine(Exception):\n    pass\ndef g(x):\n    raise Mine('41')"
    found = judged(own, "### BEGIN HIDDEN TESTS\ng(1)\n### END HIDDEN TESTS")
    assert found.shown == HIDDEN


def test_what_an_earlier_test_left_in_its_hidden_part_is_there() -> None:
    before = "### BEGIN HIDDEN TESTS\ntable = {1: 2}\n### END HIDDEN TESTS"
    assert judged(STUDENT, "assert f(1) == table[1]", before=[before]).verdict is Verdict.PASSED
    broken = "### BEGIN HIDDEN TESTS\ntable = {1: nobody}\n### END HIDDEN TESTS"
    found = judged(STUDENT, "table", before=[broken])
    assert (found.verdict, "table" in found.message) == (Verdict.FAILED, True)


def test_a_name_that_nobody_gives_is_an_error_of_the_test_cell() -> None:
    found = judged(STUDENT, "assert nobody(1)", author="def nobody(x):\n    return x")
    assert found.verdict is Verdict.FAILED
    assert "nobody" in found.message


def test_a_test_that_computes_for_ever_is_the_tests_fault() -> None:
    found = judged(STUDENT, "while True:\n    pass", seconds=0.2)
    assert found.verdict is Verdict.HARNESS_ERROR


def test_what_a_test_prints_and_warns_costs_nothing() -> None:
    test = "import sys, warnings\nprint(1, file=sys.stderr)\nwarnings.warn('x')\nassert f(1) == 2"
    assert judged(STUDENT, test).verdict is Verdict.PASSED
