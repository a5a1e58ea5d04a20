"""The manual's map of the course is what the chapters' cards make of it."""

from __future__ import annotations

from autograder.authoring.chapter import read_chapter
from autograder.authoring.course_page import page, update_course_page
from autograder.course import Course

from .conftest import ROOT
from .two_chapters import written

CONFIG = ROOT / "nbgrader_config.py"


def test_the_manuals_map_is_what_the_chapters_say() -> None:
    course = Course(ROOT)
    made = page(read_chapter(course.source(name)) for name in course.authored())
    assert course.course_page.read_text(encoding="utf-8") == made, "run make solutions"


def test_each_sections_box_and_line_lead_to_the_chapters_page(tmp_path) -> None:
    course = written(tmp_path / "course", CONFIG)
    said = page(read_chapter(course.source(name)) for name in course.authored())
    assert '<a href="chapters/01_lines.html#run">' in said
    assert "| [2. The run](#run) | `run` | core | 21 | 4 | `rise` |" in said


def test_it_is_written_where_there_is_a_manual_and_only_when_it_changes(tmp_path) -> None:
    course = written(tmp_path / "course", CONFIG)
    assert not update_course_page(course)
    course.course_page.parent.mkdir()
    assert update_course_page(course)
    assert not update_course_page(course)
