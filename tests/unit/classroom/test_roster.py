"""The list of the class, as spreadsheets and platforms write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.roster import Person, Roster, read_roster
from autograder.errors import RosterError

CLASS = """id,name,email,canvas,section
jane,Jane Doe,jane@uni.example,12345,A
li.1,"Li, Jun",li1@uni.example,777,A

li.2,Jun Li,li2@uni.example,778,B
müll,
"""


def roster(tmp_path: Path, text: str, encoding: str = "utf-8") -> Roster:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding=encoding)
    return read_roster(path)


@pytest.fixture
def people(tmp_path: Path) -> Roster:
    return roster(tmp_path, CLASS.replace("müll,\n", ""))


def test_a_person_is_found_by_whatever_a_platform_says(people: Roster) -> None:
    jane = Person("jane", "Jane Doe", "jane@uni.example", {"canvas": "12345", "section": "A"})
    assert people.people[0] == jane
    assert people.by_id("JANE") == people.by_email("Jane@Uni.Example") == jane
    assert people.by_lms("canvas", "12345") == people.by_name("doejane") == jane
    assert people.by_name("Jané  DOE") == jane
    assert people.by_lms("moodle", "12345") is None


def test_a_name_that_two_have_is_nobodys(people: Roster) -> None:
    assert [p.name for p in people.people] == ["Jane Doe", "Jun Li", "Jun Li"]
    assert people.by_name("Jun Li") is None
    assert people.by_lms("canvas", "778") == people.by_id("li.2")


def test_a_spreadsheet_has_its_own_ways(tmp_path: Path) -> None:
    text = "Student ID;Surname;First name;E-Mail\r\n7;Müller;Jürgen Max;jm@x\r\n"
    people = roster(tmp_path, text, "utf-8-sig")
    assert people.people == (Person("7", "Jürgen Max Müller", "jm@x", {}, "Müller", "Jürgen Max"),)
    assert people.by_name("muellerjuergenmax") is None
    assert people.by_name("mullerjurgenmax") == people.by_name("Jürgen Max Müller")


def test_no_roster_is_an_empty_one(tmp_path: Path) -> None:
    assert not read_roster(tmp_path / "roster.csv")
    assert not roster(tmp_path, "id\n").people


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs one column called 'id'"),
        ("name,email\nJane,j@x\n", "its first line names: name, email"),
        (CLASS, "line 6: 'müll' cannot be a student id"),
        ("id,name\n,Jane\n", "line 2: '' cannot be"),
        ("id\n../x\n", "line 2: '../x' cannot be"),
        ("id,name\njane,Doe, Jane\n", "line 2 has 3 values for 2 columns. Put those that hold"),
        ("id\njane\nJane\n", "line 3: the id 'Jane' stands in line 2 too"),
        ("id,canvas\njane,1\nben,1\n", "line 3: the canvas '1' stands in line 2 too"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RosterError, match=r"roster\.csv") as caught:
        roster(tmp_path, text)
    assert said in str(caught.value)


def test_another_encoding_is_said(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="as 'CSV UTF-8'"):
        roster(tmp_path, "id,name\n1,Jürgen\n", "cp1252")
    (tmp_path / "roster.csv").unlink()
    (tmp_path / "roster.csv").mkdir()
    with pytest.raises(RosterError, match="cannot be read"):
        read_roster(tmp_path / "roster.csv")
