"""One Chromium for all tests, a course folder and a lab for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import find_chromium, launched
from tests.browser.student import Student, at_work, course_copy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        if os.environ.get("CI"):
            raise RuntimeError("no Chromium on this machine, and in CI the browser tests must run")
        pytest.skip("no Chromium on this machine")
    with launched(executable) as browser:
        yield browser


@pytest.fixture
def student(browser: Browser, tmp_path: Path) -> Iterator[Student]:
    course = course_copy(tmp_path / "course")
    with at_work(browser, course, tmp_path / "home") as student:
        yield student
