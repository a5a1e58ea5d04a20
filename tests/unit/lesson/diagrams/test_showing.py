"""What a student calls: names are found where the call stands, and it is said in words as well."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import GraphTooLarge, PictureError
from autograder.lesson import show_graph, step_backward


def test_variables_are_named_as_where_the_call_stands(capsys):
    weight = torch.tensor(3.0, requires_grad=True)

    def inside(halved):
        doubled = halved * 4
        show_graph(doubled)

    inside(weight / 2)
    said = capsys.readouterr().out
    assert "makes halved, which is now 1.5" in said
    assert "makes doubled, which is now 6" in said
    assert "weight" not in said  # another function's variable


def test_several_results_may_come_in_a_list(capsys):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a, b = x.sum(), x.prod()
    show_graph(a, b)
    apart = capsys.readouterr().out
    show_graph([a, b])
    assert capsys.readouterr().out == apart
    assert "led to a and b" in apart


class Value:
    def __init__(self, data, parents=(), operation=""):
        self.data, self.parents, self.operation = data, parents, operation
        self.grad = None


def test_an_engine_of_ones_own_is_drawn_as_well(capsys):
    a = Value(2.0)
    b = Value(6.0, (a, a, a), "sum")
    show_graph(b)
    said = capsys.readouterr().out
    assert "Leaf a is 2" in said
    assert "makes b, which is now 6" in said


def test_what_has_no_graph_is_told_so():
    with pytest.raises(TypeError, match="float"):
        show_graph(3.0)
    with pytest.raises(TypeError, match="none was given"):
        show_graph()
    with pytest.raises(PictureError, match=r"3\.0"):
        step_backward(3.0)


def test_a_pass_is_told_whole_even_without_a_browser(capsys):
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    step_backward(y)
    said = capsys.readouterr().out
    assert "Step 3 of 3. x was used 2 times, and its parts add up: 3 + 3 = 6." in said
    assert "1. The pass starts at y with the gradient 1" in said
    assert x.grad is None


@pytest.mark.parametrize("ask", [show_graph, step_backward])
def test_a_graph_that_is_too_large_is_refused_with_its_size_and_a_way_on(ask, capsys):
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(59):
        y = y + 1
    ask(y)
    with pytest.raises(GraphTooLarge, match=r"has 61 nodes; a picture holds 60\. Ask about"):
        ask(y + 1)


def test_an_engines_graph_that_is_too_large_is_refused():
    value = Value(1.0)
    for _ in range(60):
        value = Value(1.0, (value,), "copy")
    with pytest.raises(GraphTooLarge, match="61 nodes"):
        show_graph(value)


def test_a_gradient_may_be_given_as_numbers(capsys):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    step_backward(x * x, gradient=[1, 10])
    assert "x was used 2 times, and its parts add up: [1, 20] + [1, 20] = [2, 40]" in (
        capsys.readouterr().out
    )
    with pytest.raises(PictureError, match="'much'"):
        step_backward(x * x, gradient="much")


def test_an_engine_may_keep_its_operands_in_a_set(capsys):
    a = Value(2.0, parents=None, operation=None)
    show_graph(Value(4.0, {a}, "square"))
    assert "Leaf a is 2" in capsys.readouterr().out


def test_a_constant_says_why_it_is_one(capsys):
    w = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        y = (w * 2).sum()
    show_graph(y)
    said = capsys.readouterr().out
    assert "Constant y is 4." in said
    assert "No gradient is required here. If it comes from a tensor that does (w)" in said
    show_graph(w.sum())
    assert "No gradient" not in capsys.readouterr().out
    with torch.no_grad():
        show_graph(w * 2)
    assert "Autograd records nothing just now" in capsys.readouterr().out
