"""An engine of the student's own gives the graph that torch gives for the same expression."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch

from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.tracing import trace
from autograder.lesson.diagrams.value_tracing import is_value, trace_values


@dataclass(eq=False)
class Scalar:
    """What a student would write in chapter 7, without its backward."""

    data: Any
    parents: tuple = ()
    operation: str = ""
    grad: Any = None
    more: dict = field(default_factory=dict)

    def __add__(self, other):
        return Scalar(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Scalar(self.data * other.data, (self, other), "*")

    def sin(self):
        return Scalar(math.sin(self.data), (self,), "sin")


def expression(a, b):
    c = a * b
    return c * c + a.sin()


def test_the_graph_is_that_of_torch():
    a, b = Scalar(2.0), Scalar(3.0)
    y = expression(a, b)
    ours = trace_values(y, {"a": a, "b": b, "y": y})
    p, q = (torch.tensor(each, requires_grad=True) for each in (2.0, 3.0))
    z = expression(p, q)
    theirs = trace(z, names_in({"a": p, "b": q, "y": z})).graph

    title = {"*": "MulBackward0", "+": "AddBackward0", "sin": "SinBackward0", "": ""}
    assert [(title[n.title], n.kind, n.names, n.shape) for n in ours.nodes] == [
        (n.title, n.kind, n.names, n.shape) for n in theirs.nodes
    ]
    assert ours.edges == theirs.edges
    assert ours.nodes[-1].value == "36.91"
    assert [node.is_root for node in ours.nodes] == [False] * 5 + [True]


def test_values_and_gradients_are_shown_for_numbers_and_arrays():
    w = Scalar(np.array([1.0, 2.0]), grad=np.array([0.5, 0.25]))
    big = Scalar(np.ones((3, 4)), grad=np.zeros((3, 4)))
    fresh, made = Scalar(1.5), Scalar(2, (w,), "sum", grad=1)
    leaf, large, untouched = (trace_values(each).nodes[0] for each in (w, big, fresh))
    assert (leaf.value, leaf.shape, leaf.grad) == ("[1, 2]", (2,), "[0.5, 0.25]")
    assert (large.value, large.shape, large.grad) == (None, (3, 4), "shape (3, 4)")
    assert (untouched.value, untouched.shape, untouched.grad) == ("1.5", (), "None")
    assert trace_values(made).nodes[-1].grad == "1"


def test_values_in_a_list_have_names_and_unnamed_ones_none():
    ws = [Scalar(1.0), Scalar(2.0)]
    y = ws[0] * ws[1]
    nodes = trace_values([y, ws[0]], {"ws": ws}).nodes
    assert [node.names for node in nodes] == [("ws[0]",), ("ws[1]",), ()]
    assert [node.is_root for node in nodes] == [True, False, True]


def test_a_long_chain_is_no_trouble():
    y = Scalar(1.0)
    for _ in range(10_000):
        y = y + Scalar(0.0)
    assert len(trace_values(y).edges) == 20_000


def test_what_is_no_value_is_refused():
    assert is_value(Scalar(1.0))
    assert not is_value(torch.ones(1))
    assert not is_value(2.0)
    with pytest.raises(TypeError, match="float has not"):
        trace_values(Scalar(6.0, (Scalar(2.0), 3.0), "*"))
    with pytest.raises(TypeError, match="None was given"):
        trace_values([])
