"""A class with a deadline, a grader and second versions: every place tells the same points."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbformat import NotebookNode

from autograder.classroom import hand_grades, outcomes
from autograder.classroom.give_back import give_back
from autograder.classroom.grade import grade_course
from autograder.classroom.gradebook import open_gradebook, read_grades
from autograder.classroom.report import write_report
from autograder.classroom.results import Outcome, Result, show
from autograder.cli import main
from autograder.course import Course
from tests.nbgrader_command import nbgrader
from tests.pages import Page

from .conftest import CHAPTER, ROOT, answered, hand_in

EXPORTER = "--exporter=autograder.classroom.export.OutcomeCsv"

ROSTER = """id,last_name,first_name,email
ada,Lovelace,Ada,ada@example.org
ben,Bose,Ben,ben@example.org
cora,Chow,Cora,cora@example.org
eva,Eck,Eva,eva@example.org
"""

#: Right for numbers alone: test_partly gives half of its point.
NUMBERS_ONLY = "def double(x):\n    return x + x if x != 'a' else x"


def manual(language: str, word: str) -> str:
    """Return the manual's one block of code in ``language`` that holds ``word``."""
    text = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    [code] = [block for block in blocks if word in block]
    return str(code)


def give(course: Course, student: str, cell: str, points: float | None, comment: str = "") -> None:
    """Do to the gradebook what formgrader does when points and a comment are typed in."""
    place = (cell, CHAPTER, CHAPTER, student)
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade(*place)
        grade.manual_score = points
        grade.needs_manual_grade = points is None and grade.auto_score is None
        if comment:
            gradebook.find_comment(*place).manual_comment = comment
        gradebook.db.commit()


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@dataclass
class Told:
    """What each place said of the class at one time."""

    results: dict[str, Result]
    stored: dict[str, Result]
    rows: dict[str, dict[str, str]]
    pages: dict[str, str]


def told(course: Course, results: list[Result]) -> Told:
    pages = {}
    for student in ("ada", "ben", "cora"):
        html = course.feedback(student, CHAPTER).read_text(encoding="utf-8")
        pages[student] = " ".join(Page(html).text.split())
    return Told(
        results={result.student: result for result in results},
        stored={result.student: result for result in outcomes.load(course.outcomes)},
        rows=table(course.grades),
        pages=pages,
    )


@dataclass
class Story:
    """The class after its first grading, after ben's second version, and after ada's."""

    course: Course
    first: Told
    after_ben: Told
    after_ada: Told


