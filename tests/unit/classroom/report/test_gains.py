"""Two forms of a questionnaire, answered by four students, three of them twice."""

from __future__ import annotations

from autograder.classroom.report.gains import Gain, as_record, gains
from autograder.classroom.report.page import page
from autograder.classroom.results import Outcome, Result


def answered(form: str, student: str, *right: int) -> Result:
    scores = {"test_a_sum": float(right[0]), "test_a_path_cut": float(right[1])}
    return Result(student, form, Outcome.GRADED, sum(right), 2, scores=scores)


FIRST, SECOND = "00_questions_before", "03_questions_after"
RESULTS = [
    answered(FIRST, "ada", 0, 1),
    answered(FIRST, "ben", 0, 1),
    answered(FIRST, "cora", 1, 1),
    answered(FIRST, "dora", 0, 0),
    answered("01_slopes", "dora", 1, 1),
    answered(SECOND, "ada", 1, 0),
    answered(SECOND, "ben", 0, 1),
    answered(SECOND, "cora", 1, 1),
    Result("dora", SECOND, Outcome.BROKEN, None, 2),
]


def test_who_answered_both_is_counted() -> None:
    found = gains(RESULTS)
    assert found == [Gain("a sum", 3, 1, 2, 1, 0), Gain("a path cut", 3, 3, 2, 0, 1)]
    assert [gain.normalized for gain in found] == [0.5, None]
    assert as_record(found[0])["normalized"] == 0.5


def test_without_both_forms_there_is_nothing_to_tell() -> None:
    assert gains(RESULTS[:5]) == []


def test_the_page_has_a_line_for_each_idea() -> None:
    html = page([], gains(RESULTS), real_names=False)
    assert "Before and after" in html
    assert '<th scope="row">a sum</th><td>1</td><td>2</td><td>1</td><td>0</td><td>0.5</td>' in html
    assert "Before and after" not in page([], real_names=False)
