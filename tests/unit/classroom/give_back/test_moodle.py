"""What Moodle reads back, read as its importers read it.

The rules are those of ``importgradeslib.php`` in ``mod/assign/feedback/offline`` and of
``importziplib.php`` in ``mod/assign/feedback/file`` of moodle/moodle.
"""

import csv
import io
from pathlib import Path

import pytest

from autograder.classroom.collecting import records
from autograder.classroom.collecting.identities import Identity, Known
from autograder.classroom.give_back import GivenBack, give_back
from autograder.classroom.give_back.moodle import Worksheet
from autograder.course import Course
from autograder.errors import GiveBackError

from .conftest import CHAPTER, page, unzipped, zipped

OURS = "2026-03-02-093000__01_tiny.zip"

#: As Moodle 4.1 and later names the folders; "Ada Berg" of an earlier one, and a file side by side.
DOWNLOAD = {
    f"Ada Berg_4711_assignsubmission_file_/ada__{OURS}": b"PK",
    "Jürgen O'Neil_4712_assignsubmission_file/work/notebook.ipynb": b"{}",
    "Cy Ito_4713_assignsubmission_file_cy.ipynb": b"{}",
}

HEAD = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"'
)
SENT = 'Submitted,,7.00,Yes,"Monday, 2 March 2026, 9:30 AM",-'
SHEET = f"""\ufeff{HEAD}
"Participant 4711","Ada Berg",ada@uni.example,{SENT},
"Participant 4712","Jürgen O'Neil",ben@uni.example,{SENT},"Well, done"
"Participant 4713","Cy Ito",cy@uni.example,{SENT},
"Participant 4799","Eve Lang",eve@uni.example,"No submission",,7.00,Yes,-,-,
"""


@pytest.fixture
def download(tmp_path: Path) -> Path:
    path = tmp_path / "C-Exercise 1-987.zip"
    path.write_bytes(zipped(DOWNLOAD))
    return path


def imported_grades(given: GivenBack) -> dict[int, tuple[str, str]]:
    """Return grade and comment by participant, as Moodle's importer takes them."""
    [path] = [path for path in given.files if path.name == "moodle_grades.csv"]
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    columns = rows[0]
    place = {name: columns.index(name) for name in ("Identifier", "Grade", "Last modified (grade)")}
    comment = columns.index("Feedback comments")
    found = {}
    for row in rows[1:]:
        number = row[place["Identifier"]][len("Participant ") :]
        grade = row[place["Grade"]]
        if grade != "" and 0 <= float(grade) <= 7:
            found[int(number)] = (grade, row[comment])
    return found


def imported_files(given: GivenBack) -> dict[int, dict[str, bytes]]:
    """Return the feedback files by participant, as Moodle's importer takes them."""
    [path] = [path for path in given.files if path.name == "moodle_feedback.zip"]
    found: dict[int, dict[str, bytes]] = {}
    for name, content in unzipped(path).items():
        parts = ["", "import", *name.split("/")]
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
                rest = [info[4] if len(info) == 5 else "", *parts]
                found.setdefault(int(info[1]), {})["/".join(rest).lstrip("/")] = content
                break
        else:
            raise AssertionError(f"Moodle does not know whose {name} is")
    return found


def test_the_download_alone_is_enough(course: Course, download: Path) -> None:
    given = give_back(course, CHAPTER, "moodle", downloads=[download])
    assert imported_grades(given) == {
        4711: ("4.5", "4.5 of 7 points, 3 more wait to be graded by a person."),
        4712: ("5", "5 of 7 points, 2 taken off for lateness."),
    }
    assert imported_files(given) == {
        4711: {f"{CHAPTER}.html": page("ada").encode()},
        4712: {f"{CHAPTER}.html": page("ben").encode()},
    }
    assert any(line.startswith("di  was left out") for line in given.remarks)
    assert any("still waits for a person" in line for line in given.remarks)


def test_the_folders_are_those_of_the_download(course: Course, download: Path) -> None:
    given = give_back(course, CHAPTER, "moodle", downloads=[download])
    folders = {name.partition("/")[0] for name in unzipped(given.files[-1])}
    assert folders <= {name.partition("/")[0] for name in DOWNLOAD}


def test_an_unpacked_download_in_its_place_is_found(course: Course) -> None:
    for name, content in DOWNLOAD.items():
        path = course.downloaded(CHAPTER) / "unpacked" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    given = give_back(course, CHAPTER, "moodle")
    assert imported_files(given).keys() == {4711, 4712}


def test_moodles_own_worksheet_is_filled_in(course: Course, tmp_path: Path) -> None:
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    given = give_back(course, CHAPTER, "moodle", sheet=sheet)
    grades = imported_grades(given)
    assert grades.keys() == {4711, 4712}
    assert grades[4712] == ("5", "Well, done"), "a comment that is there stays"
    lines = given.files[1].read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5, "who handed in nothing keeps a row"
    assert lines[0] == HEAD.replace('"', "")
    assert imported_files(given).keys() == {4711, 4712}, "its own form of folders does as well"


def test_a_fresh_worksheet_says_when_in_a_way_that_php_reads() -> None:
    row = Worksheet.fresh([]).columns
    assert row[0] == "Identifier"
    with pytest.raises(GiveBackError, match="no column 'Grade'"):
        Worksheet.read("Identifier,Bewertung,Last modified (grade)\n")


def test_two_who_say_the_same_id_get_nothing(course: Course, tmp_path: Path) -> None:
    course.roster.unlink()
    download = tmp_path / "download.zip"
    names = (
        f"Ada Berg_1_assignsubmission_file/ada__{OURS}",
        f"Eve_2_assignsubmission_file/ada__{OURS}",
    )
    download.write_bytes(zipped(dict.fromkeys(names, b"PK")))
    given = give_back(course, CHAPTER, "moodle", downloads=[download])
    assert imported_grades(given) == {}
    assert (
        "ada  may be 1 or 2: nothing is given back. Say in var/roster.csv who is who"
        in given.remarks
    )


def test_what_the_roster_knows_goes_before_what_somebody_typed(
    course: Course, tmp_path: Path
) -> None:
    download = tmp_path / "download.zip"
    names = (
        f"Ada Berg_1_assignsubmission_file/ada__{OURS}",
        f"Di Ito_2_assignsubmission_file/ada__{OURS}",
    )
    download.write_bytes(zipped(dict.fromkeys(names, b"PK")))
    given = give_back(course, CHAPTER, "moodle", downloads=[download])
    assert {key: list(files.values()) for key, files in imported_files(given).items()} == {
        1: [page("ada").encode()],
        2: [page("di").encode()],
    }


def test_a_number_of_another_assignment_is_somebody_elses(course: Course, download: Path) -> None:
    known = {Identity("Moodle", "4713"): Known("di", (CHAPTER,))}
    elsewhere = {Identity("Moodle", "4711"): Known("ben", ("02_next",))}
    records.store(course.collected, records.Record(known | elsewhere))
    course.roster.unlink()
    given = give_back(course, CHAPTER, "moodle", downloads=[download])
    files = {key: list(files.values()) for key, files in imported_files(given).items()}
    assert files == {4711: [page("ada").encode()], 4713: [page("di").encode()]}


def test_without_any_number_it_says_what_to_give(course: Course) -> None:
    with pytest.raises(GiveBackError, match="--sheet, or its download"):
        give_back(course, CHAPTER, "moodle")