@pytest.fixture(scope="module")
def story(
    pristine: Course, release_notebook: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    root = tmp_path_factory.mktemp("story") / "course"
    shutil.copytree(pristine.root, root)
    course = Course(root)
    shutil.rmtree(course.submitted, ignore_errors=True)
    with course.config.open("a") as config:
        config.write("\n" + manual("python", "seconds_late"))
    (course.root / "roster.csv").write_text(ROSTER)
    nbgrader(course, "db", "student", "import", "roster.csv")
    nbgrader(course, "db", "assignment", "add", CHAPTER, "--duedate=2026-03-09 12:00:00 UTC")
    half = answered(release_notebook, double=NUMBERS_ONLY)
    for student, when in (("ada", "08"), ("ben", "08"), ("cora", "10")):
        hand_in(course, student, half)
        course.timestamp(student, CHAPTER).write_text(f"2026-03-{when} 10:15:00 UTC")

    def grade(student: str | None = None) -> Told:
        return told(
            course,
            grade_course(course, [CHAPTER], student=student, progress=lambda line: None),
        )

    first = grade()
    give(course, "ada", "why", 2.5, "Well said.")
    give(course, "ben", "why", 1, "Too short.")
    give(course, "ben", "test_partly", 1)
    hand_in(course, "ben", answered(half, double=NUMBERS_ONLY, why="Since twice is both."))
    after_ben = grade("ben")
    # The same answer to the open question, the line break at its end apart.
    hand_in(course, "ada", answered(release_notebook, why="Since.\n"))
    return Story(course, first, after_ben, grade("ada"))


def test_a_penalty_is_taken_off_everywhere(story: Story, tmp_path: Path) -> None:
    cora = story.first.results["cora"]
    assert (cora.points, cora.late_penalty) == pytest.approx((3.15, 0.35))
    assert story.first.stored["cora"] == cora
    row = story.first.rows["cora"]
    assert (row["points"], row["late_penalty"], row["to_grade_by_hand"]) == ("3.15", "0.35", "3")
    assert "3.15 / 7 points, 0.35 taken off for lateness" in story.first.pages["cora"]
    stock = tmp_path / "stock.csv"
    nbgrader(story.course, "export", f"--to={stock}")
    with stock.open(newline="", encoding="utf-8") as file:
        [own] = [r for r in csv.DictReader(file) if r["student_id"] == "cora"]
    said = (float(own["score"]), float(own["late_submission_penalty"]))
    assert said == pytest.approx((3.15, 0.35))


def test_what_is_given_back_and_the_report_say_the_same(story: Story, tmp_path: Path) -> None:
    course = copy_of(story, tmp_path / "course")
    [points] = give_back(course, CHAPTER, "csv").files
    cora = table(points)["cora"]
    assert (cora["points"], cora["late_penalty"], cora["to_grade_by_hand"]) == ("3.15", "0.35", "3")
    write_report(course, [CHAPTER])
    [told] = json.loads(course.report.with_suffix(".json").read_text())["chapters"]
    graded = [result.points for result in outcomes.load(course.outcomes) if result.points]
    assert told["mean"] == pytest.approx(sum(graded) / len(graded), abs=0.005)


def test_an_extension_takes_the_penalty_back(story: Story, tmp_path: Path) -> None:
    course = copy_of(story, tmp_path / "course")
    with open_gradebook(course) as gradebook:
        gradebook.grant_extension(CHAPTER, "cora", days=2)
    grade_course(course, [CHAPTER], student="cora", progress=lambda line: None)
    now = told(course, [])
    assert (now.stored["cora"].points, now.stored["cora"].late_penalty) == (3.5, 0)
    assert (now.rows["cora"]["points"], now.rows["cora"]["late_penalty"]) == ("3.5", "0")
    assert "3.5 / 7 points, and 3 wait" in now.pages["cora"]


def test_the_table_has_a_column_for_penalties_where_there_are_any(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    show(list(story.first.results.values()))
    [line] = [line for line in capsys.readouterr().out.splitlines() if "cora" in line]
    assert "3.15 / 7" in line
    assert "−0.35" in line
    show([story.first.results["ada"]])
    assert "late" not in capsys.readouterr().out


def test_one_student_is_graded_and_the_others_stay(story: Story) -> None:
    assert set(story.after_ben.results) == {"ben"}
    assert set(story.after_ben.stored) == {"ada", "ben", "cora"}
    assert story.after_ben.stored["cora"] == story.first.stored["cora"]


def test_who_handed_in_nothing_cannot_be_graded(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(story.course.root)
    done = CliRunner().invoke(main, ["grade", "1", "--student", "eva"])
    assert done.exit_code == 1
    assert "'eva' handed in nothing." in done.output
    assert "ada, ben, cora" in done.output


def test_only_a_changed_answer_waits_again(story: Story) -> None:
    ben = story.after_ben.results["ben"]
    assert ben.to_grade_by_hand == 3, "his open answer changed"
    assert ben.points == 4, "the point for the old answer is gone, the test's changed point is not"
    assert ben.scores == {"test_double": 2, "test_partly": 1, "test_predict_sum": 1, "why": 0}
    assert "no longer counted: why 1." in ben.remark
    ada = story.after_ada.results["ada"]
    assert ada.to_grade_by_hand == 0, "hers did not"
    assert ada.points == 6.5
    assert ada.remark == ""
    assert story.after_ada.rows["ben"]["to_grade_by_hand"] == "3"
    assert story.after_ada.rows["ada"]["to_grade_by_hand"] == "0"


def test_no_old_mark_or_comment_stands_under_a_new_answer(story: Story) -> None:
    page = story.after_ben.pages["ben"]
    assert "4 / 7 points, and 3 wait to be graded by a person" in page
    assert "why it is so waits to be graded, 3 points" in page
    assert "1 / 3" not in page
    assert "Comment on an earlier answer Too short." in page
    assert "Comment Well said." in story.after_ada.pages["ada"]
    assert "why it is so 2.5 / 3" in story.after_ada.pages["ada"]


def test_names_and_absentees_come_from_the_roster(story: Story) -> None:
    rows = story.after_ada.rows
    assert list(rows) == ["ada", "ben", "cora", "eva"]
    assert rows["ada"]["first_name"] == "Ada"
    assert rows["ada"]["last_name"] == "Lovelace"
    assert rows["ada"]["email"] == "ada@example.org"
    eva = rows["eva"]
    assert (eva["status"], eva["points"], eva["max_points"]) == ("not handed in", "", "7")
    assert "eva" not in story.after_ada.stored


def test_every_hour_of_handing_in_looks_alike(story: Story) -> None:
    assert story.after_ada.rows["cora"]["submitted_utc"] == "2026-03-10 10:15:00"


def copy_of(story: Story, folder: Path) -> Course:
    shutil.copytree(story.course.root, folder)
    return Course(folder)


def test_export_reads_what_nbgrader_alone_graded_and_keeps_outcomes_true(
    story: Story, release_notebook: NotebookNode, tmp_path: Path
) -> None:
    course = copy_of(story, tmp_path / "course")
    hand_in(course, "dora", answered(release_notebook))
    nbgrader(course, "autograde", CHAPTER, "--student=dora")
    give(course, "ben", "why", 3)
    nbgrader(course, "export", EXPORTER)
    rows = table(course.grades)
    assert (rows["dora"]["status"], rows["dora"]["points"]) == ("graded", "4")
    assert rows["dora"]["remark"] == "Graded by nbgrader alone."
    assert (rows["ben"]["points"], rows["ben"]["to_grade_by_hand"]) == ("7", "0")
    stored = {result.student: result for result in outcomes.load(course.outcomes)}
    assert stored["ben"].scores["why"] == 3
    assert stored["ben"].outcome is Outcome.GRADED
    assert stored["dora"].points == 4


def test_graded_once_more_the_penalty_is_of_points_given_by_hand_too(
    story: Story, tmp_path: Path
) -> None:
    course = copy_of(story, tmp_path / "course")
    give(course, "cora", "why", 3)
    nbgrader(course, "autograde", CHAPTER, "--student=cora", "--force")
    with open_gradebook(course) as gradebook:
        grades = read_grades(gradebook, CHAPTER, "cora")
    assert (grades.points, grades.late_penalty) == pytest.approx((5.85, 0.65))
    assert grades.to_grade_by_hand == 0


def test_without_its_own_notes_nothing_is_lost_and_all_waits(story: Story, tmp_path: Path) -> None:
    course = copy_of(story, tmp_path / "course")
    course.hand_graded("ada", CHAPTER).write_text("[")
    nbgrader(course, "autograde", CHAPTER, "--student=ada", "--force")
    with open_gradebook(course) as gradebook:
        grades = read_grades(gradebook, CHAPTER, "ada")
    assert grades.scores["why"] == 2.5
    assert grades.to_grade_by_hand == 3


def test_more_than_there_is_to_earn_waits(story: Story, tmp_path: Path) -> None:
    course = copy_of(story, tmp_path / "course")
    give(course, "ada", "why", 3.5)
    nbgrader(course, "autograde", CHAPTER, "--student=ada", "--force")
    with open_gradebook(course) as gradebook:
        grades = read_grades(gradebook, CHAPTER, "ada")
    assert grades.scores["why"] == 3.5
    assert grades.to_grade_by_hand == 3


@pytest.mark.parametrize("content", ["", "[]", "3", '{"why": 1}', '{"why": {"shape": ""}}'])
def test_damaged_notes_are_no_notes(tmp_path: Path, content: str) -> None:
    path = tmp_path / "notes.json"
    path.write_text(content)
    assert hand_grades.load(path) == {}


def test_notes_hold_no_answer(story: Story) -> None:
    said = json.loads(story.course.hand_graded("ben", CHAPTER).read_text())
    assert set(said) == {
        "double",
        "predict_sum",
        "test_double",
        "test_partly",
        "test_predict_sum",
        "why",
    }
    assert said["why"]["shown"] == hand_grades.digest("Since twice is both.\n")
    assert said["why"]["graded"] is None


def test_the_manuals_way_to_undo_a_wrong_id(
    pristine: Course, release_notebook: NotebookNode, tmp_path: Path
) -> None:
    course = Course(tmp_path / "course")
    shutil.copytree(pristine.root, course.root)
    shutil.rmtree(course.submitted, ignore_errors=True)
    shutil.copytree(course.entered(CHAPTER).parent, course.release(CHAPTER).parent)
    archive = course.downloaded(CHAPTER)
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / f"root__2026-03-08-101500__{CHAPTER}.zip", "w") as file:
        file.writestr(f"{CHAPTER}.ipynb", nbformat.writes(answered(release_notebook)))
    nbgrader(course, "zip_collect", CHAPTER)
    assert course.submission("root", CHAPTER).is_file()
    grade_course(course, [CHAPTER], progress=lambda line: None)
    assert set(table(course.grades)) == {"root"}

    home = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-e", "-c", manual("sh", "root__").replace("CHAPTER", CHAPTER)],
        cwd=course.root,
        env={**os.environ, "PATH": os.pathsep.join([home, os.environ["PATH"]])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(table(course.grades)) == {"anna.berg"}
    assert {result.student for result in outcomes.load(course.outcomes)} == {"anna.berg"}
    assert [path.name for path in course.submitted.iterdir()] == ["anna.berg"]
    assert not list(course.var.glob("*/root"))
