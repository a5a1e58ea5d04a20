"""README tells each chapter's minutes and points as its cards do."""

from __future__ import annotations

import shutil

from click.testing import CliRunner

from autograder.authoring.chapter import read_chapter
from autograder.authoring.overview import BEGIN, END, table, with_table, write_overview
from autograder.cli import main
from autograder.course import Course

from .conftest import NAME, ROOT

README = f"# Course\n\nBefore.\n\n{BEGIN}\n\n| old |\n\n{END}\n\nAfter.\n"


def test_this_courses_readme_is_up_to_date():
    course = Course(ROOT)
    text = course.readme.read_text(encoding="utf-8")
    made = table(read_chapter(course.source(name)) for name in course.authored())
    assert BEGIN in text
    assert with_table(text, made) == text, "run make solutions"
    assert len(made.splitlines()) == 2 + len(course.authored())


def test_what_is_outside_the_marks_stays(built, tmp_path):
    course = Course(tmp_path)
    shutil.copytree(built.solutions, course.solutions)
    course.readme.write_text(README)
    write_overview(course)
    assert course.readme.read_text() == (
        f"# Course\n\nBefore.\n\n{BEGIN}\n\n| | minutes | of these, core | points |\n"
        f"|---|---|---|---|\n| 1 · Slopes | 10 | 10 | 8 |\n\n{END}\n\nAfter.\n"
    )


def test_a_course_need_not_have_the_table(built, tmp_path):
    course = Course(tmp_path)
    shutil.copytree(built.solutions, course.solutions)
    write_overview(course)
    assert not course.readme.exists()
    course.readme.write_text("# Course\n")
    write_overview(course)
    assert course.readme.read_text() == "# Course\n"


def test_changed_points_go_into_notebook_and_table_and_lint_mentions_them(
    built, tmp_path, monkeypatch
):
    course = Course(tmp_path / "course")
    shutil.copytree(built.root, course.root)
    course.readme.write_text(README)
    text = course.source(NAME).read_text(encoding="utf-8")
    course.source(NAME).write_text(text.replace("points: 3", "points: 2"), encoding="utf-8")
    monkeypatch.chdir(course.root)

    done = CliRunner().invoke(main, ["build"])
    assert done.exit_code == 0, done.output
    assert "| 1 · Slopes | 10 | 10 | 7 |" in course.readme.read_text()
    assert "7 points" in course.release(NAME).read_text(encoding="utf-8")

    done = CliRunner().invoke(main, ["lint"])
    assert done.exit_code == 0, done.output
    assert f"{NAME}: no complaint" in done.output
    assert "slope is worth 2; elsewhere in the course the same work is worth 3" in done.output
