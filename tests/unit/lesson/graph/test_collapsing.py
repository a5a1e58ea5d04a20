"""A large graph is drawn with modules as single nodes, and stays a graph without cycles."""

from __future__ import annotations

from collections import Counter

import pytest
import torch
from torch import nn

from autograder.errors import GraphTooLarge
from autograder.lesson.graph.collapsing import collapse
from autograder.lesson.graph.names import names_in
from autograder.lesson.graph.tracing import trace


def traced(**namespace):
    names = names_in(namespace)
    return trace(namespace["y"], names).graph, names


def modules(graph):
    return [node.title for node in graph.nodes if node.kind == "module"]


def operations(graph):
    return [node.title for node in graph.nodes if node.kind == "operation"]


def assert_sound(before, after):
    """Check that tails come first, keys are known, and what is no module is as it was."""
    place = {node.key: number for number, node in enumerate(after.nodes)}
    assert all(place[edge.tail] < place[edge.head] for edge in after.edges)
    assert place.keys() <= {node.key for node in before.nodes}
    assert set(after.nodes) - set(before.nodes) == {n for n in after.nodes if n.kind == "module"}
    # Each node still leads to a root, and none has lost all it was made of.
    assert {e.tail for e in after.edges} | {n.key for n in after.nodes if n.is_root} == set(place)


def perceptron():
    net = nn.Sequential(
        nn.Linear(5, 4),
        nn.Tanh(),
        nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4)),
        nn.Linear(4, 1),
    )
    x = torch.randn(10, 5)
    y = (net(x) ** 2).mean()
    return {"net": net, "x": x, "y": y}


def test_a_small_graph_stays_as_it_is():
    graph, names = traced(**perceptron())
    assert collapse(graph, names) is graph
    assert collapse(graph, None) is graph


def test_the_innermost_modules_go_first_and_then_those_around_them():
    graph, names = traced(**perceptron())
    once = collapse(graph, names, limit=16)
    assert modules(once) == ["net.2.0: Linear", "net.2.1: BatchNorm1d"]
    twice = collapse(graph, names, limit=12)
    assert modules(twice) == ["net.0: Linear", "net.2: Sequential", "net.3: Linear"]
    assert operations(twice) == ["TanhBackward0", "PowBackward0", "MeanBackward0"]
    whole = collapse(graph, names, limit=4)
    assert modules(whole) == ["net: Sequential"]
    assert operations(whole) == ["PowBackward0", "MeanBackward0"]
    for smaller in (once, twice, whole):
        assert_sound(graph, smaller)


def test_a_module_takes_and_makes_what_its_operations_took_and_made():
    namespace = perceptron()
    hidden = namespace["net"][0](namespace["x"])
    namespace |= {"hidden": hidden, "y": hidden.tanh().sum()}
    graph, names = traced(**namespace)
    smaller = collapse(graph, names, limit=4)
    assert [(node.title or node.names[0]) for node in smaller.nodes] == [
        "x",
        "net.0: Linear",
        "TanhBackward0",
        "SumBackward0",
    ]
    layer = smaller.nodes[1]
    assert (layer.names, layer.shape) == (("hidden",), (10, 4))
    assert [(e.tail, e.head) for e in smaller.edges] == [
        (smaller.nodes[n].key, smaller.nodes[n + 1].key) for n in range(3)
    ]


def test_a_penalty_on_the_weights_swallows_neither_loss_nor_other_layers():
    namespace = perceptron()
    net = namespace["net"]
    namespace["y"] = namespace["y"] + 0.1 * sum((w**2).sum() for w in net.parameters())
    graph, names = traced(**namespace)
    layers = collapse(graph, names, limit=30)
    assert modules(layers) == ["net.0: Linear", "net.2: Sequential", "net.3: Linear"]
    assert "MeanBackward0" in operations(layers)
    assert_sound(graph, layers)
    whole = collapse(graph, names, limit=22)
    assert modules(whole) == ["net: Sequential"]
    # Squares of weights are computed from its parameters; their sums are not.
    kinds = Counter(operations(whole))
    assert kinds == {
        "PowBackward0": 1,
        "MeanBackward0": 1,
        "SumBackward0": 8,
        "AddBackward0": 9,
        "MulBackward0": 1,
    }
    assert_sound(graph, whole)


def test_a_cell_that_is_used_at_each_step_becomes_one_node():
    cell, read = nn.RNNCell(3, 4), nn.Linear(4, 1)
    h = torch.zeros(2, 4)
    for x in torch.randn(20, 2, 3):
        h = cell(x, h)
    y = read(h).sum()
    graph, names = traced(cell=cell, read=read, y=y)
    assert len(graph.nodes) > 60
    smaller = collapse(graph, names)
    # What follows the last use of a parameter stands alone.
    assert sorted(node.title for node in smaller.nodes) == [
        "AddBackward0",
        "SumBackward0",
        "TanhBackward0",
        "cell: RNNCell",
        "read: Linear",
    ]
    assert_sound(graph, smaller)


def test_two_modules_that_take_turns_do_not_close_a_circle():
    there, back = nn.Linear(2, 2), nn.Linear(2, 2)
    y = torch.ones(1, 2)
    for _ in range(4):
        y = back(there(y))
    graph, names = traced(there=there, back=back, y=y.sum())
    smaller = collapse(graph, names, limit=20)
    assert_sound(graph, smaller)
    assert len(modules(smaller)) == 2


def test_weights_that_two_layers_share_belong_to_what_is_around_both():
    net = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3))
    net[2].weight = net[0].weight
    graph, names = traced(net=net, y=net(torch.ones(1, 3)).sum())
    assert modules(collapse(graph, names, limit=3)) == ["net: Sequential"]


def test_a_freed_module_says_so():
    namespace = perceptron()
    namespace["y"].backward()
    graph, names = traced(**namespace)
    assert collapse(graph, names, limit=4).nodes[-3].state == "freed"


@pytest.mark.parametrize("seed", range(10))
def test_random_networks_stay_sound_at_every_limit(seed):
    torch.manual_seed(seed)
    layers = nn.ModuleList(nn.Linear(3, 3) for _ in range(4))
    x = [torch.ones(1, 3)]
    for _ in range(12):
        layer, a, b = layers[int(torch.randint(4, ()))], *torch.randint(len(x), (2,)).tolist()
        x.append(layer(x[a]).tanh() + x[b])
    y = sum(x).sum()
    graph, names = traced(layers=layers, y=y)
    for limit in range(1, len(graph.nodes), 5):
        try:
            smaller = collapse(graph, names, limit)
        except GraphTooLarge:
            continue
        assert len(smaller.nodes) <= limit
        assert_sound(graph, smaller)


def test_a_graph_that_stays_too_large_is_refused_with_counts_and_a_way_on():
    x = torch.ones(1, requires_grad=True)
    y = x
    for _ in range(100):
        y = y * 2
    graph, names = traced(x=x, y=y)
    with pytest.raises(GraphTooLarge, match=r"has 101 nodes; a picture holds 60\. Ask about"):
        collapse(graph, names)
    net = nn.Linear(1, 1)
    graph, names = traced(net=net, y=net(y).sum())
    with pytest.raises(GraphTooLarge, match=r"has 108 nodes, and 10\d with each torch.nn.Module"):
        collapse(graph, names)
