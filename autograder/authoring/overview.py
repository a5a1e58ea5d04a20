"""README's table of chapters, made from what the chapters' text files say."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.authoring.chapter import Chapter, read_chapter
from autograder.chapter.files import write_atomically
from autograder.course import Course

#: The lines between which the table stands; what is outside is written by hand.
BEGIN = "<!-- chapters: made by `make solutions` -->"
END = "<!-- chapters end -->"


def table(chapters: Iterable[Chapter]) -> str:
    """Return a line for each of ``chapters``: its title, minutes, those of its core, points."""
    lines = ["| | minutes | of these, core | points |", "|---|---|---|---|"]
    lines += [f"| {c.title} | {c.minutes} | {c.core_minutes} | {c.points} |" for c in chapters]
    return "\n".join(lines)


def with_table(text: str, made: str) -> str:
    """Return ``text`` with the table ``made`` between its marks; without marks as it is."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n\n{made}\n\n{end}{after}" if begin and end else text


def write_overview(course: Course) -> None:
    """Bring the table in the README of ``course`` up to date, if it has one.

    Raises:
        CardError: if a chapter's cards cannot be read.

    """
    if not course.readme.is_file():
        return
    text = course.readme.read_text(encoding="utf-8")
    made = table(read_chapter(course.source(name)) for name in course.authored())
    current = with_table(text, made)
    if current != text:
        write_atomically(course.readme, current.encode("utf-8"))
