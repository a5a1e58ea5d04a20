"""The picture of the course holds every section, its links, its state, and says so in words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from autograder.chapter.cards import Deck, Section
from autograder.lesson.pictures.figures import COLUMN
from autograder.lesson.standing.course_map import describe, draw, lines, size


def section(name: str, number: int, *needs: str, path: str = "core") -> Section:
    return Section(name, f"The {name} of `x`", path, needs, f"A {name} & more.", number, 5, 5, 1)


DECKS = [
    Deck(
        "01_lines", (), (section("rise", 1), section("run", 2, "rise"), section("end", 3, "rise"))
    ),
    Deck("02_curves", (), (section("bend", 1, "run", path="deeper"),)),
]


def texts(svg: str) -> str:
    return " ".join(e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("text"))


def test_each_section_has_a_box_and_each_need_an_arrow() -> None:
    svg = draw(DECKS)
    root = ET.fromstring(svg)
    boxes = [e for e in root.iter() if e.tag.endswith("rect") and "class" in e.attrib]
    arrows = [e for e in root.iter() if "marker-end" in e.attrib]
    assert [box.get("class") for box in boxes] == ["core open"] * 3 + ["deeper open"]
    assert len(arrows) == 3
    assert "The rise of x" in texts(svg)


LONG = Deck("03_surfaces", (), tuple(section(f"s{k}", k + 1) for k in range(15)))


def test_a_long_chapter_takes_several_lines_about_as_long() -> None:
    assert [len(line) for line in lines(LONG)] == [5, 5, 5]
    assert [s.number for line in lines(LONG) for s in line] == [*range(1, 16)]
    assert [len(line) for line in lines(DECKS[0])] == [3]
    full = Deck("04_full", (), LONG.sections[:12])
    assert [len(line) for line in lines(full)] == [6, 6]
    assert size([*DECKS, full])[0] <= COLUMN


@pytest.mark.parametrize("decks", [DECKS, [LONG, *DECKS]])
def test_boxes_do_not_overlap_and_lie_in_the_picture(decks: list[Deck]) -> None:
    root = ET.fromstring(draw(decks))
    width, height = (float(root.get(key, "0")) for key in ("width", "height"))
    corners = [
        tuple(float(e.get(key, "")) for key in ("x", "y", "width", "height"))
        for e in root.iter()
        if e.tag.endswith("rect") and "class" in e.attrib
    ]
    assert len({(x, y) for x, y, *_ in corners}) == sum(len(deck.sections) for deck in decks)
    for x, y, w, h in corners:
        assert x >= 0
        assert x + w <= width
        assert y >= 0
        assert y + h <= height


def test_boxes_are_links_where_there_is_something_to_open() -> None:
    svg = draw(DECKS, lambda deck, s: f"{deck.chapter}.html#{s.name}" if s.number == 1 else "")
    assert re.findall(r'<a href="([^"]*)"', svg) == ["01_lines.html#rise", "02_curves.html#bend"]


def test_states_are_told_by_sign_and_in_words() -> None:
    states = {"rise": "done", "run": "begun"}
    svg = draw(DECKS, states=states)
    assert "✓ The rise" in texts(svg)
    assert "… The run" in texts(svg)
    assert "1 sections are done, 1 are begun" in describe(DECKS, states)
    assert describe(DECKS).startswith("A map of 2 chapters with 4 sections, 3 of them core.")


def test_a_course_without_sections_is_an_empty_map() -> None:
    assert ET.fromstring(draw([])) is not None
