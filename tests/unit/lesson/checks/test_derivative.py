"""An operator is tried on functions, dtypes and leaves that it has not seen."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check


def derivative(operator):
    Check().derivative(
        "gradient_of",
        operator,
        of=[lambda x: (x**3).sum(), lambda x: x.exp().sum()],
        analytic=[lambda x: 3 * x**2, torch.exp],
        shapes=[(3,), (2, 2)],
        integers=[[1, 2]],
    )


def message(operator):
    with pytest.raises(CheckFailed) as failure:
        derivative(operator)
    return str(failure.value)


def own_leaf(x):
    return x.detach().clone().to(torch.float64).requires_grad_()


def test_a_right_operator_passes(capsys):
    def right(f, x):
        leaf = own_leaf(x)
        return torch.autograd.grad(f(leaf), leaf)[0]

    derivative(right)
    assert capsys.readouterr().out == "✓ gradient_of: right at 8 probe points\n"


def test_an_operator_made_for_one_function_fails_at_the_next():
    assert "The numbers differ" in message(lambda f, x: 3 * x.detach().to(torch.float64) ** 2)


def test_an_operator_that_remembers_is_caught_at_the_second_question():
    kept = {}

    def remembering(f, x):
        _, leaf = kept.setdefault((id(f), id(x)), (x, own_leaf(x)))
        f(leaf).backward()
        return leaf.grad.clone()

    text = message(remembering)
    assert "asked a second time" in text
    assert "looks like: not zeroed" in text.splitlines()[0]


def test_somebodys_leaf_is_not_to_be_used():
    def borrows(f, x):
        leaf = x.to(torch.float64)
        leaf = leaf if leaf.requires_grad else leaf.clone().requires_grad_()
        f(leaf).backward()
        return leaf.grad.clone()

    assert "left its mark" in message(borrows)


def test_backward_passes_are_counted():
    def twice(f, x):
        leaf = own_leaf(x)
        f(leaf).backward()
        f(leaf).backward()
        return leaf.grad

    assert "looks like: accumulated" in message(twice).splitlines()[0]
