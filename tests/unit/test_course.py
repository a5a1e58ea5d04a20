"""Folders are found from anywhere inside, and chapters by name or number."""

from __future__ import annotations

import pytest

from autograder.course import MARKER, Course, find_course, pick
from autograder.errors import ChapterNotFound, CourseNotFound

CHAPTERS = ["01_slopes", "02_heads", "10_last"]


def test_the_course_is_found_from_a_folder_inside(tmp_path):
    (tmp_path / MARKER).touch()
    inside = tmp_path / "solutions" / "01_slopes"
    inside.mkdir(parents=True)
    assert find_course(inside).root == tmp_path.resolve()


def test_outside_a_course_the_error_names_the_folder_and_the_remedy(tmp_path):
    with pytest.raises(CourseNotFound, match="Change into the folder"):
        find_course(tmp_path)


def test_sample_answers_make_no_chapter(tmp_path):
    course = Course(tmp_path)
    for path in (course.source("01_slopes"), course.answers("01_slopes") / "answers.py"):
        path.parent.mkdir(parents=True)
        path.touch()
    assert course.authored() == ["01_slopes"]


def test_chapters_are_listed_in_order(tmp_path):
    course = Course(tmp_path)
    for name in reversed(CHAPTERS):
        for path in (course.source(name), course.release(name)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    (course.solutions / "01_slopes" / "helper.py").touch()
    assert course.authored() == course.released() == CHAPTERS


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [([], CHAPTERS), (["02_heads"], ["02_heads"]), (["1"], ["01_slopes"]), (["10"], ["10_last"])],
)
def test_chapters_are_picked_by_name_or_number(wanted, chosen):
    assert pick(wanted, CHAPTERS) == chosen


@pytest.mark.parametrize("wanted", ["heads", "0", "11", "01_slope"])
def test_an_unknown_chapter_is_named_with_the_known_ones(wanted):
    with pytest.raises(ChapterNotFound, match=f"'{wanted}'.*01_slopes, 02_heads"):
        pick([wanted], CHAPTERS)
