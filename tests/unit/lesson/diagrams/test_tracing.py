"""The graph is PyTorch's own: torchviz sees the same one, and the engine goes through it."""

from __future__ import annotations

import random
import re
import warnings
from collections import Counter

import pytest
import torch

from autograder.lesson.diagrams.names import names_in
from autograder.lesson.diagrams.tracing import trace


def nodes_by_name(graph):
    return {node.names[0]: node for node in graph.nodes if node.names}


def titles(graph):
    return sorted(node.title for node in graph.nodes if node.kind == "operation")


def vector(*entries, dtype=torch.float64):
    return torch.tensor(entries or (1.0, 2.0), dtype=dtype, requires_grad=True)


# The course's expressions, chapter by chapter. Each returns its variables; y is the result.


def two_x_dot_x():
    x = torch.arange(4.0, requires_grad=True)
    y = 2 * torch.dot(x, x)
    return locals()


def mean_example():
    x = torch.ones(2, 2, requires_grad=True)
    a = x + 2
    z = a * a * 3
    y = z.mean()
    return locals()


def head_gradients():
    x = vector()
    y = torch.stack([x[0] * x[1], x[0] + x[1] ** 2, x[0].sin()])
    return locals()


def sum_by_python():
    x = vector(0, 1, 2, 3)
    y = sum(x * x)
    return locals()


def detached_factor():
    x = vector()
    a = x * x
    u = a.detach()
    y = u * x
    return locals()


def straight_through():
    x = vector(0.3, 1.7)
    y = x + (x.round() - x).detach()
    return locals()


def doubling():
    x = vector(1.2009)
    y = x * 2
    while y.norm() < 1000:
        y = y * 2
    return locals()


def log_sine(x):
    return torch.log(x**2) * torch.sin(x) + 1 / x


def first_derivative():
    x = vector(2.0)
    f = log_sine(x)
    (y,) = torch.autograd.grad(f, x, torch.ones(1, dtype=x.dtype), create_graph=True)
    return locals()


def by_matrices():
    x, t = torch.randn(64, 1000), torch.randn(64, 10)
    w1 = torch.randn(1000, 100, requires_grad=True)
    w2 = torch.randn(100, 10, requires_grad=True)
    y = (x.mm(w1).clamp(min=0).mm(w2) - t).pow(2).sum()
    return locals()


def by_layers():
    x, t = torch.randn(64, 1000), torch.randn(64, 10)
    net = torch.nn.Sequential(
        torch.nn.Linear(1000, 100), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(100, 10)
    )
    y = torch.nn.functional.mse_loss(net(x), t)
    return locals()


def through_time():
    cell, h = torch.nn.RNNCell(3, 4), torch.zeros(2, 4)
    xs = torch.randn(5, 2, 3)
    for number, x in enumerate(xs):
        h = cell(x, h)
        if number == 2:
            h = h.detach()
    y = h.sum()
    return locals()


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, head):
        return head * 3 * ctx.saved_tensors[0] ** 2


def custom_function():
    x = vector()
    a = x.exp()
    y = Cube.apply(a).sum()
    return locals()


def in_place_and_views():
    x = vector(1.0, 2.0, 3.0, 4.0)
    a = x.reshape(2, 2).clone()
    a[0] *= 3
    a.add_(1)
    y = a.T.expand(3, 2, 2).sum()
    return locals()


def several_outputs():
    x = vector(1.0, 5.0, 3.0, 4.0)
    a, b = x.split(2)
    top, places = x.topk(2)
    y = (a * b + top).sum()
    return locals()


COURSE = [
    two_x_dot_x,
    mean_example,
    head_gradients,
    sum_by_python,
    detached_factor,
    straight_through,
    doubling,
    first_derivative,
    by_matrices,
    by_layers,
    through_time,
    custom_function,
    in_place_and_views,
    several_outputs,
]


