"""Marks and regions are read alike everywhere, whatever somebody has done to a notebook."""

from __future__ import annotations

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import compute_checksum

from autograder.chapter import cells
from autograder.chapter.cells import HIDDEN_TESTS, MARK_SCHEME, SOLUTION, Marks, marks

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    max_leaves=8,
)
FULL = {"grade_id": "slope", "grade": True, "solution": False, "locked": True, "points": 3}


def cell(**said: object) -> dict[str, object]:
    return {"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": said}}


def test_marks_are_read_from_dicts_and_nodes_alike():
    expected = Marks(grade_id="slope", grade=True, locked=True, points=3.0)
    assert marks(cell(**FULL)) == marks(nbformat.from_dict(cell(**FULL))) == expected
    assert expected.is_test
    assert not Marks(grade=True, solution=True).is_test


@given(said=JSON, value=JSON, key=st.sampled_from(sorted(FULL)))
def test_whatever_json_can_say_is_read(said, value, key):
    for metadata in (said, {"nbgrader": said}, {"nbgrader": {**FULL, key: value}}):
        of = marks({"metadata": metadata})
        assert isinstance(of.grade_id, str | None)
        assert isinstance(of.points, float)
        assert of.points == of.points  # not NaN


@pytest.mark.parametrize("points", [True, "3", None, [3], 10**400, float("inf"), float("nan")])
def test_points_that_cannot_be_added_up_are_none(points):
    assert marks(cell(**{**FULL, "points": points})).points == 0


def test_a_cell_without_marks_is_an_ordinary_one():
    assert marks({}) == marks({"metadata": {"nbgrader": []}}) == Marks()
    assert cells.grade_id(cell(grade_id=7)) is cells.grade_id(cell(grade_id="")) is None


@pytest.mark.parametrize("text", ["a\nb", ["a\n", "b"], ["a\n", 3, "b"]])
def test_a_text_may_be_a_list_of_lines(text):
    assert cells.source({"source": text}) == "a\nb"


def test_no_text_is_an_empty_one():
    assert cells.source({}) == cells.source({"source": {"a": 1}}) == ""


@pytest.mark.parametrize("graded", [True, False])
@pytest.mark.parametrize("solution", [True, False])
@pytest.mark.parametrize("locked", [True, False])
def test_the_checksum_is_nbgraders(graded, solution, locked):
    said = {**FULL, "grade": graded, "solution": solution, "locked": locked}
    one = nbformat.from_dict(cell(**said))
    assert cells.checksum(one) == compute_checksum(one)


def test_markers_and_stubs_are_nbgraders():
    clear, hidden, scheme = ClearSolutions(), ClearHiddenTests(), ClearMarkScheme()
    assert (SOLUTION.begin, SOLUTION.end) == (
        clear.begin_solution_delimeter,
        clear.end_solution_delimeter,
    )
    assert (HIDDEN_TESTS.begin, HIDDEN_TESTS.end) == (
        hidden.begin_test_delimeter,
        hidden.end_test_delimeter,
    )
    assert (MARK_SCHEME.begin, MARK_SCHEME.end) == (
        scheme.begin_mark_scheme_delimeter,
        scheme.end_mark_scheme_delimeter,
    )
    assert clear.code_stub["python"] == cells.CODE_STUB
    assert clear.text_stub == cells.TEXT_STUB


TEXT = """\
assert slope(1) == 2
if True:
    ### BEGIN HIDDEN TESTS
    assert slope(2) == 4

    ### END HIDDEN TESTS
print("seen")
### BEGIN HIDDEN TESTS
assert slope(3) == 6
"""


def test_a_region_is_told_from_the_rest():
    first, second = cells.inside(TEXT, HIDDEN_TESTS)
    assert (first, second) == ("    assert slope(2) == 4\n", "assert slope(3) == 6")
    assert cells.outside(TEXT, HIDDEN_TESTS) == 'assert slope(1) == 2\nif True:\nprint("seen")'
    assert cells.outside(TEXT, HIDDEN_TESTS, "...").splitlines()[2:] == [
        "    ...",
        'print("seen")',
        "...",
    ]
    assert cells.inside(TEXT, SOLUTION) == []
    assert cells.outside("a\nb", SOLUTION) == "a\nb"


def test_markers_are_found_balanced_or_not_and_taken_out():
    assert cells.markers(TEXT) == ["BEGIN HIDDEN TESTS", "END HIDDEN TESTS"]
    assert cells.markers("=== BEGIN MARK SCHEME ===") == ["BEGIN MARK SCHEME"]
    assert not cells.is_balanced(TEXT, HIDDEN_TESTS)
    assert cells.is_balanced(TEXT + "### END HIDDEN TESTS", HIDDEN_TESTS)
    assert cells.is_balanced("nothing", SOLUTION)
    answer = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"
    assert cells.without_markers(answer, SOLUTION) == "def f():\n    return 1\n"


@pytest.mark.parametrize("text", ["", " \n", "YOUR ANSWER HERE\n", cells.CODE_STUB])
def test_a_stub_is_no_answer(text):
    assert cells.is_unanswered(text)
    assert not cells.is_unanswered(text + " Because.")
