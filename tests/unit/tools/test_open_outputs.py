"""An output is shown if a notebook without any answer would have it as well."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.tiny_course import marked
from tools.open_outputs import Shown, what_to_show


def answer(source: str) -> NotebookNode:
    return marked(new_code_cell(source, id="answer"), "answer", solution=True)


def test_what_an_answer_leads_to_is_left_out_and_the_rest_is_shown() -> None:
    cells = [
        new_markdown_cell("A lesson."),
        new_code_cell("x = 3\nprint(x)", id="lesson"),
        answer("def square(x):\n    return x * x"),
        marked(new_code_cell("assert square(2) == 4", id="test"), "test", grade=True, points=1),
        new_code_cell("nine = square(x)\nprint(nine)", id="uses"),
        new_code_cell("def twice(x):\n    return 2 * square(x)\nprint('made')", id="looks_up"),
        new_code_cell("print(nine + 1)", id="uses_what_was_made_with_it"),
        new_code_cell("nine = 9\nprint(nine)", id="made_anew"),
        new_code_cell("print(nine)", id="uses_that"),
    ]
    assert what_to_show(cells) == {
        "lesson": Shown.YES,
        "answer": Shown.OWN,
        "test": Shown.OWN,
        "uses": Shown.ANSWERS,
        "looks_up": Shown.ANSWERS,
        "uses_what_was_made_with_it": Shown.ANSWERS,
        "made_anew": Shown.YES,
        "uses_that": Shown.YES,
    }


def test_a_prediction_hides_all_that_comes_before_its_answer_and_that() -> None:
    cells = [
        answer("guess = 5"),
        marked(
            new_code_cell("check.prediction('p', guess)", id="test"), "test", grade=True, points=1
        ),
        new_code_cell("print(2 + 3)", id="between"),
        new_code_cell("print(5)\ncheck.reveal('p', 5)", id="reveals"),
        new_code_cell("print(6)", id="after"),
        new_code_cell("check.reveal('an earlier one', 7)", id="again"),
    ]
    shown = what_to_show(cells)
    assert shown["between"] == shown["reveals"] == shown["again"] == Shown.PREDICTED
    assert shown["after"] == Shown.YES


def test_a_cell_that_has_a_stand_in_for_answers_leaves_no_trace_of_them() -> None:
    cells = [
        answer("class Engine: pass"),
        new_code_cell(
            "try:\n    Value = Engine\nexcept Exception:\n    Value = Given\nprint(Value)",
            id="stands_in",
        ),
        new_code_cell("print(Value(3))", id="uses_it"),
    ]
    shown = what_to_show(cells)
    assert (shown["stands_in"], shown["uses_it"]) == (Shown.ANSWERS, Shown.YES)


@pytest.mark.parametrize("source", ["progress()", "%matplotlib inline\nprogress()"])
def test_what_counts_a_students_points_is_left_out(source: str) -> None:
    assert what_to_show([new_code_cell(source, id="end")]) == {"end": Shown.OWN}
