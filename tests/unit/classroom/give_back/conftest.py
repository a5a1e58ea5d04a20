"""A graded class, as it lies in ``var``; nothing is run for it."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from autograder.classroom import outcomes
from autograder.classroom.results import Outcome, Result
from autograder.course import MARKER, Course

CHAPTER = "01_tiny"

RESULTS = [
    Result("ada", CHAPTER, Outcome.GRADED, 4.5, 7.0, 3.0, scores={"test_a": 4.5, "why": 0.0}),
    Result(
        "ben",
        CHAPTER,
        Outcome.GRADED,
        5.0,
        7.0,
        scores={"test_a": 4.0, "why": 3.0},
        late_penalty=2.0,
    ),
    Result("cy", CHAPTER, Outcome.BROKEN, None, 7.0),
    Result("di", CHAPTER, Outcome.GRADED, 0.0, 7.0, scores={"test_a": 0.0, "why": 0.0}),
]

ROSTER = """id,name,email,canvas,section,sis_user_id
ada,Ada Berg,ada@uni.example,12345,A,S1
ben,Jürgen O'Neil,ben@uni.example,777,B,S2
di,Di Ito,di@uni.example,,A,
"""


def page(student: str) -> str:
    return f"<!DOCTYPE html><title>{student}</title>é"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = Course(tmp_path / "course")
    course.root.mkdir()
    (course.root / MARKER).touch()
    solution = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 1 · Tiny")])
    course.solution(CHAPTER).parent.mkdir(parents=True)
    nbformat.write(solution, course.solution(CHAPTER))
    outcomes.store(course.outcomes, RESULTS, [CHAPTER])
    course.roster.write_text(ROSTER, encoding="utf-8")
    for result in RESULTS:
        if result.points is not None:
            path = course.feedback(result.student, CHAPTER)
            path.parent.mkdir(parents=True)
            path.write_text(page(result.student), encoding="utf-8")
    return course


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


def unzipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
