"""The course as a picture: a box for each section, an arrow from what it builds on.

Sections stand in their order, and a chapter takes as many lines as it needs, so that the picture
fits beside a file browser. Core and deeper sections, and what is done, begun and open, are told
apart by outline and sign, not by colour alone.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.chapter.cards import CORE, Deck, Section

_BOX_WIDTH, _BOX_HEIGHT, _GAP = 104, 50, 18
#: From a line of boxes to the next of the same chapter, and to that of the next chapter.
_LINES_APART, _CHAPTERS_APART = 82, 104
#: Boxes side by side.
_MOST = 6
_LEFT, _TOP = 28, 34
_LINE, _LETTERS = 12, 16
#: What stands before the title of a section in this state.
MARKS = {"done": "✓ ", "begun": "… ", "open": ""}

_STYLE = """
.course-map text { font: 10px system-ui, sans-serif; fill: #000000; }
.course-map .chapter { font-weight: bold; font-size: 14px; }
.course-map rect { fill: #ffffff; stroke: #000000; stroke-width: 2; }
.course-map rect.deeper { stroke-width: 1; stroke-dasharray: 4 3; }
.course-map rect.done { fill: #cfe8fa; }
.course-map rect.begun { fill: #fff3cd; }
.course-map path { fill: none; stroke: #767676; stroke-width: 1; }
.course-map a:hover rect, .course-map a:focus rect { stroke: #0072b2; stroke-width: 3; }
"""


@dataclass(frozen=True)
class _Place:
    """Where a section's box stands: its line, and its upper left corner."""

    line: int
    x: float
    y: float

    @property
    def middle(self) -> float:
        return self.x + _BOX_WIDTH / 2


def draw(
    decks: Sequence[Deck],
    link: Callable[[Deck, Section], str] = lambda deck, section: "",
    states: Mapping[str, str] | None = None,
) -> str:
    """Return the picture of a course as SVG, on a white ground, readable by a screen reader.

    Args:
        decks: The chapters' cards.
        link: The address of a section, empty where there is none.
        states: By the section's name ``done``, ``begun`` or ``open``; without them nothing is said.

    """
    places = _places(decks)
    width, height = size(decks)
    parts = [
        f'<svg class="course-map" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-label="{html.escape(describe(decks, states))}">',
        f"<style>{_STYLE}</style>",
        f'<rect x="0" y="0" width="{width}" height="{height}" style="stroke: none"/>',
        '<defs><marker id="course-map-tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0,0 L6,3 L0,6 z" style="fill: #767676"/>'
        "</marker></defs>",
        *_arrows(decks, places),
        *_boxes(decks, places, link, states or {}),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def size(decks: Sequence[Deck]) -> tuple[int, int]:
    """Return the width and height of the picture, in CSS pixels."""
    places = _places(decks).values()
    right = max((place.x + _BOX_WIDTH for place in places), default=_LEFT)
    bottom = max((place.y + _BOX_HEIGHT for place in places), default=_TOP)
    return int(right + _GAP), int(bottom + _GAP)


def lines(deck: Deck) -> list[Sequence[Section]]:
    """Return a chapter's sections as they stand line by line, about as many on each."""
    count = -(-len(deck.sections) // _MOST) or 1
    each = -(-len(deck.sections) // count)
    return [deck.sections[k * each : (k + 1) * each] for k in range(count)]


def describe(decks: Sequence[Deck], states: Mapping[str, str] | None = None) -> str:
    """Return what the picture shows, in words."""
    sections = [section for deck in decks for section in deck.sections]
    core = sum(section.path == CORE for section in sections)
    said = (
        f"A map of {len(decks)} chapters with {len(sections)} sections, {core} of them core. "
        "An arrow leads to each section from those it builds on."
    )
    if states:
        done, begun = (sum(s == word for s in states.values()) for word in ("done", "begun"))
        said += f" {done} sections are done, {begun} are begun."
    return said


def _places(decks: Sequence[Deck]) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    y, number = _TOP, 0
    for deck in decks:
        for sections in lines(deck):
            for at, section in enumerate(sections):
                places[section.name] = _Place(number, _LEFT + at * (_BOX_WIDTH + _GAP), y)
            y, number = y + _LINES_APART, number + 1
        y += _CHAPTERS_APART - _LINES_APART
    return places


def _arrows(decks: Sequence[Deck], places: Mapping[str, _Place]) -> Iterator[str]:
    for deck in decks:
        for section in deck.sections:
            for need in section.needs:
                if need in places:
                    way = _way(places[need], places[section.name])
                    yield f'<path d="{way}" marker-end="url(#course-map-tip)"/>'


def _way(start: _Place, end: _Place) -> str:
    """Return the way of an arrow: along the line, over its boxes, or down to a later line."""
    if start.line == end.line:
        if end.x - start.x <= _BOX_WIDTH + _GAP:
            y = start.y + _BOX_HEIGHT / 2
            return f"M{start.x + _BOX_WIDTH:g},{y:g} L{end.x:g},{y:g}"
        over = start.y - 20
        a, b = start.middle + 20, end.middle - 20
        return f"M{a:g},{start.y:g} C{a + 10:g},{over:g} {b - 10:g},{over:g} {b:g},{end.y:g}"
    below = start.y + _BOX_HEIGHT
    bend = (end.y - below) / 2
    return (
        f"M{start.middle:g},{below:g} C{start.middle:g},{below + bend:g} "
        f"{end.middle:g},{end.y - bend:g} {end.middle:g},{end.y:g}"
    )


def _boxes(
    decks: Sequence[Deck],
    places: Mapping[str, _Place],
    link: Callable[[Deck, Section], str],
    states: Mapping[str, str],
) -> Iterator[str]:
    for deck in decks:
        if not deck.sections:
            continue
        number = deck.chapter.partition("_")[0].lstrip("0")
        y = places[deck.sections[0].name].y + _BOX_HEIGHT / 2 + 5
        yield f'<text class="chapter" x="8" y="{y:g}">{html.escape(number)}</text>'
        for section in deck.sections:
            address = link(deck, section)
            box = "".join(_box(section, places[section.name], states.get(section.name, "open")))
            yield f'<a href="{html.escape(address)}">{box}</a>' if address else box


def _box(section: Section, place: _Place, state: str) -> Iterator[str]:
    known = "" if section.path == CORE else ", deeper"
    yield f"<g><title>{html.escape(f'{section.title}{known}: {section.gist}')}</title>"
    yield (
        f'<rect class="{section.path} {state}" x="{place.x:g}" y="{place.y:g}" rx="4" '
        f'width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}"/>'
    )
    words = section.title.replace("`", "")
    wrapped = textwrap.wrap(
        f"{MARKS[state]}{words}", _LETTERS, max_lines=3, placeholder="…", break_long_words=True
    )
    first = place.y + _BOX_HEIGHT / 2 + 4 - _LINE * (len(wrapped) - 1) / 2
    for k, line in enumerate(wrapped):
        yield (
            f'<text x="{place.middle:g}" y="{first + k * _LINE:g}" text-anchor="middle">'
            f"{html.escape(line)}</text>"
        )
    yield "</g>"
