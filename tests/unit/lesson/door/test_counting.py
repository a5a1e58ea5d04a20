"""Backward passes are counted, however they are started."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.door.counting import BackwardCount


def leaf():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def by_method():
    x = leaf()
    (x**2).sum().backward()
    return x.grad


def by_function():
    x = leaf()
    torch.autograd.backward((x**2).sum())
    return x.grad


def by_grad():
    x = leaf()
    return torch.autograd.grad((x**2).sum(), x)[0]


@pytest.mark.parametrize("answer", [by_method, by_function, by_grad])
def test_each_pass_counts_once(answer):
    with BackwardCount() as count:
        for passes in (1, 2, 3):
            assert torch.equal(answer(), torch.tensor([2.0, 4.0]))
            assert count.passes == passes
    answer()
    assert count.passes == 3


def test_only_what_adds_to_a_gradient_counts_as_adding():
    with BackwardCount() as count:
        by_method(), by_function(), by_grad()
    assert count.adding == 2
