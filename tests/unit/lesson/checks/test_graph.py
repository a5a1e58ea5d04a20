"""A tensor's place in a graph, in PyTorch's words."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check


def leaf():
    return torch.ones(2, requires_grad=True)


def product():
    return 3 * leaf().exp()


def test_what_is_as_asked_passes(capsys):
    Check().graph("copy", leaf(), leaf=True, requires_grad=True, nodes=[])
    Check().graph(
        "product", product(), leaf=False, nodes=["MulBackward0", "ExpBackward0", "AccumulateGrad"]
    )
    assert capsys.readouterr().out.count("✓") == 2


def test_a_node_reached_on_two_paths_counts_once(capsys):
    x = leaf()
    Check().graph("sum", x + x, nodes=["AddBackward0", "AccumulateGrad"])


def test_a_node_that_hands_on_twice_to_another_has_two_edges(capsys):
    x = leaf()
    Check().graph("sum", x + x, edges=[("AddBackward0", "AccumulateGrad")] * 2)
    with pytest.raises(CheckFailed, match="hands on to"):
        Check().graph("sum", x + x, edges=[("AddBackward0", "AccumulateGrad")])


@pytest.mark.parametrize(
    ("answer", "asked", "words"),
    [
        (None, {}, "NoneType"),
        (3.0, {}, "a float"),
        (product().detach(), {"requires_grad": True}, "Its requires_grad is False"),
        (product(), {"leaf": True}, "made by MulBackward0"),
        (leaf(), {"leaf": False}, "no grad_fn"),
        (leaf().exp(), {"nodes": ["MulBackward0"]}, "lacks MulBackward0"),
        (product(), {"nodes": ["ExpBackward0", "AccumulateGrad"]}, "holds MulBackward0"),
        (
            leaf().exp().sin(),  # the right nodes in another order
            {"edges": [("ExpBackward0", "SinBackward0"), ("SinBackward0", "AccumulateGrad")]},
            "ExpBackward0 should hand on to SinBackward0",
        ),
    ],
)
def test_each_fault_has_its_own_words(answer, asked, words):
    with pytest.raises(CheckFailed) as failure:
        Check().graph("copy", answer, **asked)
    assert words in str(failure.value).replace("\n  ", " ")


def test_no_answer_yet_is_not_implemented():
    with pytest.raises(NotImplementedError, match="three dots"):
        Check().graph("copy", ...)
