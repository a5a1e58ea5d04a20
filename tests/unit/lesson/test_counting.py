"""Backward passes are counted, however they are started, and so are the tensors they make."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.counting import BackwardCount, TensorsMade


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


def test_each_tensor_made_is_noted_in_its_order():
    x = torch.ones(3, 4)
    with TensorsMade() as made:
        y = x.sum(0)
        y * 2
    torch.ones(5)
    assert made.sizes == [4, 4]


def test_a_view_makes_nothing():
    x = torch.ones(3, 4)
    with TensorsMade() as made:
        x.t().detach().reshape(12).expand(2, 12)
    assert [size for size in made.sizes if size != 12] == []  # the reshape copies


def test_a_backward_pass_through_a_diagonal_makes_no_table():
    x = torch.ones(100, requires_grad=True)
    y = x.sin()
    with TensorsMade() as made:
        y.backward(torch.ones(100))
    assert max(made.sizes) == 100
    with TensorsMade() as made:
        torch.func.jacrev(torch.sin)(x.detach())
    assert max(made.sizes) == 10_000
