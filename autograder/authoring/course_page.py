"""The manual's map of the course: the picture, and a table of each chapter's sections."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.authoring.chapter import Chapter, read_chapter
from autograder.chapter.cards import Deck, Section
from autograder.chapter.files import write_atomically
from autograder.course import Course
from autograder.lesson.standing.course_map import draw

_HEAD = """\
# Map of the course

A section is **core** (bold outline) or **deeper** (broken outline); an arrow leads from what a
section builds on. Minutes are a newcomer's, and halve for a reader who uses PyTorch already. The
names are what [a plan](instructor.md#a-shorter-course) and an author's references go by. Boxes and
titles lead to the chapters' pages. `autograder build` makes this one from the chapters' cards.
"""


def page(chapters: Iterable[Chapter]) -> str:
    """Return the page of the chapters that have sections."""
    parted = [chapter for chapter in chapters if chapter.sections]
    picture = draw([c.deck for c in parted], _address)
    parts = [_HEAD, "```{raw} html", f'<div style="overflow-x: auto">\n{picture}</div>', "```", ""]
    for chapter in parted:
        parts.append(
            f"## {chapter.title}\n\n{chapter.minutes} minutes, {chapter.core_minutes} of them for "
            f"the core; {chapter.points} points.\n"
        )
        parts.append("| section | name | path | minutes | points | builds on |")
        parts.append("|---|---|---|---|---|---|")
        for section in chapter.sections:
            needs = ", ".join(f"`{need}`" for need in section.needs)
            parts.append(
                f"| [{section.number}. {section.title}](#{section.name}) | `{section.name}` | "
                f"{section.path} | {section.minutes} | {section.points} | {needs} |"
            )
        parts.append("")
    return "\n".join(parts)


def _address(deck: Deck, section: Section) -> str:
    """Return where a section stands in the manual, as Sphinx names it."""
    return f"chapters/{deck.chapter}.html#{section.name.replace('_', '-')}"


def update_course_page(course: Course) -> bool:
    """Write the page anew; tell whether it was another one. A course without a manual has none."""
    path = course.course_page
    if not path.parent.is_dir():
        return False
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    after = page(read_chapter(course.source(name)) for name in course.authored())
    if after != before:
        write_atomically(path, after.encode("utf-8"))
    return after != before
