"""A class comes from a platform and its points go back: each to whom the platform had it from."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom import outcomes
from autograder.classroom.collecting.collect import collect
from autograder.classroom.give_back import give_back
from autograder.classroom.results import Outcome, Result
from autograder.course import Course

from .conftest import TINY, answers, notebook, write, zipped

OWN = f"2026-03-02-093000__{TINY}"

#: What was handed in, and what it is worth. Eve types Vic's id; Jun Li is the name of two.
MOODLE = {
    f"Eve Il_7_assignsubmission_file/vic.tim__{OWN}.zip": ("eve", 1),
    f"Vic Tim_8_assignsubmission_file/vic.tim__{OWN}.zip": ("vic", 2),
    "Jun Li_9_assignsubmission_file/x.ipynb": ("one li", 3),
    "Jun Li_10_assignsubmission_file/x.ipynb": ("the other li", 4),
}
CANVAS = {
    f"ileve_7_101_timvic__{OWN}.zip": ("eve", 1),
    f"timvic_LATE_8_102_timvic__{OWN}.zip": ("vic", 2),
    "lijun_9_103_x.ipynb": ("one li", 3),
    "lijun_10_104_x-1.ipynb": ("the other li", 4),
}


def graded(course: Course, worth: dict[str, int]) -> None:
    """Stand in for grading: each student has the points that their answer is worth, and a page."""
    results = []
    for student, answer in answers(course).items():
        results.append(Result(student, TINY, Outcome.GRADED, float(worth[answer]), 7.0))
        write(course.feedback(student, TINY).parent, {f"{TINY}.html": answer.encode()})
    outcomes.store(course.outcomes, results, [TINY])
    for student in answers(course):
        write(course.autograded(student, TINY).parent, {f"{TINY}.ipynb": b"{}"})


@pytest.mark.parametrize(("platform", "handed_in"), [("moodle", MOODLE), ("canvas", CANVAS)])
def test_everybody_gets_their_own(
    platform: str, handed_in: dict[str, tuple[str, int]], course: Course, tmp_path: Path
) -> None:
    files = {
        way: zipped({"x.ipynb": notebook(wrote)}) if way.endswith("zip") else notebook(wrote)
        for way, (wrote, _) in handed_in.items()
    }
    download = write(tmp_path / "in", {"download.zip": zipped(files)}) / "download.zip"
    collect(course, [download])
    assert sorted(answers(course).values()) == sorted(wrote for wrote, _ in handed_in.values())
    graded(course, dict(handed_in.values()))
    given = give_back(course, TINY, platform, downloads=[download])
    assert not [line for line in given.remarks if "may be" in line]
    [grades] = [path for path in given.files if path.name == f"{platform}_grades.csv"]
    lines = grades.read_text(encoding="utf-8").splitlines()
    for key, points in ((7, 1), (8, 2), (9, 3), (10, 4)):
        start = f'"Participant {key}"' if platform == "moodle" else f",{key},"
        [line] = [line for line in lines if start.strip('"') in line]
        assert f",{points}" in line
