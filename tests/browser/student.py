"""A student's evening: the released course in a folder of its own, the lab, a tab."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from playwright.sync_api import Browser

from autograder.chapter.answers import Answer, read_answers
from autograder.course import MARKER, Course, find_course
from tests.browser.lab_page import LabPage
from tests.browser.lab_server import serving

#: The course that is tested.
HERE = find_course(Path(__file__))

_MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION.*\n?", re.MULTILINE)


def released(chapter: str) -> NotebookNode:
    """Return the chapter as students get it."""
    return nbformat.read(HERE.release(chapter), as_version=4)


def places(chapter: str) -> dict[str, int]:
    """Return where each of nbgrader's cells stands, by its name."""
    return {
        cell.metadata.nbgrader.grade_id: number
        for number, cell in enumerate(released(chapter).cells)
        if "nbgrader" in cell.metadata
    }


def model_answers(chapter: str) -> dict[int, str]:
    """Return the text of each answer cell of the solution, by where it stands."""
    solution = nbformat.read(HERE.solution(chapter), as_version=4)
    at = places(chapter)
    return {
        at[cell.metadata.nbgrader.grade_id]: _MARKERS.sub("", cell.source).rstrip("\n")
        for cell in solution.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def first_exercise(chapter: str) -> tuple[int, int, list[Answer]]:
    """Return where the first exercise with sample answers stands, its test, and the answers."""
    at = places(chapter)
    for name in at:
        path = HERE.answers(chapter) / f"{name}.py"
        if path.exists():
            return at[name], at[f"test_{name}"], read_answers(path)
    raise AssertionError(f"{chapter} has no exercise with sample answers")


@dataclass
class Student:
    """One student's course folder, and the tab in which they have it open."""

    course: Course
    lab: LabPage
    #: What the page asked of any other machine.
    strangers: list[str] = field(default_factory=list)
    #: What the browser complained of.
    complaints: list[str] = field(default_factory=list)


def course_copy(folder: Path) -> Course:
    """Return a course in the new folder ``folder`` with what students get: no solution."""
    course = Course(folder)
    shutil.copytree(HERE.notebooks, course.notebooks)
    shutil.copy(HERE.root / MARKER, course.root)
    return course


@contextmanager
def lab_on(course: Course, home: Path) -> Iterator[str]:
    """Yield the address of a lab on ``course``.

    In the new folder ``home`` lies a broken kernel of the same name as ours.
    """
    shadow = home / ".local" / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    shadow.parent.mkdir(parents=True)
    shadow.write_text(json.dumps({"argv": ["false"], "display_name": "Wrong", "language": "p"}))
    with serving(course.root, home) as address:
        yield address


@contextmanager
def visiting(
    browser: Browser, course: Course, address: str, last: Path, **page_options: object
) -> Iterator[Student]:
    """Yield a student who just opened the lab at ``address``; leave a picture ``last`` of it."""
    page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **page_options})
    host = address.split("/")[2]
    strangers: list[str] = []
    complaints: list[str] = []

    def is_foreign(url: str) -> bool:
        scheme, _, rest = url.partition("://")
        return scheme in {"http", "https", "ws", "wss"} and not rest.startswith(host)

    page.on("request", lambda r: strangers.append(r.url) if is_foreign(r.url) else None)
    page.on("websocket", lambda w: strangers.append(w.url) if is_foreign(w.url) else None)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("response", lambda r: complaints.append(r.url) if r.status >= 400 else None)
    try:
        yield Student(course, LabPage(page, address), strangers, complaints)
    finally:
        page.screenshot(path=last)
        page.close()


@contextmanager
def at_work(
    browser: Browser, course: Course, home: Path, **page_options: object
) -> Iterator[Student]:
    """Yield a student who just opened a lab of their own on ``course``."""
    with (
        lab_on(course, home) as address,
        visiting(browser, course, address, home / "last.png", **page_options) as student,
    ):
        yield student
