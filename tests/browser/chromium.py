"""The system's Chromium, driven by Playwright with a profile that is thrown away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ["chromium", "chromium-browser", "google-chrome"]

#: No sandbox, because CI runs as root; and nothing that calls home or needs a screen.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of the first Chromium on PATH, None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def chromium_or_skip() -> str:
    """Return Chromium's path; without it the test is skipped, in CI it fails."""
    executable = find_chromium()
    if executable is None:
        if os.environ.get("CI"):
            raise RuntimeError("no Chromium on this machine, and in CI the browser tests must run")
        pytest.skip("no Chromium on this machine")
    return executable


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """Yield a running browser, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
