"""What came is read in the form that a check wants."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.lesson.door import Items, Other
from autograder.lesson.door.reading import numbers_by_name, plain_numbers, steps_by_name

ROWS = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    "table",
    [
        ROWS,
        torch.tensor(ROWS),
        np.array(ROWS),
        [torch.tensor(row) for row in ROWS],
        (torch.tensor(ROWS[0]), ROWS[1]),
        [[torch.tensor(entry) for entry in row] for row in ROWS],
    ],
    ids=["lists", "tensor", "array", "tensors", "mixed", "numbers"],
)
def test_a_table_of_numbers_is_one_in_any_form(table):
    read = plain_numbers(table)
    assert read.dtype == "torch.float64"
    assert read.tensor().tolist() == ROWS


def test_truth_values_stay_so_and_words_are_no_numbers():
    assert plain_numbers([True, False]).dtype == "torch.bool"
    assert plain_numbers("two") == Other("str")
    assert plain_numbers(None) is None


def test_a_mapping_is_read_part_by_part():
    read = numbers_by_name({"one": 1, "all": [True]})
    assert read.by_name()["one"].tensor() == 1
    assert numbers_by_name(3) == Other("int", 3)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"loss": [1.0, 2.0]}, ["loss"]),
        ([1.0, 2.0], ["loss"]),
        ([torch.tensor(1.0), torch.tensor(2.0)], ["loss"]),
        (([1.0, 2.0], [torch.ones(1), torch.ones(1)]), ["loss", "weights"]),
    ],
)
def test_a_run_is_one_tensor_for_each_name(value, names):
    read = steps_by_name(value, names)
    assert isinstance(read, Items)
    assert list(read.by_name()) == names
    assert read.by_name()["loss"].tensor().tolist() == [1, 2]


def test_what_is_no_run_has_no_names():
    assert steps_by_name(3.0, ["loss", "weights"]) == Other("float")
