"""What Canvas reads back, read as it reads it.

The rules are those of ``lib/gradebook_importer.rb`` and, for files, of
``infer_comment_context_from_filename`` in ``app/models/abstract_assignment.rb`` of
instructure/canvas-lms.
"""

import csv
import io
import re
from pathlib import Path

import nbformat
import pytest

from autograder.classroom.give_back import GivenBack, give_back
from autograder.classroom.give_back.canvas import feedback_file
from autograder.classroom.give_back.uploads import Upload
from autograder.course import Course
from autograder.errors import GiveBackError

from .conftest import CHAPTER, page, unzipped, zipped

#: Of Ada two files, one after the other; a late one; one of somebody who is nobody here.
DOWNLOAD = {
    "bergada_12345_67890_ada__2026-03-02-093000__01_tiny.zip": b"PK",
    "bergada_12345_67899_ada__2026-03-03-093000__01_tiny-1.zip": b"PK",
    "oneiljürgen_LATE_777_888_01_tiny.ipynb": b"{}",
    "langeve_4242_999_notes.pdf": b"%PDF",
}

#: Whose each file is, and which, as Canvas has it in its database.
ATTACHMENTS = {67890: 12345, 67899: 12345, 888: 777, 999: 4242}

EXPORT = """Student,ID,SIS User ID,SIS Login ID,Section,Homework (11),1 · Tiny (22),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,7,(read only)
"Berg, Ada",12345,S1,ada,A,9,,90
"O'Neil, Jürgen",777,S2,jo,B,,3,80
"Ito, Di",555,S3,di,A,,,70
"Lang, Eve",4242,S4,eve,A,1,1,10
"""


def imported_grades(text: str) -> tuple[str, str, dict[str, str]]:
    """Return the assignment, what it is worth, and the grades by Canvas's ID."""
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert "Student" in head[0]
    assert "ID" in head[1]
    columns = 3
    if re.search(r"SIS\s+User\s+ID", head[2]) and re.search(r"SIS\s+Login\s+ID", head[3]):
        columns += 2
    assert "Section" in head[columns - 1]
    [assignment] = head[columns:]
    worth, grades = "", {}
    for row in rows:
        if "Points Possible" in row[0]:
            worth = row[columns]
        else:
            grades[row[1]] = row[columns].strip()
    return assignment, worth, grades


def commented_files(given: GivenBack) -> dict[int, tuple[int, bytes]]:
    """Return, by student, the file that Canvas puts the comment on, and what it attaches."""
    [path] = [path for path in given.files if path.name == "canvas_feedback.zip"]
    found = {}
    for name, content in unzipped(path).items():
        parts = [part for part in name.split("_") if part != "LATE"]
        user, attachment = [int(part) for part in parts if re.fullmatch(r"\d+", part)][:2]
        assert ATTACHMENTS[attachment] == user, "or Canvas ignores the file"
        found[user] = (attachment, content)
    return found


@pytest.fixture
def download(tmp_path: Path) -> Path:
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped(DOWNLOAD))
    return path


def test_the_download_and_the_roster_are_enough(course: Course, download: Path) -> None:
    given = give_back(course, CHAPTER, "canvas", downloads=[download], assignment="Tiny (22)")
    text = given.files[1].read_bytes().decode("utf-8")
    assert imported_grades(text) == ("Tiny (22)", "7", {"12345": "4.5", "777": "5"})
    assert '"Berg, Ada",12345,S1,,A,4.5' in text
    assert any(line.startswith("di  was left out") for line in given.remarks)


def test_the_files_keep_their_names_and_kinds(course: Course, download: Path) -> None:
    given = give_back(course, CHAPTER, "canvas", downloads=[download])
    files = commented_files(given)
    assert {user: attachment for user, (attachment, _) in files.items()} == {12345: 67899, 777: 888}
    (course.root / "got.zip").write_bytes(files[12345][1])
    assert unzipped(course.root / "got.zip") == {f"{CHAPTER}.html": page("ada").encode()}
    notebook = nbformat.reads(files[777][1].decode(), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].outputs[0].data["text/html"] == page("ben")
    assert set(unzipped(given.files[-1])) <= set(DOWNLOAD)


def test_canvass_own_gradebook_is_filled_in(course: Course, tmp_path: Path, download: Path) -> None:
    sheet = tmp_path / "grades.csv"
    sheet.write_text(EXPORT, encoding="utf-8-sig")
    given = give_back(course, CHAPTER, "canvas", downloads=[download], sheet=sheet)
    assignment, worth, grades = imported_grades(given.files[1].read_text(encoding="utf-8"))
    assert (assignment, worth) == ("1 · Tiny (22)", "7")
    assert grades == {"12345": "4.5", "777": "5", "555": "0", "4242": ""}
    assert commented_files(given).keys() == {12345, 777}


@pytest.mark.parametrize(
    ("text", "assignment", "why"),
    [
        (EXPORT, "Other", r"No assignment .* 'Other'.*Homework \(11\), 1 · Tiny \(22\)"),
        ("Name,Grade\n", "1 · Tiny", "no gradebook of Canvas"),
        ("", "1 · Tiny", "no gradebook of Canvas"),
        (EXPORT.replace("Homework", "1 · Tiny"), "1 · Tiny", "More than one assignment"),
    ],
)
def test_a_gradebook_that_will_not_do_is_said(
    course: Course, tmp_path: Path, text: str, assignment: str, why: str
) -> None:
    sheet = tmp_path / "grades.csv"
    sheet.write_text(text, encoding="utf-8")
    with pytest.raises(GiveBackError, match=why):
        give_back(course, CHAPTER, "canvas", sheet=sheet, assignment=assignment)


def test_without_any_number_it_says_what_to_give(course: Course) -> None:
    course.roster.unlink()
    with pytest.raises(GiveBackError, match="a column 'canvas'"):
        give_back(course, CHAPTER, "canvas")


def test_the_roster_alone_gives_grades_and_no_files(course: Course) -> None:
    given = give_back(course, CHAPTER, "canvas")
    assert imported_grades(given.files[1].read_text(encoding="utf-8"))[2] == {
        "12345": "4.5",
        "777": "5",
    }
    assert len(given.files) == 2
    assert any("No feedback was packed" in line for line in given.remarks)


def test_a_spreadsheet_runs_nothing(course: Course, download: Path) -> None:
    course.roster.write_text('id,name,canvas\nada,"x =HYPERLINK(1)",12345\n', encoding="utf-8")
    given = give_back(course, CHAPTER, "canvas", downloads=[download])
    assert '"\'=HYPERLINK(1), x",12345' in given.files[1].read_text(encoding="utf-8")


def test_a_picture_can_hold_no_page() -> None:
    assert feedback_file(Upload("1", "a", "n", "x.png"), CHAPTER, b"page") is None
    assert feedback_file(Upload("1", "a", "n", "x.HTML"), CHAPTER, b"page") == b"page"
