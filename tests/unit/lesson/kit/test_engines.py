"""The course's own engine agrees with torch, and its faulty variants do not."""

from __future__ import annotations

import sys

import pytest
import torch

from autograder.lesson.kit.engines import (
    Array,
    Shallow,
    doublings,
    engine_mistakes,
    gradients,
    shares_of,
    sum_to_shape,
)
from autograder.lesson.kit.expressions import random_expression
from autograder.lesson.numbers.probes import probe


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


def test_plain_numbers_stand_beside_the_values():
    a, x = Array(torch.tensor([1.0, 2.0])), torch.tensor([1.0, 2.0], requires_grad=True)
    for it in (a, x):
        (2 * it - (-it) / 4 + 1 * it**2 - 3 + (it - it / it)).sum().backward()
    assert torch.equal(a.grad, x.grad)


def test_a_kind_of_array_stays_of_its_kind():
    class Own(Array):
        pass

    a = Own(torch.ones(2, 2))
    assert isinstance(((2 * a @ a - a / 2).tanh() ** 2).sum(), Own)


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
    assert [each.item() for each in again["foretold"]["sent-again"]] == [6.0, 8.0]
    assert doubled_twice(torch.ones(1))["foretold"]["overwritten"].item() == 1.0


def test_one_share_for_each_parent():
    a = Array(torch.tensor(2.0))
    assert shares_of(a * a, 5.0) == (10.0, 10.0)
    assert shares_of(Array(4.0, (a,), shares=lambda head: [head]), 3.0) == [3.0]
    for shares, message in [
        (lambda head: head * torch.ones(2), "returned a Tensor"),
        (lambda head: None, "returned a NoneType"),
    ]:
        with pytest.raises(TypeError, match=message):
            shares_of(Array(4.0, (a,), shares=shares), 1.0)
    with pytest.raises(ValueError, match=r"of shares: 1, of parents: 2"):
        gradients(lambda a: Array(a.data, (a, a), shares=lambda head: (head,)), a)


def test_doublings_stop_whoever_follows_the_paths():
    def by_paths(value, head):
        value.grad = value.grad + head
        if value.parents:
            for parent, share in zip(value.parents, value.shares(head), strict=True):
                by_paths(parent, share)

    a = Array(torch.tensor(3.0))
    assert doublings(a, 30).data == 3 * 2.0**30
    (slope,) = gradients(lambda a: doublings(a * a, 30), a)
    assert slope == 6 * 2.0**30
    by_paths(doublings(a, 3), 1.0)
    with pytest.raises(RuntimeError, match="visited once"):
        by_paths(doublings(a, 30), 1.0)


def test_what_is_foretold_is_what_the_mistake_gives():
    x = torch.tensor([2.0, 3.0])
    for paths in (True, False):
        told = engine_mistakes(lambda a, b: a * b * b + a, paths=paths)(x)["foretold"]
        assert told["head-ignored"].tolist() == [4.0, 8.0]  # 3 + 1; 6 + 2
        assert told["one-path"].tolist() == [9.0, 0.0]  # through b * b, to a


@pytest.mark.parametrize("paths", [True, False])
def test_wherever_values_are_reused_each_mistake_shows(paths):
    x = probe((3,), 6)
    for seed in range(30):
        f = random_expression(seed)
        right = torch.stack(by_torch(f, *x))
        mistakes = engine_mistakes(f, paths=paths)(x)["foretold"]
        short = mistakes["stopped-short"][1] if paths else mistakes["sent-early"][0]
        for wrong in (mistakes["overwritten"], *mistakes["sent-again"], short):
            assert not torch.allclose(wrong, right)


def test_where_only_the_order_is_the_students_no_share_is_lost():
    told = engine_mistakes(random_expression(1), only_order=True)(probe((3,), 6))["foretold"]
    assert set(told) == {"sent-again", "sent-early"}


def test_a_second_share_for_one_parent_can_be_lost():
    told = engine_mistakes(lambda a, b: a * a + b)(torch.tensor([2.0, 3.0]))["foretold"]
    assert told["stopped-short"][0].tolist() == [2.0, 1.0]


def test_a_shallow_value_minds_a_recursion_but_no_loop():
    value = Shallow(torch.tensor(1.0))
    for _ in range(1000):
        value = Shallow(value.data, (value,))

    def depth(value):
        return 1 + max(map(depth, value.parents), default=0)

    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(100_000)
        with pytest.raises(RecursionError, match="begun and not ended"):
            depth(value)
    finally:
        sys.setrecursionlimit(before)
    steps = 0
    while value.parents:
        [value] = value.parents
        steps += 1
    assert steps == 1000
