"""A course of two chapters, and what a class could hand in of them."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.course import Course
from tests.tiny_course import TinyCourse

TINY, OTHER = TinyCourse.chapter, "02_other"

Files = Mapping[str, bytes]


def notebook(text: str, chapter: str = TINY) -> bytes:
    """Return a small notebook of ``chapter`` that nobody else's is equal to."""
    name = "two" if chapter == TINY else "three"
    marks = {"grade_id": name, "solution": True, "grade": False, "locked": False}
    cell = {
        "cell_type": "code",
        "id": name,
        "metadata": {"nbgrader": {**marks, "schema_version": 3}},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }
    said = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(said).encode()


def zipped(files: Files, when: tuple[int, ...] = (2026, 3, 2, 9, 30, 0)) -> bytes:
    """Return a zip of ``files``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), content)  # type: ignore[arg-type]
    return buffer.getvalue()


def tarred(files: Files) -> bytes:
    """Return a tar.gz of ``files``."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def write(folder: Path, files: Files) -> Path:
    """Write ``files`` below ``folder`` and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two chapters."""
    course = TinyCourse(tmp_path / "course").course
    write(course.notebooks, {f"{OTHER}/{OTHER}.ipynb": notebook("three = ...", OTHER)})
    return course


def answers(course: Course, chapter: str = TINY) -> dict[str, str]:
    """Return what counts as each student's answer."""
    return {
        path.parent.parent.name: json.loads(path.read_bytes())["cells"][0]["source"]
        for path in course.submitted.glob(f"*/{chapter}/{chapter}.ipynb")
    }
