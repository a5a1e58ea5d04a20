"""One warm parent for all of these tests: whatever is done to it by one, the next would notice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.grading import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as ready:
        yield ready
