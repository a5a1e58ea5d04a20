"""Random expressions are the same for one seed, use every input, and reuse values if asked."""

from __future__ import annotations

from collections import Counter

import pytest

from autograder.lesson.kit.expressions import Expression, random_expression


def uses(expression):
    return Counter(operand for _, *pair in expression.steps for operand in pair)


@pytest.mark.parametrize("inputs", [2, 3, 5])
@pytest.mark.parametrize("seed", range(20))
def test_each_value_is_used_and_some_in_the_middle_twice(seed, inputs):
    expression = random_expression(seed, inputs=inputs)
    last = inputs + len(expression.steps) - 1
    assert set(uses(expression)) == set(range(last))
    assert any(count > 1 for value, count in uses(expression).items() if value >= inputs)
    assert sum(sign == "*" for sign, *_ in expression.steps) <= 5
    assert expression == random_expression(seed, inputs=inputs)


@pytest.mark.parametrize("seed", range(20))
def test_without_reuse_each_value_is_used_exactly_once(seed):
    expression = random_expression(seed, inputs=4, reuse=False)
    assert uses(expression) == Counter(range(6))


def test_it_computes_what_it_prints():
    expression = Expression(2, (("*", 0, 1), ("+", 2, 0)))
    assert str(expression) == "c = a * b, d = c + a"
    assert expression(2, 3) == 8
    with pytest.raises(TypeError):
        expression(1)
    with pytest.raises(ValueError, match="two inputs"):
        random_expression(0, inputs=1)
