"""The README's table of chapters follows the releases."""

from __future__ import annotations

import shutil

import pytest

from autograder.authoring.overview import update_overview, with_table
from autograder.course import Course
from autograder.errors import AuthoringError

from .conftest import NAME

README = """\
# Course

| | minutes | points |
|---|---|---|
| 1 · Old | 5 | 6 |
| 2 · Gone | 1 | 1 |

End."""


@pytest.fixture
def course(built: Course, tmp_path) -> Course:
    shutil.copytree(built.root, tmp_path / "course")
    return Course(tmp_path / "course")


def test_rows_are_those_of_the_releases(course: Course) -> None:
    course.readme.write_text(README)
    assert update_overview(course)
    text = course.readme.read_text()
    assert text.startswith("# Course\n\n| | minutes | points |\n|---|---|---|\n| 1 · Slopes | ")
    assert "| 8 |\n\nEnd." in text
    assert "Old" not in text
    assert "Gone" not in text
    assert not update_overview(course)


def test_without_a_table_nothing_is_written(course: Course) -> None:
    assert not update_overview(course)
    course.readme.write_text("# Course\n")
    assert not update_overview(course)
    assert course.readme.read_text() == "# Course\n"


def test_a_table_at_the_end_may_grow() -> None:
    head = "| | minutes | points |\n|---|---|---|\n"
    assert with_table(head, ["| 1 · A | 2 | 3 |\n"]) == head + "| 1 · A | 2 | 3 |\n"


def test_a_release_without_a_title_is_named(course: Course) -> None:
    course.readme.write_text(README)
    path = course.release(NAME)
    path.write_text(path.read_text().replace("# 1 · Slopes", "Slopes"))
    with pytest.raises(AuthoringError, match="Make it again: autograder build"):
        update_overview(course)
    assert course.readme.read_text() == README
