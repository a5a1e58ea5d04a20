import csv
import io
import shutil
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.classroom import outcomes
from autograder.classroom.export import COLUMNS, class_and_results, write_csv
from autograder.classroom.gradebook import Student
from autograder.classroom.results import Outcome, Result
from autograder.course import Course
from tests.nbgrader_command import nbgrader

from .conftest import CHAPTER, GradedClass

EXPORTER = "--exporter=autograder.classroom.export.OutcomeCsv"


def rows(path: Path) -> dict[str, dict[str, str]]:
    table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {row["student"]: row for row in table}


def test_grading_leaves_a_line_for_each(graded: GradedClass) -> None:
    table = rows(graded.course.grades)
    assert set(table) == set(graded.results)
    assert tuple(table["ada"]) == COLUMNS
    assert table["ada"] == {
        "student": "ada",
        "last_name": "",
        "first_name": "",
        "email": "",
        "chapter": CHAPTER,
        "status": "graded",
        "points": "4",
        "max_points": "7",
        "late_penalty": "0",
        "to_grade_by_hand": "3",
        "remark": "",
        "submitted_utc": "2026-03-01 10:00:00",
    }


def test_no_grade_is_empty_and_zero_is_zero(graded: GradedClass) -> None:
    table = rows(graded.course.grades)
    for student in ("broken", "letter", "misnamed"):
        assert table[student]["points"] == ""
        assert table[student]["remark"]
    assert table["blank"]["points"] == "0"


def test_nbgraders_own_export_says_the_same_and_knows_hand_grades(
    graded: GradedClass, tmp_path: Path
) -> None:
    shutil.copytree(graded.course.root, tmp_path / "course")
    course = type(graded.course)(tmp_path / "course")
    before = course.grades.read_bytes()
    course.grades.unlink()
    nbgrader(course, "export", EXPORTER)
    assert course.grades.read_bytes() == before

    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        grade = gradebook.find_grade("why", CHAPTER, CHAPTER, "ada")
        grade.manual_score = 2.5
        grade.needs_manual_grade = False
        gradebook.db.commit()
    there = tmp_path / "there.csv"
    nbgrader(course, "export", EXPORTER, f"--to={there}", "--student=['ada']")
    table = rows(there)
    assert set(table) == {"ada"}
    assert table["ada"]["points"] == "6.5"
    assert table["ada"]["to_grade_by_hand"] == "0"


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    hostile = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    write_csv(
        path,
        [Result(s, CHAPTER, Outcome.BROKEN, None, 7.0, 0.0, s, s) for s in hostile]
        + [Result("a-b", CHAPTER, Outcome.GRADED, 1.5, 7.0, remark="two, lines\nhere")],
    )
    with path.open(newline="", encoding="utf-8") as file:
        table = list(csv.reader(file))
    for row, said in zip(table[1:], hostile, strict=False):
        assert row[0] == row[10] == row[11] == f"'{said.strip()}"
    assert table[-1][0] == "a-b"
    assert table[-1][10] == "two, lines here"


def test_the_roster_says_who_is_in_the_class_and_who_stayed_away(tmp_path: Path) -> None:
    course = Course(tmp_path)
    ada = Result("ada", CHAPTER, Outcome.GRADED, 1.0, 7.0)
    outcomes.store(course.outcomes, [ada], [CHAPTER])
    course.roster.write_text("id,name,email\nada,Ada von Berg,a@uni.example\neve,,\n")
    people, results = class_and_results(course)
    assert people == [Student("ada", "Berg", "Ada von", "a@uni.example"), Student("eve")]
    assert [(r.student, r.outcome) for r in results] == [
        ("ada", Outcome.GRADED),
        ("eve", Outcome.NOT_HANDED_IN),
    ]
