"""Everything in a picture has a place of its own, and lines lead downward from box to box."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from autograder.lesson.diagrams import captions
from autograder.lesson.diagrams.drawing import HEAD
from autograder.lesson.diagrams.layout import Layout, lay_out
from autograder.lesson.diagrams.model import Edge, Graph, Highlight, Node
from autograder.lesson.diagrams.smoothing import sampled, smooth
from tests.graph_samples import COURSE, by_dot, course_graph, crossings, last_step, random_graph

RANDOM = [(seed, size) for size in (1, 2, 3, 5, 10, 20, 40, 60) for seed in range(3)]


def _samples() -> list[tuple[str, Graph, Highlight | None]]:
    graphs = {name: course_graph(name) for name in COURSE}
    graphs |= {f"random {key}": random_graph(*key) for key in RANDOM}
    cases: list[tuple[str, Graph, Highlight | None]] = []
    for name, graph in graphs.items():
        cases += [(name, graph, None), (f"{name}, backward", graph, last_step(graph))]
    return cases


SAMPLES = _samples()


@pytest.fixture(params=SAMPLES, ids=[name for name, _, _ in SAMPLES], scope="module")
def sample(request: pytest.FixtureRequest) -> tuple[Graph, Layout]:
    _, graph, highlight = request.param
    return graph, lay_out(graph, highlight)


def test_boxes_keep_their_distance(sample):
    _, layout = sample
    for one, other in combinations(layout.boxes.values(), 2):
        assert not one.grown(8).overlaps(other)


def test_everything_lies_within_the_picture(sample):
    _, layout = sample
    rooms = [*layout.boxes.values(), *(r.label.room for r in layout.routes if r.label)]
    for room in rooms:
        assert room.left >= 0
        assert room.top >= 0
        assert room.right <= layout.width
        assert room.bottom <= layout.height
    for route in layout.routes:
        assert all(0 <= x <= layout.width for x, _ in sampled(smooth(route.points)))


def test_edges_lead_downward_from_border_to_border(sample):
    graph, layout = sample
    for edge, route in zip(graph.edges, layout.routes, strict=True):
        tail, head = layout.boxes[edge.tail], layout.boxes[edge.head]
        (x, y), (z, w) = route.points[0], route.points[-1]
        assert y == tail.bottom
        assert w == head.top
        assert tail.left < x < tail.right
        assert head.left < z < head.right
        heights = [height for _, height in sampled(smooth(route.points))]
        assert heights == sorted(heights)


def test_an_arrowhead_sits_on_an_upright_end(sample):
    _, layout = sample
    for route in layout.routes:
        heights = [y for _, y in route.points]
        assert all(lower > upper for upper, lower in pairwise(heights))
        assert heights[-1] - heights[-2] > HEAD[0]


def test_edges_pass_beside_boxes(sample):
    _, layout = sample
    for route in layout.routes:
        for point in sampled(smooth(route.points)):
            assert not any(box.grown(-0.5).holds(point) for box in layout.boxes.values())


def test_labels_cover_neither_boxes_nor_each_other(sample):
    _, layout = sample
    rooms = [route.label.room for route in layout.routes if route.label]
    for room in rooms:
        assert not any(room.overlaps(box) for box in layout.boxes.values())
    assert not any(one.overlaps(other) for one, other in combinations(rooms, 2))


def test_labels_stand_at_their_own_edge(sample):
    _, layout = sample
    for route in layout.routes:
        if route.label:
            around = route.label.room.grown(16)
            assert any(around.holds(p) for p in sampled(smooth(route.points), pieces=200))


def test_boxes_have_room_for_their_text(sample):
    graph, layout = sample
    for node in graph.nodes:
        box = layout.boxes[node.key]
        width, height = captions.size_of(captions.of_node(node))
        # An eighth for a wider font than the one that was measured.
        assert box.width >= 1.125 * width or box.width >= width + 28
        assert box.height >= height + box.header + box.footer + 12


def test_labels_have_room_for_their_text(sample):
    graph, layout = sample
    for edge, route in zip(graph.edges, layout.routes, strict=True):
        width, height = captions.size_of(captions.of_edge(edge))
        assert not width or (route.label is not None and route.label.room.width >= width)
        assert not width or (route.label is not None and route.label.room.height >= height)


def test_edges_with_the_same_ends_are_apart(sample):
    graph, layout = sample
    routes = list(zip(graph.edges, layout.routes, strict=True))
    for (edge, route), (twin, other) in combinations(routes, 2):
        if (edge.tail, edge.head) == (twin.tail, twin.head):
            assert abs(route.points[0][0] - other.points[0][0]) > 8
            assert abs(route.points[-1][0] - other.points[-1][0]) > 8


def test_there_is_room_for_what_a_backward_pass_adds():
    graph = course_graph("2 x·x")
    step = last_step(graph)
    layout = lay_out(graph, step)
    for key, text in step.gradients.items():
        width, height = captions.size_of(captions.of_gradient(text))
        assert layout.boxes[key].footer >= height
        assert layout.boxes[key].width >= width
    for number, text in step.flows.items():
        width, height = captions.size_of(captions.of_edge(graph.edges[number], text))
        label = layout.routes[number].label
        assert label is not None
        assert label.room.width >= width
        assert label.room.height >= height


def test_there_is_room_for_the_sums_of_earlier_steps():
    parts = ["2.629", "0.4596", "5.831", "-0.1234", "12.75"]
    graph = Graph((Node("x", "leaf", names=("x",), value="0.7"),), ())
    layout = lay_out(graph, Highlight(gradients={"x": f"{' + '.join(parts)} = 21.54"}))
    for count in range(1, len(parts) + 1):
        text = f"{' + '.join(parts[:count])} = 21.54"
        width, height = captions.size_of(captions.of_gradient(text))
        assert layout.boxes["x"].width >= width + 20
        assert layout.boxes["x"].footer >= height


def test_operands_stand_in_order():
    graph = course_graph("two layers by hand")
    layout = lay_out(graph)
    for number, edge in enumerate(graph.edges):
        for other, twin in enumerate(graph.edges):
            if edge.head == twin.head and edge.slot < twin.slot:
                assert layout.routes[number].points[-1] < layout.routes[other].points[-1]


def test_a_fan_of_edges_is_not_flat():
    leaf = Node("x", "leaf", names=("x",))
    heads = [Node(f"y{n}", "operation", "MulBackward0", shape=(64, 1000)) for n in range(9)]
    edges = [Edge("x", node.key) for node in heads]
    layout = lay_out(Graph((leaf, *heads), tuple(edges)))
    steepest = max(abs(r.points[-1][0] - r.points[0][0]) for r in layout.routes)
    gap = layout.boxes["y0"].top - layout.boxes["x"].bottom
    assert gap >= min(steepest / 7, 100)


def test_there_are_hardly_more_crossings_than_in_graphvizs_layout():
    ours = dots = 0
    for seed in range(8):
        for size in (10, 20, 40):
            graph = random_graph(seed, size)
            layout = lay_out(graph)
            ours += crossings([sampled(smooth(route.points)) for route in layout.routes])
            dots += crossings(by_dot(graph, layout)[0])
    assert 0 < ours <= 1.1 * dots
