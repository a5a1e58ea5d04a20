"""Which tests share a process where pytest-xdist runs several: what is costly to set up, once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: One class of students is graded for all modules of this folder.
_TOGETHER = "tests/unit/classroom/"
#: Each case sets up its own things, or a chapter's, and takes long.
_APART = ("tests/devices/", "tests/exercises/", "tests/grading/", "tests/notebooks/")


class ByWhatTheyShare(LoadScopeScheduling):  # type: ignore[misc]
    """By file, as ``--dist loadscope``: the cells of a notebook share a kernel, a file its lab."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_TOGETHER):
            return _TOGETHER
        chapter = re.search(r"\[(?:pretended-|cuda-)?(\d\d)", nodeid)
        if nodeid.startswith(_APART) and chapter:
            return f"{nodeid.partition('::')[0]} {chapter[1]}"
        scope: str = super()._split_scope(nodeid)
        return scope


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatTheyShare | None:
    """Replace the scheduler of ``--dist loadscope`` by ours."""
    return ByWhatTheyShare(config, log) if config.option.dist == "loadscope" else None
