"""The tensors that PyTorch makes are noted, and nothing else."""

from __future__ import annotations

import torch

from autograder.lesson.kit import TensorsMade


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
