"""Each way of being wrong has its own words; within tolerance nothing is said."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.numbers.comparison import TOLERANCES, difference

REFERENCE = torch.tensor([[1.0, -2.0], [3.0, 4.0]], dtype=torch.float64)


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_the_tolerances_are_those_of_torch_testing(dtype):
    rtol, atol = TOLERANCES[dtype]
    assert torch.testing._comparison.default_tolerances(dtype) == (rtol, atol)


def test_an_answer_within_tolerance_is_right():
    assert difference(REFERENCE * (1 + 5e-8), REFERENCE) is None
    assert difference(REFERENCE.T.contiguous().T, REFERENCE) is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "None"),
        ([1.0, 2.0], "a list"),
        (3.0, "a float"),
        (REFERENCE.numpy(), "ndarray"),
        (REFERENCE[0], "wrong shape"),
        (REFERENCE.to(torch.float32), "torch.float32"),
        (REFERENCE.to(torch.int64), "torch.int64"),
        (REFERENCE.to("meta"), "meta"),
        (REFERENCE.clone().requires_grad_(), "itself requires a gradient"),
        (REFERENCE * torch.nan, "nan at [0, 0]"),
        (REFERENCE.clone().index_fill(1, torch.tensor([1]), torch.inf), "inf at [0, 1]"),
    ],
)
def test_each_kind_of_wrong_answer_has_its_own_words(answer, words):
    found = difference(answer, REFERENCE)
    assert found is not None
    assert words in found.problem
    assert not found.comparable


def test_wrong_numbers_name_the_first_place_and_one_value_only():
    answer = REFERENCE.clone()
    answer[1, 0] = 3.5
    answer[1, 1] = -4
    found = difference(answer, REFERENCE)
    assert found is not None
    assert found.comparable
    assert dict(found.details) == {
        "shape": "(2, 2), as it should be",
        "wrong entries": "2 of 4",
        "first one at": "[1, 0]",
        "yours": "3.5",
        "expected": "3",
    }


def test_integers_and_truth_values_are_compared_exactly():
    for right, wrong in (([1, 2], [1, 3]), ([True, False], [True, True])):
        reference = torch.tensor(right)
        assert difference(torch.tensor(right), reference) is None
        assert "differ" in difference(torch.tensor(wrong), reference).problem
