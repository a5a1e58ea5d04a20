"""A graph in words, to be read aloud."""

from __future__ import annotations

import re

import pytest
import torch

from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.tracing import trace
from autograder.lesson.diagrams.wording import aloud, describe


def described(**namespace):
    return describe(trace(namespace["y"], names_in(namespace)).graph)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("28", "28"),
        ("-4.5", "minus 4.5"),
        ("[0, 4, 8]", "0, 4, 8"),
        ("[[-1, 2], [3, 1e-05]]", "minus 1, 2; 3, 1 times 10 to the minus 5"),
        ("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]", "1, 2; 3, 4; 5, 6; 7, 8"),
        ("1.235e+07", "1.235 times 10 to the 7"),
        ("[1+2j, 0.5-1j]", "1+2j, 0.5 minus 1j"),
        ("[-inf, nan]", "minus inf, nan"),
        ("[]", "no entries"),
        ("shape (64, 1000)", "of shape 64 by 1000"),
        ("shape (3,)", "of shape 3"),
        ("self = x", "self is x"),
        ("dims = (1, -2)", "dims is 1, minus 2"),
        ("self = ws[0]", "self is ws[0]"),
        ("self = params['w-1']", "self is params['w-1']"),
        ("other of shape (64, 10)", "other of shape 64 by 10"),
        ("saved_tensors = ws[1], [1, -2], w", "saved_tensors is ws[1], 1, minus 2, w"),
    ],
)
def test_values_and_shapes_as_they_are_read_out(text, read):
    assert aloud(text) == read


def test_a_small_graph_is_told_in_full():
    x = torch.arange(4.0, requires_grad=True)
    y = 2 * torch.dot(x, x)
    assert described(x=x, y=y) == (
        "The graph that led to y. Leaf x is 0, 1, 2, 3; its grad is None. "
        "Step 1: DotBackward0 takes x and x, and makes a single number; "
        "it keeps self is x and tensor is x. "
        "Step 2: MulBackward0 takes the result of step 1, and makes y, which is now 28; "
        "it keeps other is 2."
    )
    y.backward()
    assert described(x=x, y=y).endswith(
        "Step 2: MulBackward0 takes the result of step 1, and makes y, which is now 28; freed. "
        "What 2 operations kept was freed: a backward pass through there raises an error."
    )


def test_what_is_detached_is_told():
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    a = x * x
    u = a.detach()
    words = described(x=x, a=a, u=u, y=u * x)
    assert (
        "makes a, which is now 1, 4; it keeps self is x and other is x; no gradient comes" in words
    )
    assert "Constant u is 1, 4; detached from a." in words
    assert "MulBackward0 takes u and x, and makes y, which is now 1, minus 8" in words


def test_outputs_have_their_names():
    x = torch.arange(4.0, requires_grad=True)
    a, b = x.split(2)
    words = described(x=x, a=a, b=b, y=a * b)
    assert "SplitBackward0 takes x, and makes a and b;" in words
    assert "MulBackward0 takes a and b, and makes y" in words


def test_unnamed_leaves_are_numbered_if_there_are_several():
    x, w = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    assert "takes unnamed leaf 1 and unnamed leaf 2, and" in described(y=x * w)
    assert "An unnamed leaf is 1, 1;" in described(y=x * x)


def test_a_tensor_alone():
    assert described(y=torch.arange(3)) == "The graph that led to y. Constant y is 0, 1, 2."
    assert described(y=torch.ones(64, 10)).endswith("Constant y, of shape 64 by 10.")


def test_a_large_graph_is_summed_up():
    ws = [torch.ones(2, requires_grad=True) for _ in range(10)]
    x = torch.ones(2)
    y = sum((w * x).sum() for w in ws)
    words = described(ws=ws, x=x, y=y)
    assert "It has 41 nodes: 10 leaves, 1 constant and 30 operations." in words
    assert "Leaf ws[0] is 1, 1; its grad is None." in words
    assert "Leaves not told here: 2." in words
    assert "10 times MulBackward0, 10 times SumBackward0 and 10 times AddBackward0." in words
    assert words.endswith("At the end AddBackward0 makes y, which is now 20.")


@pytest.mark.parametrize("length", [1, 5, 40])
def test_no_sign_is_used_that_a_screen_reader_passes_over(length):
    x = torch.tensor([[-1.0, 2e-9], [3.0, -4.0]], requires_grad=True)
    y = x
    for _ in range(length):
        y = (y * -0.5).T
    y.sum().backward()
    assert not re.search(r"[\[\](){}=−*/<>]|-\d", described(x=x, y=y))


def test_todays_value_is_not_called_what_the_operation_made():
    w = torch.tensor(1.0, requires_grad=True)
    h = w * 2
    with torch.no_grad():
        h += 10
    words = described(w=w, y=h)
    assert "makes y, which is now 12, for it was changed in place;" in words
    assert "Leaf w is 1;" in words
    assert "changed" not in described(w=w, y=w * 2)


def test_a_leaf_that_was_stepped_since_is_told_as_of_now():
    w = torch.tensor(1.0, requires_grad=True)
    y = w * 3
    with torch.no_grad():
        w -= 0.5
    assert "Leaf w is 0.5 as of now;" in described(w=w, y=y)
    # What the operation kept is handed out only while it is what it took.
    assert "as of now" not in described(w=w, y=w * w)


def test_a_layers_weight_that_was_filled_in_place_at_first_is_as_the_layer_took_it():
    net = torch.nn.Linear(2, 1)
    x = torch.ones(1, 2, requires_grad=True)
    words = described(net=net, x=x, y=net(x))
    assert re.search(r"net\.bias is [^;]* as of now;", words)
    assert not re.search(r"net\.weight is [^;]* as of now;", words)
