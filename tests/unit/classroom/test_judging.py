"""nbgrader's own verdict on a test cell, with and without our step before it."""

from __future__ import annotations

from copy import deepcopy

import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from autograder.classroom.judging import PlainVerdicts

VALUE = new_output("execute_result", {"text/plain": "3"}, execution_count=1)
ERROR = new_output("error", ename="AssertionError", evalue="wrong", traceback=[])
WARNING = new_output("stream", name="stderr", text="UserWarning: slow")


def judged(outputs, grade=True):
    """Return a test cell with copies of ``outputs``, as our step leaves it."""
    cell, _ = PlainVerdicts().preprocess_cell(put_out(outputs, grade), {}, 0)
    return cell


def put_out(outputs, grade=True):
    marks = {"grade": grade, "solution": False, "grade_id": "test_x", "points": 4}
    return new_code_cell("check()", outputs=deepcopy(outputs), metadata={"nbgrader": marks})


@pytest.mark.parametrize(
    ("outputs", "stock", "ours"),
    [
        ([], 4, 4),
        ([VALUE], 3, 3),
        ([ERROR], 0, 0),
        ([WARNING], 0, 4),
        ([VALUE, ERROR], 3, 0),
        ([WARNING, VALUE], 0, 3),
        ([WARNING, ERROR], 0, 0),
    ],
)
def test_an_error_costs_all_and_a_warning_nothing(outputs, stock, ours):
    assert determine_grade(put_out(outputs))[0] == stock
    assert determine_grade(judged(outputs))[0] == ours


def test_other_cells_keep_their_outputs():
    assert judged([WARNING], grade=False).outputs[0].name == "stderr"
