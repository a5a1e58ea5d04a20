import json
from pathlib import Path

import pytest

from autograder.classroom.report import after_grading, write_report
from autograder.course import Course
from autograder.errors import GradingError

from ..conftest import CHAPTER, GradedClass


def test_a_graded_class_gets_its_report(graded: GradedClass) -> None:
    course = graded.course
    path = write_report(course, [CHAPTER])
    assert path == course.report
    html = path.read_text(encoding="utf-8")
    [chapter] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["chapters"]
    with_grade = [result for result in graded.results.values() if result.points is not None]
    assert chapter["graded"] == len(with_grade)
    double = next(each for each in chapter["exercises"] if each["title"] == "twice as much")
    assert double["passed"] == sum(
        result.scores.get("test_double") == 2 for result in graded.results.values()
    )
    assert {v["verdict"] for v in chapter["verdicts"]} >= {"timed out"}
    assert "loop" in html
    assert "crashed" in html
    assert write_report(course, [CHAPTER]).read_text(encoding="utf-8") == html


def test_without_names_nobody_is_named(graded: GradedClass) -> None:
    path = write_report(graded.course, [CHAPTER], with_names=False)
    for text in (path.read_text(), path.with_suffix(".json").read_text()):
        assert "Student 1" in text
        assert "unanswered" not in text.replace('"outcome": "unanswered"', "").replace(
            '<th scope="row">unanswered</th>', ""
        ), "that is a student's id as well"
        assert "briber" not in text
    assert "briber" in graded.course.pseudonyms.read_text()


def test_after_grading_it_is_there_unless_it_takes_long(graded: GradedClass) -> None:
    course, results = graded.course, list(graded.results.values())
    course.report.unlink(missing_ok=True)
    assert after_grading(course, results) == f"Wrote {course.report}"
    assert course.report.is_file()
    course.report.unlink()
    assert after_grading(course, 100 * results).endswith(f"autograder report {CHAPTER}")
    broken = [result for result in results if result.points is None]
    assert after_grading(course, broken) == "There is no grade to report on."
    assert not course.report.exists()


def test_nothing_graded_is_said(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="has a grade yet"):
        write_report(Course(tmp_path), [CHAPTER])
