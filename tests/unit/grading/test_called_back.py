"""What a test's own functions give, differentiated by the student's code that calls them."""

from __future__ import annotations

import torch

from autograder.grading.called_back import Results
from autograder.grading.verdicts import Verdict
from tests.unit.grading.asked import judged

_COUNTED = """
calls = []
def f(x, scale=1.0):
    calls.append(x.detach().clone())
    return scale * x**3, x.sum()
x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
"""


def test_several_results_once_and_again() -> None:
    student = """
import torch
def slopes(f, x):
    cubes, total = f(x * 2, scale=3.0)
    (slope,) = torch.autograd.grad(cubes.sum() * total, x, create_graph=True)
    (bend,) = torch.autograd.grad(slope.sum(), x)
    return slope.detach(), bend
"""
    test = f"""
import torch
{_COUNTED}
slope, bend = slopes(f, x)
y = (x * 2).detach().clone()
x = x.detach().clone().requires_grad_()
whole = 24 * (x**3).sum() * 2 * x.sum()
(expected,) = torch.autograd.grad(whole, x, create_graph=True)
assert torch.allclose(slope, expected)
assert torch.allclose(bend, torch.autograd.grad(expected.sum(), x)[0])
assert len(calls) == 1 and torch.equal(calls[0], y)
"""
    assert judged(student, test).verdict is Verdict.PASSED, judged(student, test).message


def test_a_result_goes_back_to_the_test_with_its_graph() -> None:
    student = "def composed(f, x):\n    return 2 * f(f(x)[0])[0]"
    test = f"""
import torch
{_COUNTED}
composed(f, x).sum().backward()
assert torch.allclose(x.grad, 18 * x.detach() ** 8)
assert len(calls) == 2
"""
    assert judged(student, test).verdict is Verdict.PASSED, judged(student, test).message


def test_without_inputs_that_require_gradients_there_is_nothing_to_tie() -> None:
    results = Results()
    x = torch.ones(2, requires_grad=True)
    assert results.links(2 * x, [(1, torch.ones(2))]) == []
    assert results.links(3.0, [(1, x)]) == []
    [(place, number, inputs)] = results.links((1.0, 2 * x), [(7, x), (8, torch.ones(1))])
    assert (place, inputs) == (1, (7,))
    products = results.products(number)
    assert products is not None
    assert torch.equal(products(torch.ones(2), False)[0], torch.full((2,), 2.0))
    assert results.products(-99) is None


def test_the_oldest_graphs_are_forgotten() -> None:
    results = Results()
    x = torch.ones(1, requires_grad=True)
    numbers = [results.links(2 * x, [(1, x)])[0][1] for _ in range(600)]
    assert results.products(numbers[0]) is None
    assert results.products(numbers[-1]) is not None
