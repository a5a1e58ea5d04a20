import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from autograder.classroom.report.charts import columns
from autograder.classroom.report.findings import Findings, find
from autograder.classroom.report.page import number, page, percent
from tests.told_class import EXERCISES, NAMES


class Seen(HTMLParser):
    """What a page holds: its tags in order, its addresses, its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def test_the_page_is_whole_in_itself(found: Findings) -> None:
    html = page([found], real_names=True)
    seen = Seen(html)
    assert not {"script", "link", "iframe", "img", "object"} & set(seen.tags)
    assert all(value.startswith("#") for name, value in seen.attributes if name in ("href", "src"))
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name == "style"]
    assert "url(" not in html
    assert "default-src 'none'" in html
    ids = [value for name, value in seen.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    named = " ".join(value for name, value in seen.attributes if name == "aria-labelledby")
    assert set(named.split()) <= set(ids)


def test_each_picture_has_words_and_a_table(found: Findings) -> None:
    html = page([found], real_names=True)
    seen = Seen(html)
    assert seen.tags.count("svg") == 4
    assert seen.tags.count("title") == seen.tags.count("svg") + 1
    assert seen.tags.count("desc") == seen.tags.count("svg")
    assert seen.tags.count("caption") == seen.tags.count("table") >= seen.tags.count("svg")
    assert "How many students have how many of 6 points" in html
    assert "sign: 2 students" in html


def test_what_students_wrote_is_text(found: Findings) -> None:
    html = page([found], real_names=True)
    assert "twice &lt;b&gt;" in html
    assert "<b>" not in html


def test_it_says_what_to_do_and_accuses_nobody(found: Findings) -> None:
    text = re.sub(r"<[^>]+>|\s+", " ", page([found], real_names=True))
    text = " ".join(text.split())
    assert "0 · Signs, 3. Minus" in text
    assert "no proof of anything" in text
    assert "Students are named" in text
    assert "Students are numbered" in page([found], real_names=False)


def test_most_wrong_answers_are_folded_away(found: Findings) -> None:
    [wrong] = found.wrong_answers
    html = page([replace(found, wrong_answers=(wrong,) * 14)], real_names=True)
    assert "<summary>2 more</summary>" in html
    assert html.count("def double(x): return -2 * x") == 14
    assert "more</summary>" not in page([found], real_names=True)


def test_several_chapters_have_a_way_to_each(found: Findings) -> None:
    other = find("02_next", "2 · Next", EXERCISES, [], {}, {}, {}, {}, NAMES)
    html = page([found, other], real_names=True)
    assert '<a href="#02_next">2 · Next</a>' in html
    assert "Nobody has a grade yet." in html
    assert "<nav" not in page([found], real_names=True)


def test_a_chart_of_nothing_is_drawn_too() -> None:
    assert columns("key", "none", "none", []).startswith("<svg")


@pytest.mark.parametrize(("value", "said"), [(None, "—"), (2.0, "2"), (2 / 3, "0.67")])
def test_numbers_lose_idle_decimals(value: float | None, said: str) -> None:
    assert number(value) == said


def test_a_share_of_nothing_is_a_dash() -> None:
    assert (percent(1, 3), percent(0, 0)) == ("33\N{NO-BREAK SPACE}%", "—")
