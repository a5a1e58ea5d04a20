from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.classroom.feedback import HIDDEN, REMOVED, HideTests, first_hint, hide, number
from autograder.lesson.misconceptions.known.sign import Sign
from tests.pages import Page

from .conftest import CARDS, SECRET, TESTS, GradedClass, marked

GRADED = ("ada", "blank", "gaps", "loop", "peek", "tampered", "unanswered", "warned")


@pytest.mark.parametrize("student", GRADED)
def test_no_page_shows_a_hidden_test(graded: GradedClass, student: str) -> None:
    page = graded.page(student)
    assert SECRET not in page
    assert "HIDDEN TESTS" not in page
    assert "right everywhere" not in page
    assert HIDDEN in Page(page).text


@pytest.mark.parametrize("student", GRADED)
def test_no_page_runs_or_fetches_anything(graded: GradedClass, student: str) -> None:
    html = graded.page(student)
    assert Page(html).problems == []
    assert "<script" not in html.lower()
    assert "default-src 'none'" in html


def test_what_a_student_wrote_and_may_see_is_there(graded: GradedClass) -> None:
    page = Page(graded.page("ada"))
    assert "fine" in page.text
    assert 'a "picture"' in page.alternatives
    assert "math" in page.tags
    assert (
        '<a href="https://pytorch.org/docs/" rel="noopener noreferrer">the docs</a>'
        in graded.page("ada")
    )
    assert "x_" in page.text


def test_points_are_shown_and_what_waits_for_a_person(graded: GradedClass) -> None:
    text = " ".join(Page(graded.page("ada")).text.split())
    assert "4 / 7 points, and 3 wait to be graded by a person" in text
    assert "twice as much 2 / 2" in text
    assert "predict_sum 1 / 1" in text, "without a card its name must do"
    assert "Tiny <script>" in text, "the page is called as the chapter is"
    assert "waits to be graded, 3 points" in text
    assert "No response." in Page(graded.page("blank")).text


def test_a_failed_test_has_the_hint_that_comes_first(graded: GradedClass) -> None:
    assert "Hint Add." in " ".join(Page(graded.page("briber")).text.split())
    assert "Hint" not in Page(graded.page("ada")).text


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ({"verdict": "failed", "mistakes": ["sign"]}, Sign.hints[0]),
        ({"verdict": "failed", "mistakes": ["sign", "factor"]}, "Add."),
        ({"verdict": "failed", "mistakes": []}, "Add."),
        ({"verdict": "passed", "mistakes": []}, ""),
        ({}, "Add."),
    ],
)
def test_a_hint_is_about_the_mistake_if_there_is_one(said: dict[str, Any], hint: str) -> None:
    cell = marked("test_double", TESTS["test_double"])
    cell.metadata["autograder"] = said
    assert first_hint(cell, CARDS[0]) == hint
    assert first_hint(marked("double", "x"), CARDS[0]) == "", "an answer has none"
    cell.metadata["autograder"] = {"verdict": "failed", "mistakes": []}
    assert first_hint(cell, None) == ""


def test_a_time_limit_is_named(graded: GradedClass) -> None:
    text = Page(graded.page("loop")).text
    assert text.count("Stopped after 4 s: is there a loop that never ends?") == 2
    assert "CellTimeoutError" not in text
    assert "KeyboardInterrupt" not in text


def test_who_looks_for_hidden_tests_finds_none(graded: GradedClass) -> None:
    assert REMOVED not in Page(graded.page("peek")).text


def test_a_hidden_region_leaves_one_line() -> None:
    source, hidden = hide("a\n  ### BEGIN HIDDEN TESTS\n  b\n  c\n  ### END HIDDEN TESTS\nd")
    assert source == f"a\n  {HIDDEN}\nd"
    assert hidden == ["  b", "  c"]


def test_a_region_that_does_not_end_hides_the_rest() -> None:
    assert hide("a\n### BEGIN HIDDEN TESTS\nb\nc") == (f"a\n{HIDDEN}", ["b", "c"])


def hidden_in(notebook: NotebookNode) -> NotebookNode:
    resources: dict[str, Any] = {}
    return HideTests().preprocess(notebook, resources)[0]


def with_outputs(*outputs: dict[str, Any]) -> NotebookNode:
    """Return a graded notebook whose one test cell has ``outputs``."""
    cell = marked("test_double", TESTS["test_double"])
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return nbformat.v4.new_notebook(cells=[cell])


def error(ename: str, evalue: str) -> dict[str, Any]:
    frame = f"----> 3 assert double({SECRET}) == 2 * {SECRET}, 'not right everywhere'"
    return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": [frame]}


def test_a_traceback_is_cut_to_its_message() -> None:
    notebook = hidden_in(
        with_outputs(
            error("CheckFailed", "✗ double\n  The numbers differ."),
            error("AssertionError", "not right everywhere"),
            error("AssertionError", ""),
            error("ZeroDivisionError", "division by zero"),
        )
    )
    [cell] = notebook.cells
    assert [output.traceback for output in cell.outputs] == [
        ["✗ double\n  The numbers differ."],
        ["AssertionError: not right everywhere"],
        ["AssertionError"],
        ["ZeroDivisionError: division by zero"],
    ]
    assert SECRET not in nbformat.writes(notebook)


@pytest.mark.parametrize(
    "text",
    [
        f"assert double({SECRET}) == 2 * {SECRET}, 'not right everywhere'",
        f"\"assert double({SECRET})   == 2*{SECRET}, \\\\'not right everywhere\\\\'\\\\n\"",
        f"<b>assert double&#40;{SECRET}&#41; &#61;&#61; 2*{SECRET}, &#39;not right everywhere</b>",
    ],
)
def test_every_spelling_of_a_quotation_is_found(text: str) -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": text},
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": text}},
        {"output_type": "error", "ename": "E", "evalue": text, "traceback": []},
    ]
    notebook = hidden_in(with_outputs(*outputs))
    assert SECRET not in nbformat.writes(notebook)
    assert nbformat.writes(notebook).count(REMOVED) == 3


def test_a_message_that_a_hidden_test_gives_is_no_quotation() -> None:
    notebook = with_outputs(error("CheckFailed", "double_it: wrong at a point you have not seen"))
    notebook.cells[0].source = (
        "check(1)\n### BEGIN HIDDEN TESTS\ncheck(\n    double_it,\n"
        '    "wrong at a point you have not seen",\n)\n### END HIDDEN TESTS'
    )
    [cell] = hidden_in(notebook).cells
    assert cell.outputs[0].traceback == ["double_it: wrong at a point you have not seen"]


def test_only_what_a_page_can_show_is_kept() -> None:
    data = {
        "text/plain": "plain",
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
    }
    metadata = {"image/png": {"alt": "A dot", "width": "1 onload=alert(1)"}, "isolated": True}
    notebook = with_outputs({"output_type": "display_data", "data": data, "metadata": metadata})
    notebook.metadata["widgets"] = {"state": {}}
    notebook.cells[0].metadata["tags"] = ['"><script>']
    clean = hidden_in(notebook)
    [output] = clean.cells[0].outputs
    assert output.data == {"text/plain": "plain"}
    assert output.metadata == {"alt": "A dot"}
    assert set(clean.cells[0].metadata) == {"nbgrader"}
    assert set(clean.metadata) == {"language_info"}


@pytest.mark.parametrize(("points", "shown"), [(4.0, "4"), (2.5, "2.5"), (2 / 3, "0.67")])
def test_points_lose_idle_decimals(points: float, shown: str) -> None:
    assert number(points) == shown
