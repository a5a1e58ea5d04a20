"""A student's function is called with care, and quoted when it raises."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks.asking import ask, changed_input, refuse_changed_results

X = torch.tensor([1.0, 2.0])


def raiser(error):
    def answer(x):
        raise error

    return answer


def test_a_stub_passes_through_and_is_shown_as_one_line():
    with pytest.raises(NotImplementedError) as caught:
        ask("slope", raiser(NotImplementedError()), X)
    assert caught.value._render_traceback_() == [
        "… slope is not written yet: put your code in place of raise NotImplementedError()."
    ]


def test_torchs_own_not_implemented_is_no_stub():
    reply = ask("slope", raiser(NotImplementedError("no softmax for integers")), X)
    assert "no softmax" in reply.raised.problem


@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(3), RecursionError("deep")])
def test_what_it_raises_is_quoted_with_the_point(error):
    reply = ask("slope", raiser(error), X)
    assert reply.error is error
    assert f"raised {type(error).__name__} at x = [1.0, 2.0]" in reply.raised.problem


def test_the_point_is_quoted_as_it_was():
    def spoils_and_raises(x):
        x.zero_()
        raise ValueError

    assert "[1.0, 2.0]" in ask("slope", spoils_and_raises, X.clone()).raised.problem


def test_an_error_that_cannot_be_read_or_never_ends_is_quoted_shortly():
    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    for error in (Silent(), ValueError("long " * 10_000)):
        assert len(ask("slope", raiser(error), X).raised.problem) < 500


def test_warnings_and_backward_passes_are_taken_down():
    def passes_twice(x):
        y = x.clone().requires_grad_() * 2
        torch.autograd.grad(y.sum(), y)
        y.sum().backward()
        return y.grad

    reply = ask("slope", passes_twice, X)
    assert reply.backward_passes == 2
    assert "not a leaf" in reply.warning


def test_autograd_works_whatever_the_notebook_left_behind():
    with torch.no_grad():
        assert ask("slope", lambda x: torch.is_grad_enabled(), X).value
        assert not ask("slope", lambda x: torch.is_grad_enabled(), X, autograd=False).value


def test_modes_that_it_changes_are_put_back():
    def careless(x):
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)

    ask("slope", careless, X)
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float32


def test_a_leafs_own_gradient_is_left_alone():
    before = X.clone().requires_grad_()
    before.grad = torch.ones(2)
    same, cleared = before.detach().clone(), before.detach().clone()
    for copy, gradient in ((same, torch.ones(2)), (cleared, None)):
        copy.requires_grad_()
        copy.grad = gradient
    assert changed_input(same, before, leaf=False) is None
    assert changed_input(cleared, before, leaf=True) is None
    assert "x.grad is None" in changed_input(cleared, before, leaf=False).problem


def test_a_result_that_changes_later_is_refused():
    result = X.clone()
    results = [(result, result.clone())]
    refuse_changed_results("slope", results)
    result += 1
    with pytest.raises(CheckFailed, match="earlier result changed"):
        refuse_changed_results("slope", results)


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: torch.func.grad(lambda t: (t**2).sum())(x),
        lambda x: torch.enable_grad()(lambda: x.requires_grad_() * 2)(),
    ],
)
def test_where_autograd_is_off_nothing_switches_it_on(answer):
    reply = ask("slope", answer, X.clone(), autograd=False)
    assert "autograd is switched off" in str(reply.error)
    assert ask("slope", answer, X.clone()).error is None
