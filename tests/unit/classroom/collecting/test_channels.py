"""Each platform's names, as its source or documentation has them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.classroom.collecting.archives import Unpacker
from autograder.classroom.collecting.channels import (
    Recognised,
    Sender,
    read_sidecars,
    recognise,
)

from .conftest import write

if os.name == "posix":
    import pwd


def whose(tmp_path: Path, way: str, **beside: str) -> Recognised:
    """Return what is said of the file at ``way``, with other files beside it."""
    write(tmp_path / "in", {way: b"{}", **{k: v.encode() for k, v in beside.items()}})
    (tmp_path / "scratch").mkdir()
    sent = list(Unpacker(tmp_path / "scratch").find(tmp_path / "in"))
    [it] = [each for each in sent if each.where == f"in/{way}"]
    return recognise(it, read_sidecars(sent))


WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LOCAL = datetime(2026, 3, 2, 9, 30).astimezone().astimezone(UTC)


@pytest.mark.parametrize(
    ("way", "sender"),
    [
        ("doejane_12345_678_x.ipynb", Sender("Canvas", "12345", names=("doejane",), sequence=678)),
        (
            "müllerjürgen_LATE_7_678_a_1_2_b-1.ipynb",
            Sender("Canvas", "7", names=("müllerjürgen",), sequence=678, late=True),
        ),
        ("anon_x7Kq2_678_x.ipynb", Sender("Canvas", "x7Kq2", True, sequence=678)),
        ("LATE_anon_x7Kq2_678_x.zip", Sender("Canvas", "x7Kq2", True, sequence=678, late=True)),
        (
            "Jane Doe_4711_assignsubmission_file/x.ipynb",
            Sender("Moodle", "4711", True, ("Jane Doe",)),
        ),
        (
            "Jane Doe_4711_assignsubmission_file_/x.ipynb",
            Sender("Moodle", "4711", True, ("Jane Doe",)),
        ),
        (
            "Jane Doe_4711_assignsubmission_file_a_1_assignsubmission_file_b.ipynb",
            Sender("Moodle", "4711", True, ("Jane Doe",)),
        ),
        ("Participant_4711_assignsubmission_file/x.ipynb", Sender("Moodle", "4711", True)),
        (
            "Group A-Jane Doe_4711_assignsubmission_file/x.ipynb",
            Sender("Moodle", "4711", True, ("Group A-Jane Doe",)),
        ),
        (
            "Default group_assignsubmission_file/x.ipynb",
            Sender("Moodle", "Default group", True, ("Default group",)),
        ),
        (
            "Exercise_1_jane_attempt_2026-03-02-09-30-00_x.ipynb",
            Sender("Blackboard", "Exercise_1_jane", True, login="jane", when=LOCAL),
        ),
        (
            "271836-442356 - Jane Doe - Mar 2, 2026 930 AM/x.ipynb",
            Sender("Brightspace", "271836", names=("Jane Doe",), when=LOCAL),
        ),
        (
            "271836-442356 - Jane Doe - Mar 2, 2026 9:30 AM - a - b.ipynb",
            Sender("Brightspace", "271836", names=("Jane Doe",), when=LOCAL),
        ),
        (
            "271836-442356 - N0123456 - Jane Doe - 2 March, 2026 0930 - x.ipynb",
            Sender("Brightspace", "271836", names=("Jane Doe",), when=LOCAL),
        ),
        (
            "Doe_Jane_jdoe_9123/x.ipynb",
            Sender("ILIAS", "9123", names=("Jane Doe",), login="jdoe"),
        ),
        (
            "jane+01_tiny+2026-03-02 09:30:00.000000 UTC+abcd/01_tiny.ipynb",
            Sender("nbgrader's exchange", "jane", login="jane", when=WHEN),
        ),
        ("jane/01_tiny/01_tiny.ipynb", Sender("nbgrader's folders", "jane", login="jane")),
        (
            "jane__2026-03-02-093000__01_tiny.ipynb",
            Sender("its name", "jane", login="jane", vouched=False, when=WHEN),
        ),
    ],
)
def test_each_form_tells_its_sender(tmp_path: Path, way: str, sender: Sender) -> None:
    said = whose(tmp_path, way)
    assert said.senders == (sender,)


@pytest.mark.parametrize(
    "way",
    ["x.ipynb", "1_2.ipynb", "01_tiny/01_tiny.ipynb", "a b/01_tiny/01_tiny.ipynb", "jane__x.zip"],
)
def test_what_has_no_form_is_nobodys(tmp_path: Path, way: str) -> None:
    said = whose(tmp_path, way)
    assert not said.senders
    assert "says whose it is" in said.why_not


def test_the_outermost_form_decides(tmp_path: Path) -> None:
    way = "Jane Doe_1_assignsubmission_file/Ben Roe_2_assignsubmission_file/ben__x/x.ipynb"
    assert whose(tmp_path, way).senders[0].key == "1"


def test_blackboards_note_tells_a_login_with_an_underscore(tmp_path: Path) -> None:
    stem = "Exercise_1_jane_doe_attempt_2026-03-02-09-30-00"
    note = "Name: Jane Doe (jane_doe)\nAssignment: Exercise 1\n"
    said = whose(tmp_path, f"{stem}_x.ipynb", **{f"{stem}.txt": note}).senders
    assert said == (Sender("Blackboard", "jane_doe", False, ("Jane Doe",), "jane_doe", when=LOCAL),)


def test_a_note_in_a_students_folder_speaks_for_nobody_else(tmp_path: Path) -> None:
    stem = "Exercise_1_jane_attempt_2026-03-02-09-30-00"
    forged = "Name: Ben Roe (ben)\n"
    said = whose(tmp_path, f"{stem}_x.ipynb", **{f"sub/{stem}.txt": forged}).senders
    assert said[0].login == "jane"


EXCHANGED = "jane+01_tiny+2026-03-02 09:30:00.000000 UTC+abcd"


def test_the_exchange_knows_a_hand_in_by_a_secret(tmp_path: Path) -> None:
    beside = {f"{EXCHANGED}/submission_secret.txt": "a1b2\n", "submission_secret.txt": "other"}
    [sender] = whose(tmp_path, f"{EXCHANGED}/01_tiny.ipynb", **beside).senders
    assert sender.secret == "a1b2"


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root gives away")
def test_whose_a_folder_of_the_exchange_is_the_machine_says(tmp_path: Path) -> None:
    somebody = pwd.getpwuid(1)
    way = f"{EXCHANGED}/01_tiny.ipynb"
    write(tmp_path / "in", {way: b"{}"})
    os.chown(tmp_path / "in" / way, somebody.pw_uid, -1)
    said = whose(tmp_path, way)
    assert not said.senders
    assert f"says jane, but it belongs to {somebody.pw_name}" in said.why_not

    (tmp_path / "scratch").rmdir()
    own = EXCHANGED.replace("jane", somebody.pw_name) + "/01_tiny.ipynb"
    write(tmp_path / "in", {own: b"{}"})
    os.chown(tmp_path / "in" / own, somebody.pw_uid, -1)
    assert whose(tmp_path, own).senders[0].login == somebody.pw_name


METADATA = """---
submission_12:
  :submitters:
  - :name: Jane Doe
    :sid: '77'
    :email: jane@uni.example
  - :name: Ben Roe
    :sid:
    :email: ben@uni.example
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-03-02 09:30:00.000000000 Z
  :score: 0.0
