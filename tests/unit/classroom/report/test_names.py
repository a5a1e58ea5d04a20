import json
from pathlib import Path

import pytest

from autograder.classroom.report.names import pseudonyms, real_names
from autograder.classroom.roster import Person, Roster
from autograder.errors import GradingError


def test_a_name_has_its_id_behind_it() -> None:
    roster = Roster([Person("ada", "Ada Berg"), Person("ben")])
    assert real_names(["ada", "ben", "cy"], roster) == {
        "ada": "Ada Berg (ada)",
        "ben": "ben",
        "cy": "cy",
    }


def test_a_number_stays_whoever_comes_later(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.json"
    first = pseudonyms(["ada", "ben"], path)
    assert sorted(first.values()) == ["Student 1", "Student 2"]
    later = pseudonyms(["aaron", "ben", "ada"], path)
    assert {**first, "aaron": "Student 3"} == later
    assert json.loads(path.read_text()) == later


def test_numbers_follow_no_order(tmp_path: Path) -> None:
    students = [f"s{k:03d}" for k in range(100)]
    drawn = pseudonyms(students, tmp_path / "pseudonyms.json")
    assert list(drawn.values()) != [f"Student {k}" for k in range(1, 101)]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pseudonyms.json"
    path.write_text('{"ada": "Somebody"}')
    with pytest.raises(GradingError, match=r"pseudonyms\.json cannot be read"):
        pseudonyms(["ada"], path)
