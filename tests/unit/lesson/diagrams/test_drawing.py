"""The drawing is an SVG that stands on its own, legible, and the same every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import product

import pytest

from autograder.lesson.diagrams.drawing import GROUNDS, INKS, draw, image
from autograder.lesson.diagrams.layout import lay_out
from autograder.lesson.diagrams.model import Edge, Graph, Highlight, Node
from tests.graph_samples import COURSE, course_graph, last_step, random_graph

SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = [
    *(pytest.param(course_graph(name), id=name) for name in COURSE),
    *(pytest.param(random_graph(seed, 30), id=f"random {seed}") for seed in range(4)),
]


def _texts(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


def _drawn(*nodes: Node, edges: tuple[Edge, ...] = (), step: Highlight | None = None) -> str:
    graph = Graph(nodes, edges)
    return draw(graph, lay_out(graph, step), step)


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_drawing_is_svg_that_fetches_nothing(graph):
    step = last_step(graph)
    for highlight in (None, step):
        svg = draw(graph, lay_out(graph, highlight), highlight)
        root = ET.fromstring(svg)
        kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert kinds <= {"svg", "rect", "path", "text", "defs", "pattern"}
        for element in root.iter():
            assert not any("href" in name or name.startswith("on") for name in element.attrib)
        assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {"#freed"}
        assert "//" not in svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_drawing_has_only_numbers_that_are_numbers(graph):
    svg = draw(graph, lay_out(graph, last_step(graph)), last_step(graph))
    paths = " ".join(re.findall(r' d="([^"]*)"', svg))
    assert re.fullmatch(r"[-MLCHhlvz0-9. ]*", paths)
    assert "e-" not in paths


def test_the_same_graph_is_drawn_with_the_same_bytes():
    one, other = (random_graph(5, 40) for _ in range(2))
    svg = draw(one, lay_out(one, last_step(one)), last_step(one))
    assert svg == draw(other, lay_out(other, last_step(other)), last_step(other))


def test_nothing_moves_from_step_to_step():
    graph = course_graph("log x² sin x + 1/x")
    end = last_step(graph)
    layout = lay_out(graph, end)
    before, after = draw(graph, layout), draw(graph, layout, end)
    # All that stood there before stands there still, in the same place.
    places = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)')
    assert set(places.findall(before)) <= set(places.findall(after))
    boxes = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
    assert set(boxes.findall(before)) <= set(boxes.findall(after))


def test_names_and_values_may_hold_anything():
    odd = "a<b>&\"c\"'d'\x00\x1b\ud800é变"
    svg = _drawn(Node("n0", "leaf", names=(odd,), value="<nan> & ]]>", grad="<script>"))
    texts = " ".join(_texts(svg))
    assert "a<b>&\"c\"'d'" in texts
    assert "é变" in texts
    assert "<nan> & ]]>" in texts
    assert "<script>" not in svg
    svg.encode()


def test_every_text_of_the_graph_is_there():
    graph = course_graph("detach")
    step = last_step(graph)
    texts = " ".join(_texts(draw(graph, lay_out(graph, step), step)))
    for words in ("u = [0, 1, 4, 9]", "SumBackward0", "constant · shape (4,)", "x.grad is None"):
        assert words in texts
    for words in ("keeps self = u", "detach", "no gradient", "gradients, backward"):
        assert words in texts


def _luminance(color: str) -> float:
    """Return the relative luminance of #RRGGBB, as WCAG 2 defines it."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("ink", "ground"), sorted(product({*INKS.values()}, {*GROUNDS.values()})))
def test_text_stands_out_from_every_ground(ink, ground):
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("graph", GRAPHS)
def test_all_text_is_in_those_inks(graph):
    svg = draw(graph, lay_out(graph, last_step(graph)), last_step(graph))
    root = ET.fromstring(svg)
    assert {text.get("fill") for text in root.iter(f"{SVG}text")} <= {*INKS.values()}
    grounds = {rect.get("fill") for rect in root.iter(f"{SVG}rect")}
    assert grounds <= {*GROUNDS.values(), "url(#freed)", "none"}


def _outline(svg: str) -> dict[str, str]:
    """Return the attributes of the first box, which comes after the page."""
    return ET.fromstring(svg).findall(f"{SVG}rect")[1].attrib


def test_kinds_differ_in_their_outlines():
    outlines = {
        kind: _drawn(Node("n0", kind, "title")) for kind in ("leaf", "operation", "constant")
    }
    assert int(_outline(outlines["leaf"])["rx"]) > int(_outline(outlines["operation"])["rx"])
    assert "stroke-dasharray" in _outline(outlines["constant"])
    assert "stroke-dasharray" not in _outline(outlines["operation"])


def test_states_and_results_differ_by_more_than_colour():
    node = Node("n0", "operation", "ExpBackward0")
    assert 'fill="url(#freed)"' in _drawn(replace(node, state="freed"))
    assert "freed" in _texts(_drawn(replace(node, state="freed")))
    assert "stroke-dasharray" in _outline(_drawn(replace(node, state="outside")))
    assert "no gradient" in _texts(_drawn(replace(node, state="outside")))
    assert float(_outline(_drawn(replace(node, is_root=True)))["stroke-width"]) > float(
        _outline(_drawn(node))["stroke-width"]
    )


def test_a_step_shows_what_is_sent_and_what_has_arrived():
    nodes = (
        Node("x", "leaf", names=("x",), grad="None"),
        Node("y", "operation", "MulBackward0", ("y",), is_root=True),
    )
    edges = (Edge("x", "y", 0), Edge("x", "y", 1))
    first = Highlight(frozenset({"y"}), gradients={"y": "1"})
    step = Highlight(
        active=frozenset({"x"}),
        done=frozenset({"y"}),
        gradients={"y": "1", "x": "3 + 3 = 6"},
        flows={0: "3", 1: "3"},
        active_edges=frozenset({1}),
    )
    graph = Graph(nodes, edges)
    layout = lay_out(graph, step)
    before, after = draw(graph, layout, first), draw(graph, layout, step)
    assert "gradient 1" in _texts(before)
    assert "gradient 3 + 3 = 6" not in _texts(before)
    assert {"gradient 1", "gradient 3 + 3 = 6"} <= {*_texts(after)}
    assert _texts(after).count("3") == 2
    # A dashed arrow beside each edge, the active one thicker, and a mark on what is done.
    arrow = re.compile(r'stroke="#D55E00" stroke-width="([\d.]+)" stroke-dasharray="6 3"')
    key = 1
    assert len(arrow.findall(before)) == key
    assert sorted(arrow.findall(after)) == ["1.6", "1.6", "2.6"]
    assert after.count('stroke-width="2"/>') == before.count('stroke-width="2"/>') + 1


def test_an_image_is_shown_in_its_own_size_or_in_the_width_of_a_page():
    small = course_graph("mean of a matrix")
    layout = lay_out(small)
    shown = image(small, layout, "A graph")
    assert (shown.width, shown.height, shown.kind) == (layout.width, layout.height, "svg+xml")
    wide = course_graph("recurrent network")
    layout = lay_out(wide)
    shown = image(wide, layout, "A wide graph")
    assert layout.width > 960
    assert shown.width == round(0.75 * layout.width)


def test_an_image_needs_words():
    graph = course_graph("mean of a matrix")
    with pytest.raises(ValueError, match="alt"):
        image(graph, lay_out(graph), " ")
