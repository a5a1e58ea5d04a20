"""The class that is made to look at its report: as large as wanted, and the same each time."""

from __future__ import annotations

import csv
from pathlib import Path

from autograder.chapter.notebook_file import read_notebook
from autograder.course import Course
from tools.sample_class import disguised, make_class

HOME = Course(Path(__file__).parents[3])
CHAPTER = HOME.authored()[0]


def test_a_class_is_handed_in_the_same_each_time(tmp_path):
    one, other = (make_class(HOME, tmp_path / name, CHAPTER, 15) for name in ("one", "other"))
    with one.roster.open(encoding="utf-8") as file:
        roster = [line["id"] for line in csv.DictReader(file)]
    students = sorted(path.name for path in one.submitted.iterdir())
    assert len(roster) == 15
    assert students == roster[:-2], "the last two stay away"
    for student in students:
        path = one.submission(student, CHAPTER)
        assert path.read_bytes() == other.submission(student, CHAPTER).read_bytes()
    assert read_notebook(one.submission("s001", CHAPTER)).cells


def test_a_copy_is_disguised_and_does_the_same():
    source = "def double(x):\n    twice = x + x  # so\n    return twice\n"
    copy = disguised(source)
    assert "twice + " not in copy
    assert "my_twice" in copy
    names = {}
    exec(copy, names)
    assert names["double"](3) == 6
    assert (
        disguised("Because.") == "# my own work\nBecause" or disguised("No python!") == "No python!"
    )
