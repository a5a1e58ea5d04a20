"""Jacobians, and vector–Jacobian products."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check


def mixed(x):
    """Two results from any number of entries; no entry of the Jacobian is like another."""
    return torch.stack([(x**2).sum() * x.reshape(-1)[0], x.sin().sum()])


def head(x):
    return torch.stack([1 + x.sum().abs(), x.reshape(-1)[0] - 3])


def by_rows(x):
    leaf = x.clone().requires_grad_()
    return torch.stack([torch.autograd.grad(mixed(leaf)[k], leaf)[0] for k in range(2)])


def product(x):
    leaf = x.clone().requires_grad_()
    mixed(leaf).backward(head(x))
    return leaf.grad


def jacobian(answer, **more):
    Check().jacobian("slopes", answer, of=mixed, shapes=[(3,), (2, 2)], **more)


def first_line(answer, **more):
    with pytest.raises(CheckFailed) as failure:
        jacobian(answer, **more)
    return str(failure.value).splitlines()[0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_right_ones_pass(dtype, capsys):
    jacobian(by_rows, dtype=dtype)
    jacobian(product, head=head, dtype=dtype)
    assert capsys.readouterr().out == "✓ slopes: right at 2 probe points\n" * 2


def test_a_head_of_ones_is_recognised():
    def ignores_the_head(x):
        leaf = x.clone().requires_grad_()
        mixed(leaf).sum().backward()
        return leaf.grad

    assert "looks like" in first_line(ignores_the_head, head=head)


def test_a_pass_for_each_row_adds_nothing_up():
    def twice(x):
        rows = []
        for k in range(2):
            leaf = x.clone().requires_grad_()
            (2 * mixed(leaf)[k]).backward()
            rows.append(leaf.grad)
        return torch.stack(rows)

    assert "looks like: factor" in first_line(twice)


def test_a_transposed_jacobian_is_recognised():
    def transposed(x):
        return by_rows(x).movedim(0, -1)

    with pytest.raises(CheckFailed, match="expected shape"):
        jacobian(transposed)


def test_code_that_raises_is_quoted():
    with pytest.raises(CheckFailed, match="raised RuntimeError"):
        jacobian(lambda x: x.clone().requires_grad_().backward())


def test_a_formula_alone_is_wanted_where_autograd_is_off():
    with pytest.raises(CheckFailed, match=r"Autograd is\s+switched off here") as failure:
        jacobian(product, head=head, autograd=False)
    assert "looks like" not in str(failure.value)