submission_13:
  :submitters: []
  :created_at: 2026-03-02 09:30:00.000000000 Z
submission_14:
  :submitters:
  - :name: Jun Li
    :sid: '78'
    :email:
  :created_at: 2026-03-02 09:30:00.000000000 Z
"""


def test_gradescope_says_it_in_a_file_of_its_own(tmp_path: Path) -> None:
    top = "assignment_9_export"
    said = whose(
        tmp_path,
        f"{top}/submission_12/x.ipynb",
        **{
            f"{top}/submission_metadata.yml": METADATA,
            f"{top}/submission_13/x.ipynb": "{}",
            f"{top}/submission_14/x.ipynb": "{}",
            f"{top}/submission_15/x.ipynb": "{}",
        },
    )
    assert [(s.key, s.login, s.email) for s in said.senders] == [
        ("77", "77", "jane@uni.example"),
        ("ben@uni.example", "ben", "ben@uni.example"),
    ]
    (tmp_path / "scratch").rmdir()
    fourteen = whose(tmp_path, f"{top}/submission_14/x.ipynb").senders
    assert [(s.key, s.when) for s in fourteen] == [("78", WHEN)]
    (tmp_path / "scratch").rmdir()
    assert "names nobody" in whose(tmp_path, f"{top}/submission_13/x.ipynb").why_not
    (tmp_path / "scratch").rmdir()
    assert "not beside its folder" in whose(tmp_path, f"{top}/submission_15/x.ipynb").why_not


def test_gradescopes_file_may_be_damaged(tmp_path: Path) -> None:
    said = whose(
        tmp_path,
        "assignment_9_export/submission_12/x.ipynb",
        **{"assignment_9_export/submission_metadata.yml": ": ["},
    )
    assert "not beside its folder" in said.why_not
