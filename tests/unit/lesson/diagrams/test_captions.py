"""What stands in boxes and at edges."""

from __future__ import annotations

import pytest

from autograder.lesson.diagrams import captions
from autograder.lesson.diagrams.model import Edge, Graph, Node


def _texts(node: Node) -> list[str]:
    return [line.text for line in captions.of_node(node)]


def test_a_leaf_tells_its_name_value_and_gradient():
    leaf = Node("n0", "leaf", names=("x",), shape=(4,), value="[0, 1, 2, 3]", grad="None")
    assert _texts(leaf) == ["x = [0, 1, 2, 3]", "leaf · shape (4,)", "x.grad is None"]


@pytest.mark.parametrize(
    ("grad", "text"),
    [
        ("[0, 4, 8, 12]", "w.grad = [0, 4, 8, 12]"),
        ("shape (64, 1000)", "w.grad: shape (64, 1000)"),
        ("None", "w.grad is None"),
    ],
)
def test_a_gradient_is_told_by_its_entries_or_its_shape(grad, text):
    assert _texts(Node("n0", "leaf", names=("w",), grad=grad))[-1] == text


def test_an_operation_tells_what_it_made_and_keeps():
    node = Node(
        "n1", "operation", "MulBackward0", ("y",), (), "28", saved=("self = x", "other = 2")
    )
    assert _texts(node) == ["y = 28", "MulBackward0 · shape ()", "keeps self = x, other = 2"]


def test_what_nobody_named_is_not_bold():
    named, unnamed = (
        captions.of_node(Node("n1", "operation", "MulBackward0", names, value="28"))[0]
        for names in (("y",), ())
    )
    assert (named.text, named.is_bold) == ("y = 28", True)
    assert (unnamed.text, unnamed.is_bold) == ("28", False)


def test_several_names_are_written_as_python_would():
    assert _texts(Node("n0", "leaf", names=("a", "b"), value="1"))[0] == "a = b = 1"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("freed", ["freed"]),
        ("stale", ["changed in place since"]),
        ("outside", ["no gradient"]),
        ("live", []),
    ],
)
def test_a_state_is_told_in_words(state, words):
    assert _texts(Node("n1", "operation", "ExpBackward0", state=state)) == ["ExpBackward0", *words]


def test_a_value_of_today_is_told_as_such():
    made = Node("n1", "operation", "MulBackward0", ("h",), (), "12", is_changed=True)
    assert _texts(made)[2:] == ["changed in place: value as of now"]
    assert _texts(Node("n0", "leaf", "", ("w",), (), "2", is_changed=True))[2:] == [
        "value as of now"
    ]


def test_long_lists_of_saved_tensors_take_a_line_each():
    saved = ("self of shape (64, 1000)", "weight of shape (1000, 100)")
    texts = _texts(Node("n1", "operation", "MmBackward0", saved=saved))
    assert texts[1:] == ["keeps self of shape (64, 1000),", "weight of shape (1000, 100)"]


def _difference(title: str, *edges: Edge) -> Graph:
    nodes = (Node("a", "leaf"), Node("b", "leaf"), Node("c", "operation", title))
    return Graph(nodes, edges)


@pytest.mark.parametrize("title", ["SubBackward0", "DivBackward0", "MmBackward0", "-", "/", "@"])
def test_operands_are_numbered_where_their_order_counts(title):
    graph = _difference(title, Edge("b", "c", 1), Edge("a", "c", 0))
    assert {n: line.text for n, line in captions.of_operands(graph).items()} == {0: "2nd", 1: "1st"}


@pytest.mark.parametrize("title", ["AddBackward0", "MulBackward0", "+", "SubmarineBackward0"])
def test_operands_are_not_numbered_where_it_does_not(title):
    graph = _difference(title, Edge("a", "c", 0), Edge("b", "c", 1))
    assert captions.of_operands(graph) == {}


def test_one_operand_is_not_numbered_unless_it_is_two_outputs():
    once = Edge("a", "c", 0), Edge("a", "c", 1)
    assert captions.of_operands(_difference("SubBackward0", *once)) == {}
    outputs = Edge("a", "c", 0), Edge("a", "c", 1, output=1)
    assert len(captions.of_operands(_difference("SubBackward0", *outputs))) == 2


def test_ordinals():
    assert [captions.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "111th")
    ]


def test_an_edge_tells_its_output_its_cut_and_what_flows_back():
    texts = [line.text for line in captions.of_edge(Edge("a", "b", label="top", is_cut=True), "2")]
    assert texts == ["top", "detach", "2"]
    assert captions.of_edge(Edge("a", "b")) == []
