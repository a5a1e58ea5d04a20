"""Tables read the same as text and as HTML, and carry their own colours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from autograder.lesson.standing.tables import Cell, Table

TABLE = Table(
    title="Slopes & <valleys>",
    heading=("Name", "Points"),
    rows=[
        [Cell("the `x.grad` of <x>", link="a b/c.ipynb#cell-id=1"), Cell("1 of 4", bar=(1, 4))],
        [Cell("none"), Cell("0 of 0", bar=(0, 0))],
    ],
    lines=[Cell("In all 1 of 4.")],
    lead=[Cell("Go on here", link="b.ipynb")],
)


class Reader(HTMLParser):
    """The text of a page, and whether its tags are closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_as_text_it_is_set_in_columns():
    assert repr(TABLE).splitlines() == [
        "Slopes & <valleys>",
        "",
        "Go on here",
        "",
        "Name                 Points",
        "the `x.grad` of <x>  1 of 4",
        "none                 0 of 0",
        "",
        "In all 1 of 4.",
    ]


def test_as_html_it_says_the_same():
    reader = Reader()
    reader.feed(TABLE._repr_html_())
    assert reader.open == []
    said = " ".join("".join(f" {part} " for part in reader.text).split())
    assert said == (
        "Slopes & <valleys> Go on here Name Points the x.grad of <x> 1 of 4 none 0 of 0 "
        "In all 1 of 4."
    )


def test_every_place_brings_its_own_ground_and_ink():
    # JupyterLab colours rows by its theme: black text on a dark row could not be read.
    html = TABLE._repr_html_()
    places = re.findall(r"<(?:div|table|caption|th|td|p)\b[^>]*>", html)
    assert len(places) == 11
    assert all("color: #000000; background: #ffffff;" in place for place in places)


def test_nothing_in_it_needs_trust():
    html = TABLE._repr_html_()
    assert 'href="a%20b/c.ipynb#cell-id=1"' in html
    assert not re.search(r"<(script|style|svg)|class=|javascript:|\bon\w+=", html)


def test_a_bar_is_as_long_as_what_is_done():
    html = TABLE._repr_html_()
    assert re.findall(r"[^-]width: (\d+)%;", html) == ["25"]
