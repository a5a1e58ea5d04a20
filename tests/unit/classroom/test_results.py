import io

import pytest
from rich.console import Console

from autograder.classroom.results import Outcome, Result, show, totals

CHAPTER = "01_scalar_and_vector_gradients"


def a_class() -> list[Result]:
    return [
        Result("ada", CHAPTER, Outcome.GRADED, 28.0, 32.0, to_grade_by_hand=4.0),
        Result("hana", CHAPTER, Outcome.WITH_GAPS, 2 / 3, 32.0, remark="Missing: test_double."),
        Result("jun", CHAPTER, Outcome.BROKEN, None, 32.0, remark="It is [not] JSON. " * 20),
        Result("lena", "02_head_gradients", Outcome.CRASHED, None, 20.0),
    ]


def shown(results: list[Result], **console: object) -> str:
    out = io.StringIO()
    show(results, Console(file=out, **console))
    return out.getvalue()


def test_no_grade_is_a_dash_and_never_a_zero() -> None:
    lines = shown(a_class()).splitlines()
    [jun] = [line for line in lines if line.startswith(" jun")]
    [lena] = [line for line in lines if line.startswith(" lena")]
    assert "broken" in jun
    assert "— / 32" in jun
    assert "— / 20" in lena
    assert " 0 " not in jun + lena


def test_points_are_rounded_and_open_ones_counted() -> None:
    text = shown(a_class())
    assert "28 / 32" in text
    assert "0.67 / 32" in text
    assert "graded with gaps" in text


def test_each_chapter_has_its_own_table() -> None:
    text = shown(a_class())
    assert text.index(CHAPTER) < text.index("ada") < text.index("02_head_gradients")


def test_piped_nothing_is_cut() -> None:
    text = shown(a_class())
    assert text.count("[not]") == 20
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_terminal_sets_the_width(width: int) -> None:
    text = shown(a_class(), force_terminal=True, width=width, color_system=None)
    assert max(map(len, text.splitlines())) <= width
    assert "28 / 32" in text
    assert "broken" in text


def test_totals_say_how_all_ended() -> None:
    assert totals(a_class()) == (
        "4 submissions: 1 graded, 1 graded with gaps, 1 crashed, 1 broken. "
        "2 without a grade. 4 points wait to be graded by hand."
    )
    assert totals(a_class()[1:2]) == "1 submission: 1 graded with gaps."
