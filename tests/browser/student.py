"""A student's evening: the released course in a folder of its own, the lab, a tab."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from autograder.course import MARKER, Course, find_course
from tests.browser.lab_page import LabPage
from tests.browser.lab_server import serving

#: The course that is tested.
HERE = find_course(Path(__file__))


@dataclass
class Student:
    """One student's course folder, and the tab in which they have it open."""

    course: Course
    lab: LabPage
    #: What the page asked of any other machine.
    strangers: list[str] = field(default_factory=list)
    #: What the browser complained of.
    complaints: list[str] = field(default_factory=list)


@contextmanager
def at_work(
    browser: Browser, folder: Path, width: int = 1280, height: int = 900
) -> Iterator[Student]:
    """Yield a student who just opened the lab on a copy of the course in ``folder``.

    In their home lies a broken kernel of the same name as ours.
    """
    course = Course(folder / "course")
    shutil.copytree(HERE.notebooks, course.notebooks)
    shutil.copy(HERE.root / MARKER, course.root)
    home = folder / "home"
    shadow = home / ".local" / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    shadow.parent.mkdir(parents=True)
    shadow.write_text(json.dumps({"argv": ["false"], "display_name": "Wrong", "language": "p"}))

    with serving(course.root, home) as address:
        page = browser.new_page(viewport={"width": width, "height": height})
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
            page.screenshot(path=folder / "last.png")
            page.close()
