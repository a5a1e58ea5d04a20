"""The oracles agree with known derivatives, and notice when they disagree with each other."""

from __future__ import annotations

import math

import pytest
import torch

from autograder.errors import CheckBroken
from autograder.lesson.numbers import oracles
from autograder.lesson.numbers.probes import probe

CASES = {
    "cubes": (lambda x: (x**3).sum(), lambda x: 3 * x**2),
    "product": (lambda x: x.prod(), lambda x: x.prod() / x),
    "mean of sines": (lambda x: x.sin().mean(), lambda x: x.cos() / x.numel()),
    "constant": (lambda x: (0 * x).sum() + 1, lambda x: torch.zeros_like(x)),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (2, 1, 3)])
def test_three_oracles_agree_on_a_known_gradient(case, shape):
    f, analytic = CASES[case]
    x = probe(shape, seed=5)
    torch.testing.assert_close(oracles.gradient(case, f, analytic, x), analytic(x))
    torch.testing.assert_close(
        oracles.by_central_difference(f, x), analytic(x), rtol=1e-7, atol=1e-8
    )


def test_a_function_that_ignores_its_input_has_gradient_zero():
    x = probe((3,), seed=1)
    gradient = oracles.by_autograd(lambda t: torch.tensor(1.0, requires_grad=True) * 2, x)
    assert torch.equal(gradient, torch.zeros(3, dtype=torch.float64))


def test_a_wrong_formula_is_the_checks_own_fault():
    with pytest.raises(CheckBroken, match="the formula disagree"):
        oracles.gradient("squares", lambda x: (x**2).sum(), lambda x: 3 * x, probe((3,), seed=0))


def test_a_detached_path_is_noticed_by_finite_differences():
    with pytest.raises(CheckBroken, match="finite differences"):
        oracles.gradient("detached", lambda x: (x * x.detach()).sum(), None, probe((3,), seed=0))


def test_the_default_step_reaches_ten_digits():
    at = torch.tensor(1.0, dtype=torch.float64)
    error = oracles.by_central_difference(torch.sin, at).item() - math.cos(1)
    assert abs(error) < 1e-10


def test_oracles_leave_the_point_alone():
    x = probe((2, 2), seed=3)
    before = x.clone()
    oracles.gradient("cubes", *CASES["cubes"], x)
    assert torch.equal(x, before)
    assert not x.requires_grad
    assert x.grad is None


def test_a_jacobian_has_a_row_for_each_result():
    def mixed(x):
        return torch.stack([x[0] * x[1], x[1].sin(), x.sum()]).reshape(3, 1)

    x = probe((2,), seed=4)
    whole = oracles.jacobian("mixed", mixed, x)
    rows = [[x[1], x[0]], [0.0, x[1].cos()], [1.0, 1.0]]
    torch.testing.assert_close(whole, torch.tensor(rows, dtype=x.dtype).reshape(3, 1, 2))


def test_the_jacobian_of_a_number_at_a_number_is_a_number():
    x = probe((), seed=4)
    torch.testing.assert_close(oracles.jacobian("exp", torch.exp, x), x.exp())


def test_a_jacobian_with_a_detached_path_is_the_checks_own_fault():
    with pytest.raises(CheckBroken):
        oracles.jacobian("detached", lambda x: x * x.detach(), probe((2,), seed=0))
