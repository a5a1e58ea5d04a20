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


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (None, ONES, "None"),
        (None, 3.0, "None"),
        ("three", 3.0, "a str; numbers are wanted"),
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
