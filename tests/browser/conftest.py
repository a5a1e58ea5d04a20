"""One Chromium for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium_or_skip, launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(chromium_or_skip()) as browser:
        yield browser