def random_expression(seed):
    """Return variables of a random computation: reused nodes, views, detached, constants."""
    source = random.Random(seed)
    torch.manual_seed(seed)
    pool = [torch.rand(4, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    namespace = {"leaf": pool[0]}
    for number in range(source.randint(3, 25)):
        a, b = source.choice(pool), source.choice(pool)
        made = source.choice(
            [
                lambda a, b: a * b,
                lambda a, b: a + b,
                lambda a, b: a - b.detach(),
                lambda a, b: a.detach() * b,
                lambda a, b: a.sin(),
                lambda a, b: a.reshape(2, 2).T.reshape(4),
                lambda a, b: a * torch.rand(4, dtype=torch.float64),
                lambda a, b: torch.cat([*reversed(a.split(2))]),
                lambda a, b: torch.stack([*a.unbind(), b.sum()])[1:],
                lambda a, b: a.max(0)[0].expand(4) * b,
                lambda a, b: (a + 1).mul_(2),
                lambda a, b: Cube.apply(a),
                lambda a, b: torch.where(b > 0.5, a, b),
            ]
        )(a, b)
        if made.requires_grad:
            pool.append(made)
        if source.random() < 0.4:
            namespace[f"t{number}"] = made
    namespace["y"] = torch.stack(pool[2:]).sum() if len(pool) > 2 else pool[0].sum()
    return namespace


EXPRESSIONS = [pytest.param(make, id=make.__name__) for make in COURSE] + [
    pytest.param(lambda seed=seed: random_expression(seed), id=f"random-{seed}")
    for seed in range(40)
]


def seen_by_torchviz(y):
    """Return the functions and the edges between them that torchviz draws, by ``id``.

    Left out of its picture: tensors (filled boxes), their edges, and the undirected ones to saved
    tensors of custom Functions. There torchviz is no oracle: a leaf that is also a saved tensor
    loses its colour and its name.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it still imports distutils
        from torchviz import make_dot

        lines = make_dot(y).body
    functions, edges = set(), Counter()
    for line in lines:
        if edge := re.fullmatch(r"\s*(\d+) -> (\d+)(.*)\s*", line):
            if not edge[3].strip():
                edges[int(edge[1]), int(edge[2])] += 1
        elif (node := re.match(r"\s*(\d+) \[(.*)", line, re.DOTALL)) and "fillcolor" not in node[2]:
            functions.add(int(node[1]))
    return functions, Counter({e: n for e, n in edges.items() if functions.issuperset(e)})


@pytest.mark.parametrize("make", EXPRESSIONS)
def test_torchviz_sees_the_same_nodes_and_edges(make):
    namespace = make()
    traced = trace(namespace["y"], names_in(namespace))
    inside = {
        key: function
        for key, function in traced.autograd_nodes.items()
        if traced.graph.node(key).state != "outside"
    }
    edges = Counter(
        (id(inside[edge.tail]), id(inside[edge.head]))
        for edge in traced.graph.edges
        if edge.tail in inside and edge.head in inside and not edge.is_cut
    )
    assert (set(map(id, inside.values())), edges) == seen_by_torchviz(namespace["y"])


@pytest.mark.parametrize("make", EXPRESSIONS)
def test_the_engine_goes_through_every_node_and_no_other(make):
    namespace = make()
    y = namespace["y"]
    traced = trace(y, names_in(namespace))
    visited = []
    for key, function in traced.autograd_nodes.items():
        function.register_prehook(lambda _, key=key: visited.append(key))
    y.backward(torch.ones_like(y))
    states = {node.key: node.state for node in traced.graph.nodes}
    assert sorted(visited) == sorted(
        key for key in traced.autograd_nodes if states[key] != "outside"
    )


@pytest.mark.parametrize("make", EXPRESSIONS)
def test_order_keys_and_edges_are_pytorchs_record(make):
    namespace = make()
    names = names_in(namespace)
    traced = trace(namespace["y"], names)
    graph = traced.graph
    place = {node.key: number for number, node in enumerate(graph.nodes)}
    assert [node.key for node in graph.nodes] == [f"n{n}" for n in range(len(graph.nodes))]
    for edge in graph.edges:
        assert place[edge.tail] < place[edge.head]
        if edge.tail in traced.autograd_nodes and not edge.is_cut:
            record = traced.autograd_nodes[edge.head].next_functions[edge.slot]
            assert record == (traced.autograd_nodes[edge.tail], edge.output)
    slots = Counter((edge.head, edge.slot) for edge in graph.edges if not edge.is_cut)
    assert set(slots.values()) <= {1}
    [(key, output)] = traced.roots
    assert namespace["y"].grad_fn is traced.autograd_nodes[key]
    assert output == namespace["y"].output_nr
    assert graph.node(key).is_root
    assert trace(namespace["y"], names).graph == graph


@pytest.mark.parametrize("make", EXPRESSIONS)
def test_nothing_is_changed_by_looking(make):
    namespace = make()
    y = namespace["y"]
    leaves = [t for _, t in names_in(namespace) if t.is_leaf and t.requires_grad]
    trace(y, names_in(namespace))
    assert all(leaf.grad is None for leaf in leaves)
    y.backward(torch.ones_like(y))
    trace(y, names_in(namespace))


def test_leaves_have_names_values_and_gradients():
    x = torch.arange(4.0, requires_grad=True)
    y = 2 * torch.dot(x, x)
    before = nodes_by_name(trace(y, names_in({"x": x, "same": x, "y": y})).graph)
    assert before["x"].names == ("x", "same")
    assert (before["x"].kind, before["x"].shape) == ("leaf", (4,))
    assert (before["x"].value, before["x"].grad) == ("[0, 1, 2, 3]", "None")
    assert (before["y"].title, before["y"].value) == ("MulBackward0", "28")
    assert (before["y"].grad, before["y"].is_root) == (None, True)
    y.backward()
    after = nodes_by_name(trace(y, names_in({"x": x, "y": y})).graph)
    assert after["x"].grad == "[0, 4, 8, 12]"


def test_saved_tensors_are_told_by_name_value_or_shape():
    x, w = vector(), torch.ones(3, 5, dtype=torch.float64, requires_grad=True)
    data = torch.ones(4, 3, dtype=torch.float64)
    names = names_in({"x": x, "w": w, "data": data})

    def told(tensor):
        return trace(tensor, names).graph.nodes[-1].saved

    assert told(x * x) == ("self = x", "other = x")
    assert told(x**3) == ("self = x", "exponent = 3")
    assert told(x * 2) == ("other = 2",)
    assert told(data @ w) == ("self = data",)
    assert told(data[1:] @ w) == ("self = a view of data",)
    assert told(data[:2] @ w) == ("self = [[1, 1, 1], [1, 1, 1]]",)
    assert told(torch.zeros(4, 3, dtype=torch.float64) @ w) == ("self of shape (4, 3)",)
    assert told(Cube.apply(x)) == ("saved_tensors = x",)
    assert told(x.exp()) == ("result = [2.718, 7.389]",)


def test_a_freed_graph_says_so_and_what_saves_nothing_does_not():
    x = vector()
    z = x * x
    y = (z + 1).sum()
    y.backward()
    states = {node.title: node.state for node in trace(y).graph.nodes}
    assert states == {
        "": "live",
        "MulBackward0": "freed",
        "AddBackward0": "live",
        "SumBackward0": "live",
    }


def test_what_was_changed_in_place_is_stale():
    x = vector()
    a = x * 1
    y = (a * a).sum()
    with torch.no_grad():
        a.mul_(2)
    assert [node.state for node in trace(y).graph.nodes] == ["live", "live", "stale", "live"]


def test_a_retained_gradient_is_shown():
    x = vector()
    z = x * x
    z.retain_grad()
    y = z.sum()
    assert nodes_by_name(trace(y, names_in({"z": z})).graph)["z"].grad == "None"
    y.backward()
    assert nodes_by_name(trace(y, names_in({"z": z})).graph)["z"].grad == "[1, 1]"


def test_a_detached_tensor_leads_back_to_where_it_came_from():
    namespace = detached_factor()
    traced = trace(namespace["y"], names_in(namespace))
    node = nodes_by_name(traced.graph)
    assert (node["u"].kind, node["u"].state) == ("constant", "live")
    assert node["a"].state == "outside"
    assert node["x"].state == "live"
    [cut] = [edge for edge in traced.graph.edges if edge.is_cut]
    assert (cut.tail, cut.head) == (node["a"].key, node["u"].key)
    # u is the first operand of y, x the second.
    into = {edge.slot: edge.tail for edge in traced.graph.edges if edge.head == node["y"].key}
    assert into == {0: node["u"].key, 1: node["x"].key}


def test_a_detached_tensor_without_a_name_is_found_by_its_storage():
    x = vector()
    a = x * x
    y = a.detach() * x
    graph = trace(y, names_in({"x": x, "a": a, "y": y})).graph
    [cut] = [edge for edge in graph.edges if edge.is_cut]
    assert graph.node(cut.tail).names == ("a",)
    # Nobody has a for a copy, and nothing saves what is only added.
    for hidden in (a.detach().clone() * x, a.detach() + x):
        assert not any(edge.is_cut for edge in trace(hidden, names_in({"a": a})).graph.edges)


def test_a_leaf_can_begin_where_another_graph_was_cut():
    x = vector()
    a = x * x
    b = a.detach().requires_grad_()
    y = (b * b).sum()
    graph = trace(y, names_in({"x": x, "a": a, "b": b})).graph
    node = nodes_by_name(graph)
    [cut] = [edge for edge in graph.edges if edge.is_cut]
    assert (cut.tail, cut.head) == (node["a"].key, node["b"].key)
    assert (node["x"].state, node["b"].state) == ("outside", "live")


def test_views_of_leaves_and_leaves_of_one_storage_are_not_cut():
    x = vector()
    w = x.view(2, 1)
    y = (w * w).sum()
    twin = x.detach().requires_grad_()
    assert not any(e.is_cut for e in trace(y, names_in({"x": x, "w": w})).graph.edges)
    assert not any(e.is_cut for e in trace(y, names_in({"x": x, "twin": twin})).graph.edges)
    assert len(trace(y, names_in({"x": x, "twin": twin})).graph.nodes) == 4


def test_cuts_never_run_in_a_circle():
    # By in-place work on shared storage a constant's entries come to depend on its own use.
    x, entries = vector(), torch.zeros(2, dtype=torch.float64)
    before = entries.detach()
    y = before * x
    entries.mul_(y)
    traced = trace([y, entries], names_in({"before": before, "entries": entries}))
    place = {node.key: number for number, node in enumerate(traced.graph.nodes)}
    assert all(place[edge.tail] < place[edge.head] for edge in traced.graph.edges)


def test_constants_are_drawn_once_and_only_if_named():
    x, c = vector(), torch.tensor([3.0, 4.0], dtype=torch.float64)
    y = (x * c + c * x.sin()).sum()
    graph = trace(y, names_in({"x": x, "c": c})).graph
    [node] = [node for node in graph.nodes if node.kind == "constant"]
    assert (node.names, node.value, node.grad) == (("c",), "[3, 4]", None)
    assert sorted(e.slot for e in graph.edges if e.tail == node.key) == [0, 1]
    assert not [n for n in trace(y, names_in({"x": x})).graph.nodes if n.kind == "constant"]


def test_what_an_operation_gives_besides_is_not_its_operand():
    x = vector()
    best, place = x.max(0)
    values, order = x.sort()
    namespace = names_in({"best": best, "place": place, "values": values, "order": order})
    graph = trace(best + values.sum(), namespace).graph
    assert not [node for node in graph.nodes if node.kind == "constant"]


def test_outputs_of_one_operation_are_told_apart_by_its_edges():
    x = vector(1.0, 2.0, 3.0, 4.0)
    a, b = x.split(2)
    y = a * b
    graph = trace(y, names_in({"x": x, "a": a, "b": b, "y": y})).graph
    out = {
        edge.output: edge.label for edge in graph.edges if graph.node(edge.tail).title[:1] == "S"
    }
    assert out == {0: "a", 1: "b"}
    assert graph.nodes[1].names == ()
    # Where one output is in use, the operation's box is that tensor's.
    alone = trace(b, names_in({"a": a, "b": b}))
    assert (alone.graph.nodes[-1].names, alone.graph.nodes[-1].value) == (("b",), "[3, 4]")
    assert alone.roots == ((alone.graph.nodes[-1].key, 1),)
    both = trace([a, b], names_in({"a": a, "b": b}))
    assert both.graph.nodes[-1].names == ("a, b",)
    assert [output for _, output in both.roots] == [0, 1]


def test_several_roots_share_what_they_have_in_common():
    x = vector()
    z = x.exp()
    a, b = z.sum(), z.mean()
    traced = trace([a, b, x], names_in({"a": a, "b": b, "x": x}))
    assert len(traced.graph.nodes) == 4
    assert [traced.graph.node(key).names for key, _ in traced.roots] == [("a",), ("b",), ("x",)]
    assert [node.is_root for node in traced.graph.nodes] == [True, False, True, True]


@pytest.mark.parametrize(
    ("tensor", "kind", "shape", "value"),
    [
        (torch.arange(3), "constant", (3,), "[0, 1, 2]"),
        (torch.tensor(2.5), "constant", (), "2.5"),
        (torch.empty(0, 2, requires_grad=True), "leaf", (0, 2), "[]"),
        (torch.nn.Parameter(torch.ones(1)), "leaf", (1,), "[1]"),
        (torch.ones(2, dtype=torch.complex64, requires_grad=True), "leaf", (2,), "[1+0j, 1+0j]"),
        (torch.eye(2).to_sparse().requires_grad_(), "leaf", (2, 2), None),
        (torch.ones(3, device="meta", requires_grad=True), "leaf", (3,), None),
        (torch.ones(64, 10), "constant", (64, 10), None),
    ],
)
def test_a_tensor_without_a_graph_is_one_node(tensor, kind, shape, value):
    traced = trace(tensor, names_in({"t": tensor}))
    [node] = traced.graph.nodes
    assert (node.kind, node.shape, node.value) == (kind, shape, value)
    assert (node.names, node.is_root) == (("t",), True)
    assert traced.roots == ((node.key, 0),)
    assert set(traced.autograd_nodes) == ({node.key} if kind == "leaf" else set())


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (3.0, "float"),
        (None, "NoneType"),
        ([], "none was given"),
        ([torch.ones(1), "x"], "str"),
        (torch.nn.Linear(1, 1), "Linear. Call it on an input"),
        (torch.ones(1, requires_grad=True).exp().grad_fn, "ExpBackward0. Ask about the tensor"),
    ],
)
def test_what_is_no_tensor_is_refused_with_a_way_on(thing, words):
    with pytest.raises(TypeError, match=words):
        trace(thing)


def test_the_cost_of_higher_derivatives_is_what_the_course_says():
    def sizes(function, derivatives):
        x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
        y, found = function(x), []
        for order in range(derivatives + 1):
            found.append(len(trace(y).graph.nodes))
            if order < derivatives:
                (y,) = torch.autograd.grad(y, x, create_graph=True)
        return found

    assert sizes(torch.sin, 3) == [2, 3, 4, 3]
    assert sizes(log_sine, 3) == [8, 17, 46, 129]


def test_a_chain_of_ten_thousand_nodes_is_no_trouble():
    x = torch.ones((), requires_grad=True)
    y = x
    for _ in range(10_000):
        y = y * 1.0001
    assert len(trace(y, names_in({"x": x, "y": y})).graph.nodes) == 10_001


def test_within_vmap_grad_autocast_and_inference_mode_it_does_not_fall():
    sizes = []

    def inner(v):
        w = v * v
        sizes.append(len(trace(w, names_in({"w": w, "v": v})).graph.nodes))
        return w.sum()

    torch.func.vmap(torch.func.grad(inner))(torch.ones(3, 2))
    torch.func.vmap(inner)(torch.ones(3, 2))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        a = torch.ones(2, 2, requires_grad=True)
        sizes.append(len(trace(a @ a).graph.nodes))
    with torch.inference_mode():
        sizes.append(len(trace([torch.ones(2), a]).graph.nodes))
    # Autocast adds the casts to the graph; both operands share one.
    assert sizes == [2, 1, 3, 2]


def test_a_tensor_subclass_is_not_asked():
    class Loud(torch.Tensor):
        @classmethod
        def __torch_function__(cls, function, types, args=(), kwargs=None):
            pytest.fail(f"asked: {function}")

    x = torch.ones(2).as_subclass(Loud)
    [node] = trace(x, names_in({"x": x})).graph.nodes
    assert node.value == "[1, 1]"


def test_lazy_parameters_that_have_no_shape_yet_are_passed_over():
    lazy, x = torch.nn.LazyLinear(2), vector()
    assert len(trace(x * 2, names_in({"lazy": lazy, "x": x})).graph.nodes) == 2


def test_names_can_be_left_out():
    x = vector()
    assert trace(x * x).graph == trace(x * x, names_in({})).graph
    assert titles(trace(x * x).graph) == ["MulBackward0"]


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_values_on_a_gpu_are_shown():
    x = torch.arange(2.0, device="cuda", requires_grad=True)
    u = (x * 3).detach()
    graph = trace(u * x, names_in({"x": x, "u": u})).graph
    assert nodes_by_name(graph)["x"].value == "[0, 1]"
    assert nodes_by_name(graph)["u"].value == "[0, 3]"
