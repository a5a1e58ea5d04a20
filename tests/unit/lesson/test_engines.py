"""The course's own engine agrees with torch, and its faulty variants do not."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.engines import Array, engine_mistakes, gradients, sum_to_shape
from autograder.lesson.expressions import random_expression
from autograder.lesson.probes import probe


def by_torch(f, *leaves):
    leaves = [leaf.clone().requires_grad_() for leaf in leaves]
    return torch.autograd.grad(f(*leaves), leaves)


@pytest.mark.parametrize("seed", range(30))
def test_random_expressions_have_torchs_gradients(seed):
    f, x = random_expression(seed), probe((3,), seed)
    mine = torch.stack(gradients(f, *map(Array, x)))
    torch.testing.assert_close(mine, torch.stack(by_torch(f, *x)), rtol=1e-12, atol=1e-12)


def test_every_operation_broadcasts_as_torchs_does():
    a, w, b = probe((4, 3), 1), probe((3, 2), 2), probe((2,), 3)

    def f(a, w, b):
        p = (a @ w + b).tanh() * b - a @ w
        return (p**2).sum()

    for mine, theirs in zip(
        gradients(f, *map(Array, (a, w, b))), by_torch(f, a, w, b), strict=True
    ):
        torch.testing.assert_close(mine, theirs, rtol=1e-12, atol=1e-12)


def test_a_leaf_that_is_not_used_gets_zeros():
    x = probe((3,), 4)
    assert gradients(lambda a, b: (a * a).sum(), Array(x), Array(x))[1].tolist() == [0.0] * 3


def test_the_order_may_be_the_students():
    x = probe((2,), 5)
    with pytest.raises(TypeError):
        gradients(lambda a, b: a + b, *map(Array, x), order=lambda result: None)


def test_backward_fills_the_grad_of_every_value():
    a, b = Array(torch.tensor(2.0)), Array(torch.tensor(3.0))
    c = a * b
    (c + a).backward()
    assert [float(value.grad) for value in (a, b, c)] == [4.0, 2.0, 1.0]


def test_stretched_axes_are_summed():
    g = torch.arange(6.0).reshape(2, 3)
    assert sum_to_shape(g, (3,)).tolist() == [3.0, 5.0, 7.0]
    assert sum_to_shape(g, (2, 1)).tolist() == [[3.0], [12.0]]
    assert sum_to_shape(g, ()).item() == 15.0


def test_the_mistakes_are_those_of_the_lesson():
    doubled_twice = engine_mistakes(lambda a: (a + a) + (a + a))
    again = engine_mistakes(lambda a: (lambda m: m + m)(a + a))(torch.ones(1))
    assert [each.item() for each in again["sent_again"]] == [6.0, 8.0]
    assert doubled_twice(torch.ones(1))["replaced"].item() == 1.0


@pytest.mark.parametrize("paths", [True, False])
def test_wherever_values_are_reused_each_mistake_shows(paths):
    x = probe((3,), 6)
    for seed in range(30):
        f = random_expression(seed)
        right = torch.stack(by_torch(f, *x))
        mistakes = engine_mistakes(f, paths=paths)(x)
        for wrong in (mistakes["replaced"], *mistakes["sent_again"], mistakes["sent_early"][0]):
            assert not torch.allclose(wrong, right)
