import csv

import pytest

from autograder.classroom.give_back import give_back
from autograder.classroom.give_back.points import number
from autograder.course import Course
from autograder.errors import GiveBackError

from .conftest import CHAPTER


def test_points_stand_by_exercise_and_student(course: Course) -> None:
    given = give_back(course, CHAPTER, "csv")
    [path] = given.files
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["ben"]["test_a"] == "4"
    assert (rows["ben"]["late_penalty"], rows["ben"]["points"]) == ("2", "5")
    assert rows["ada"]["to_grade_by_hand"] == "3"
    assert (rows["cy"]["points"], rows["cy"]["test_a"], rows["cy"]["status"]) == ("", "", "broken")
    assert rows["di"]["points"] == "0"


def test_a_chapter_that_nobody_has_a_grade_for_is_said(course: Course) -> None:
    with pytest.raises(GiveBackError, match="has a grade yet"):
        give_back(course, "02_next", "csv")


def test_points_are_rounded_as_platforms_do() -> None:
    assert [number(2 / 3), number(None), number(4.0)] == ["0.67", "", "4"]
