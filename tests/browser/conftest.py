"""One Chromium for all tests, a course folder and a lab for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import find_chromium, launched
from tests.browser.student import Student, at_work, course_copy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    assert executable, "the module skips itself where there is no Chromium"
    with launched(executable) as browser:
        yield browser


@pytest.fixture
def student(browser: Browser, tmp_path: Path) -> Iterator[Student]:
    course = course_copy(tmp_path / "course")
    with at_work(browser, course, tmp_path / "home") as student:
        yield student
