"""One Chromium, one course folder and one lab for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from autograder.course import Course
from tests.browser.chromium import chromium_or_skip, launched
from tests.browser.student import Student, begin_anew, course_copy, lab_on, visiting


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(chromium_or_skip()) as browser:
        yield browser


@dataclass(frozen=True)
class Lab:
    """A course folder, and the address of the lab that serves it."""

    course: Course
    address: str


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    course = course_copy(folder / "course")
    with lab_on(course, folder / "home") as address:
        yield Lab(course, address)


@pytest.fixture
def student(browser: Browser, lab: Lab, tmp_path: Path) -> Iterator[Student]:
    """A student who opens the lab for the first time."""
    begin_anew(lab.course, lab.address)
    with visiting(browser, lab.course, lab.address, tmp_path / "last.png") as student:
        yield student
