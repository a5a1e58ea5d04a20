"""nbgrader's commands, called in this process: no student's code runs in any of them."""

from __future__ import annotations

import glob
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI

from autograder.authoring.release import load_config
from autograder.classroom.keys import course_directory
from autograder.course import Course


@dataclass(frozen=True)
class Finished:
    """How a command ended.

    Attributes:
        ok: Whether it did what it was asked.
        log: What it had to say, tracebacks included.

    """

    ok: bool
    log: str

    @property
    def last_words(self) -> str:
        """The line of the log that says most about a failure: its last exception, else its end."""
        lines = [line.strip() for line in self.log.splitlines() if line.strip()]
        raised = [line for line in lines if _names_an_exception(line)]
        return (raised or lines or ["nothing"])[-1]


def _names_an_exception(line: str) -> bool:
    name = line.split(":", 1)[0]
    return name.rpartition(".")[2].endswith(("Error", "Exception")) and " " not in name


def release_into(course: Course, chapter: str) -> Finished:
    """Enter ``chapter`` in the gradebook; its student notebook goes to ``course.entered``."""
    with _api(course, course.entered(chapter).parent.parent) as api:
        return _finished(api.generate_assignment(chapter, force=True, create=True))


def write_page(course: Course, chapter: str, student: str) -> Finished:
    """Write the page of a student whose submission is graded."""
    with _api(course, course.notebooks) as api:
        # nbgrader takes the name for a pattern.
        return _finished(api.generate_feedback(chapter, glob.escape(student), force=True))


@contextmanager
def _api(course: Course, releases: Any) -> Iterator[NbGraderAPI]:
    config = load_config(course.config)
    config.CourseDirectory.db_url = f"sqlite:///{course.gradebook}"
    config.CourseDirectory.release_directory = str(releases)
    log = logging.getLogger("traitlets")
    before = log.propagate, log.level
    log.propagate = False
    try:
        with alembic_at_hand(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own, about what it is built on
            yield NbGraderAPI(course_directory(config, course.root), config=config)
    finally:
        log.propagate, log.level = before


@contextmanager
def alembic_at_hand() -> Iterator[None]:
    """Let nbgrader find alembic, which it calls by name, where .venv is not activated."""
    path = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), path])
    try:
        yield
    finally:
        os.environ["PATH"] = path


def _finished(said: dict[str, Any]) -> Finished:
    return Finished(said["success"], f"{said.get('log', '')}\n{said.get('error', '')}")
