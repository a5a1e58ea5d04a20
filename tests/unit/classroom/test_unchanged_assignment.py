"""Of an assignment of any course in which nothing has changed, that is said at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from autograder.classroom.results import Outcome, Result
from autograder.classroom.unchanged_assignment import (
    Places,
    forget,
    remember,
    state_of,
    unchanged,
)

RESULTS = [
    Result("ada", "ps1", Outcome.GRADED, 3.0, 4.0, scores={"test_a": 3.0}),
    Result("ben", "ps1", Outcome.BROKEN, None, 4.0, remark="It is cut short."),
]


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A course of nbgrader's, as far as files tell, with what its gradebook says of ada."""
    for student in ("ada", "ben"):
        for name in ("ps1", "ps2"):
            write(tmp_path / "submitted" / student / name / "p.ipynb", student)
    write(tmp_path / "source" / "ps1" / "p.ipynb")
    write(tmp_path / "autograded" / "ada" / "ps1" / "p.ipynb")
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as gradebook, gradebook:
        gradebook.executescript(GRADEBOOK)
    return Places(
        tmp_path,
        "ps1",
        given=[tmp_path / name for name in ("nbgrader_config.py", "source", "submitted")],
        written=[tmp_path / "autograded"],
        gradebook=tmp_path / "gradebook.db",
    )


#: The tables of nbgrader's that are looked at.
GRADEBOOK = """
    CREATE TABLE assignment (id, name, duedate);
    CREATE TABLE student (id, first_name);
    CREATE TABLE submitted_assignment (id, assignment_id, student_id, timestamp, extension);
    CREATE TABLE submitted_notebook (id, assignment_id, late_submission_penalty);
    CREATE TABLE base_cell (id, name);
    CREATE TABLE grade (id, cell_id, notebook_id, auto_score, manual_score, extra_credit,
                        needs_manual_grade);
    CREATE TABLE comment (id, cell_id, notebook_id, auto_comment, manual_comment);
    INSERT INTO assignment VALUES (1, 'ps1', NULL);
    INSERT INTO student VALUES ('ada', 'Ada'), ('ben', 'Ben');
    INSERT INTO submitted_assignment VALUES (1, 1, 'ada', NULL, NULL);
    INSERT INTO submitted_notebook VALUES (1, 1, NULL);
    INSERT INTO base_cell VALUES (1, 'test_a');
    INSERT INTO grade VALUES (1, 1, 1, 3, NULL, NULL, 0);
"""


def remembered(places: Places) -> None:
    given = state_of(places.given, places.root, places.assignment)
    remember(places, given, RESULTS)


def test_what_has_not_changed_is_told(places: Places) -> None:
    assert unchanged(places.root, "ps1") is None
    remembered(places)
    assert unchanged(places.root, "ps1") == RESULTS
    assert unchanged(places.root, "ps2") is None
    write(places.root / "submitted" / "ada" / "ps2" / "p.ipynb", "another assignment's")
    assert unchanged(places.root, "ps1") == RESULTS
    forget(places.root, "ps1")
    assert unchanged(places.root, "ps1") is None


def give_marks(places: Places) -> None:
    with closing(sqlite3.connect(places.gradebook)) as gradebook, gradebook:
        gradebook.execute("UPDATE grade SET manual_score = 1")


CHANGES: dict[str, Callable[[Places], object]] = {
    "another version": lambda p: write(p.root / "submitted" / "ada" / "ps1" / "p.ipynb", "new"),
    "one more student": lambda p: write(p.root / "submitted" / "eve" / "ps1" / "p.ipynb"),
    "one fewer": lambda p: (p.root / "submitted" / "ben" / "ps1" / "p.ipynb").unlink(),
    "another source": lambda p: write(p.root / "source" / "ps1" / "p.ipynb", "new"),
    "another configuration": lambda p: write(p.root / "nbgrader_config.py", "c = 1"),
    "what was written is gone": lambda p: (
        p.root / "autograded" / "ada" / "ps1" / "p.ipynb"
    ).unlink(),
    "marks given by hand": give_marks,
    "no gradebook": lambda p: p.gradebook.unlink(),
    "a torn summary": lambda p: [
        write(path, "{") for path in p.root.rglob(".autograder/**/*.json")
    ],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_noticed(places: Places, change: Callable[[Places], object]) -> None:
    remembered(places)
    assert unchanged(places.root, "ps1") is not None
    change(places)
    assert unchanged(places.root, "ps1") is None


def test_what_changed_while_it_was_graded_counts_as_changed(places: Places) -> None:
    given = state_of(places.given, places.root, "ps1")
    write(places.root / "submitted" / "ada" / "ps1" / "p.ipynb", "a newer one")
    remember(places, given, RESULTS)
    assert unchanged(places.root, "ps1") is None


def test_folders_may_lie_elsewhere(
    places: Places, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    source = write(elsewhere / "ps1" / "p.ipynb")
    moved = Places(places.root, "ps1", [elsewhere], [elsewhere], places.gradebook)
    remembered(moved)
    assert unchanged(places.root, "ps1") == RESULTS
    write(source, "new")
    assert unchanged(places.root, "ps1") is None
