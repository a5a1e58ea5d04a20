"""Which tests share a process where pytest-xdist runs several: what is costly to set up, once."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

# pytest-xdist has a process for each core, so one grader each is enough.
os.environ.setdefault("AUTOGRADER_WORKERS", "1")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Any]:
    """One warm parent for all tests of a process: what one does to it, the next would notice."""
    # Not where only torch is: tests/devices runs on such machines.
    from autograder.grading import Sandbox

    with Sandbox() as ready:
        yield ready


@pytest.fixture(scope="session")
def landlocked() -> Iterator[Any]:
    """The same behind Landlock, where this kernel has it."""
    from autograder.grading import Sandbox, landlock

    if landlock.version() < landlock.NEEDED:
        pytest.skip(f"Landlock is of version {landlock.version()} here")
    with Sandbox("Landlock") as ready:
        yield ready


def pytest_collection_finish() -> None:
    """Let nbgrader ask only once which gradebooks are the newest: it starts alembic for each."""
    if api := sys.modules.get("nbgrader.api"):
        api.get_alembic_version = functools.cache(api.get_alembic_version)


#: One class of students is graded for all modules of this folder.
TOGETHER = "tests/unit/classroom/"
#: Each case sets up its own things, or a chapter's, and takes long.
APART = ("tests/devices/", "tests/exercises/", "tests/grading/", "tests/notebooks/")


def shared_by(nodeid: str) -> str | None:
    """Return what a test shares with others, None where that is its file."""
    if nodeid.startswith(TOGETHER):
        return TOGETHER
    chapter = re.search(r"\[(?:pretended-|cuda-)?(\d\d)", nodeid)
    if nodeid.startswith(APART) and chapter:
        return f"{nodeid.partition('::')[0]} {chapter[1]}"
    return None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Replace the scheduler of ``--dist loadscope``: by file, but for what tests share."""
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatTheyShare(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return shared_by(nodeid) or super()._split_scope(nodeid)

    return ByWhatTheyShare(config, log) if config.option.dist == "loadscope" else None
