"""One value, as a tensor or as plain numbers."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check

ONES = torch.ones(2)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ONES.clone(), ONES),
        (ONES.double(), ONES.double()),
        (torch.tensor([1, 2]), torch.tensor([1, 2])),
        (torch.tensor(True), torch.tensor(True)),
        (3, 3.0),
        (torch.tensor(3), 3.0),
        ([1.0, 2.0], [1, 2]),
        (True, True),
        ([True, False], [True, False]),
    ],
)
def test_what_is_right_passes(answer, expected, capsys):
    Check().values("v", answer, expected=expected)
    assert capsys.readouterr().out == "✓ v: right\n"


def test_a_part_of_an_exercise_is_named_in_every_message(capsys):
    Check().values("v", 3, expected=3.0, part="the count")
    assert capsys.readouterr().out == "✓ v, the count: right\n"
    with pytest.raises(CheckFailed, match=r"^✗ v, the count\n"):
        Check().values("v", 4, expected=3.0, part="the count")


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (None, ONES, "None"),
        (None, 3.0, "None"),
        ("three", 3.0, "a str; numbers are wanted"),
        (["1", 2.0], [1.0, 2.0], "a list in which not all is a number"),
        ([[1.0], [2.0, 3.0]], [1.0, 2.0], "or whose rows differ in length; numbers are wanted"),
        ([1.0, 1.0], ONES, "a list"),
        (ONES.double(), ONES, "torch.float64"),
        (ONES.long(), ONES, "torch.int64"),
        (ONES[0], ONES, "wrong shape"),
        (ONES * torch.nan, ONES, "nan"),
        (ONES.clone().requires_grad_(), ONES, "requires a gradient"),
        (1 + 1e-4 * ONES, ONES, "The numbers differ"),
        (torch.tensor([1, 3]), torch.tensor([1, 2]), "The numbers differ"),
        (False, True, "The numbers differ"),
        (1.0, True, "torch.float64"),
    ],
)
def test_each_fault_has_its_own_words(answer, expected, words):
    with pytest.raises(CheckFailed) as failure:
        Check().values("v", answer, expected=expected)
    assert words in str(failure.value).replace("\n  ", " ")


def test_no_answer_yet_is_not_implemented():
    with pytest.raises(NotImplementedError, match="three dots"):
        Check().values("v", ..., expected=1.0)


HEADS = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]], dtype=torch.float64)
SLOPES = torch.tensor([[3.0, 2.0], [1.0, 6.0]], dtype=torch.float64)


def table(answer):
    facts = [{"head": head, "jacobian": SLOPES} for head in HEADS]
    Check().values("v", answer, expected=(HEADS @ SLOPES).tolist(), facts=facts)


def test_each_row_of_a_table_may_be_a_question_of_its_own(capsys):
    table((HEADS @ SLOPES).tolist())
    assert capsys.readouterr().out == "✓ v: right\n"


def test_what_explains_all_rows_is_named_and_the_whole_difference_told():
    with pytest.raises(CheckFailed) as failure:
        table((HEADS @ SLOPES.T).tolist())
    assert failure.value.mistakes == ("row-for-column",)
    assert "first one at   [0, 1]" in str(failure.value)


def test_the_first_wrong_row_is_called_what_the_student_was_asked_about():
    rows = ["the sine", "the cosine", "the tangent"]
    with pytest.raises(CheckFailed, match=r"asked about +the cosine\n"):
        Check().values("v", [1, 5, 6], expected=[1, 2, 3], told=rows)
    with pytest.raises(CheckFailed, match="numbers are wanted"):
        Check().values("v", "three", expected=[1, 2, 3], told=rows)


def test_one_wrong_row_of_a_table_is_found():
    answer = HEADS @ SLOPES
    answer[2, 0] += 1
    with pytest.raises(CheckFailed) as failure:
        table(answer.tolist())
    assert failure.value.mistakes == ()
    assert "first one at   [2, 0]" in str(failure.value)


@pytest.mark.parametrize("answer", [[[1.0, 2.0]], [1.0], "rows", None, [[None] * 2] * 3])
def test_what_is_no_such_table_is_refused(answer):
    with pytest.raises(CheckFailed):
        table(answer)


def test_parts_that_go_by_names_are_asked_once_and_checked_each(capsys):
    calls = []

    def manners():
        calls.append(1)
        return {"the mode": [True], "the sum": 3}

    Check().values("double", manners, expected={"the mode": [True], "the sum": 3})
    assert len(calls) == 1
    assert capsys.readouterr().out.splitlines() == [
        "✓ double, the mode: right",
        "✓ double, the sum: right",
    ]
    with pytest.raises(CheckFailed, match="double, the sum"):
        Check().values("double", manners, expected={"the mode": [True], "the sum": 4})
