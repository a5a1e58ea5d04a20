"""Small tensors and numbers as text."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.lesson.diagrams.entries import entries, gradient


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (torch.arange(4.0), "[0, 1, 2, 3]"),
        (torch.ones(2, 2), "[[1, 1], [1, 1]]"),
        (torch.tensor(28.0, requires_grad=True), "28"),
        (torch.tensor([1 / 3, -1e-5, 65536.0, 12345678.0]), "[0.3333, -1e-05, 65536, 1.235e+07]"),
        (torch.tensor([-0.0, float("nan"), float("inf")]), "[0, nan, inf]"),
        (torch.tensor([1 + 2j, 0.5 - 1j]), "[1+2j, 0.5-1j]"),
        (torch.tensor([True, False]), "[True, False]"),
        (torch.tensor([3], dtype=torch.uint8), "[3]"),
        (torch.empty(0, 3), "[]"),
        (torch.tensor([1.5], dtype=torch.bfloat16), "[1.5]"),
        (torch.ones(7), None),
        (torch.eye(2).to_sparse(), None),
        (torch.ones(2, device="meta"), None),
        (np.array([1.0, 0.25]), "[1, 0.25]"),
        (np.float64(2), "2"),
        (2.5, "2.5"),
        ("text", None),
    ],
)
def test_entries(values, text):
    assert entries(values) == text


def test_a_gradient_is_none_entries_or_a_shape():
    x = torch.ones(3, requires_grad=True)
    assert gradient(x) == "None"
    (2 * x).sum().backward()
    assert gradient(x) == "[2, 2, 2]"
    large = torch.ones(64, 1000, requires_grad=True)
    large.sum().backward()
    assert gradient(large) == "shape (64, 1000)"
    # Neither collects one, and .grad of the second would warn.
    assert gradient(torch.ones(3)) is None
    assert gradient(x * 2) is None
