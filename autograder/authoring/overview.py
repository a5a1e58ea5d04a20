"""Keep the README's table of chapters: their titles, minutes and points, as the releases say."""

from __future__ import annotations

import re

import nbformat

from autograder.chapter.files import write_atomically
from autograder.course import Course
from autograder.errors import AuthoringError

#: The head of the table, up to the line under it.
_HEAD = re.compile(r"^\|[^\n]*\| minutes \| points \|\n\|[-|]+\|\n", re.MULTILINE)

_TITLE = re.compile(
    r"^# (?P<title>[^\n]+)$.*?About (?P<minutes>\d+) minutes .*? (?P<points>\d+) points",
    re.MULTILINE | re.DOTALL,
)


def update_overview(course: Course) -> bool:
    """Write the table of the course's README anew; tell whether it was another one before.

    A course whose README has no such table, or that has none, is left alone.

    Raises:
        AuthoringError: if a release has no title as the build writes it.

    """
    if not course.readme.is_file():
        return False
    before = course.readme.read_text(encoding="utf-8")
    after = with_table(before, [_row(course, chapter) for chapter in course.released()])
    if after != before:
        write_atomically(course.readme, after.encode("utf-8"))
    return after != before


def with_table(text: str, rows: list[str]) -> str:
    """Return ``text`` with ``rows`` under the head of its table of chapters."""
    head = _HEAD.search(text)
    if head is None:
        return text
    old = re.compile(r"(?:\|.*\n)*").match(text, head.end())
    return text[: head.end()] + "".join(rows) + text[old.end() if old else head.end() :]


def _row(course: Course, chapter: str) -> str:
    first = nbformat.read(course.release(chapter), as_version=4).cells[:1]
    facts = _TITLE.search("".join(cell.source for cell in first))
    if facts is None:
        raise AuthoringError(
            f"{course.release(chapter)} has no title with minutes and points. Make it again: "
            f"autograder build {chapter}."
        )
    return f"| {facts['title']} | {facts['minutes']} | {facts['points']} |\n"
