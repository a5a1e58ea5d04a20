"""What is handed in, and that nbgrader's own zip_collect takes it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import parse_utc

from autograder.desk.submission import archive_name, check_student, submit
from autograder.desk.workspace import prepare
from autograder.errors import SubmissionError
from tests.tiny_course import TinyCourse

CHAPTER = TinyCourse.chapter


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    return TinyCourse(tmp_path)


def test_the_zip_holds_the_notebook_and_nothing_else(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    tiny.answer("two = 2")
    [path] = submit(tiny.course, [CHAPTER], "ada")

    assert path.parent == tiny.course.work / "submissions"
    assert re.fullmatch(r"ada__\d{4}-\d\d-\d\d-\d{6}__01_tiny\.zip", path.name)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["01_tiny.ipynb"]
        assert archive.read("01_tiny.ipynb") == tiny.course.working_copy(CHAPTER).read_bytes()


def test_nbgrader_collects_what_was_handed_in(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    tiny.answer("two = 2")
    earliest = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    archives = tiny.course.var / "downloaded" / CHAPTER / "archive"
    archives.mkdir(parents=True)
    students = ["ada", "a__2020", "Bob.B-3"]
    for student in students:
        [path] = submit(tiny.course, [CHAPTER], student)
        path.rename(archives / path.name)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", CHAPTER],
        cwd=tiny.course.root,
        check=True,
        capture_output=True,
    )

    submitted = tiny.course.var / "submitted"
    assert sorted(p.name for p in submitted.iterdir()) == sorted(students)
    for student in students:
        folder = submitted / student / CHAPTER
        mine = tiny.course.working_copy(CHAPTER).read_bytes()
        assert (folder / "01_tiny.ipynb").read_bytes() == mine
        collected = parse_utc((folder / "timestamp.txt").read_text())
        assert timedelta(0) <= collected - earliest < timedelta(minutes=1)


@given(
    when=st.datetimes(
        datetime(2020, 1, 1),
        datetime(2100, 1, 1),
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
    )
)
def test_nbgrader_reads_every_timestamp_as_it_was_meant(when: datetime) -> None:
    [stamp] = re.findall(r"__(.*)__", archive_name("ada", when, CHAPTER))

    expected = when.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    assert parse_utc(stamp) == expected


@pytest.mark.parametrize("student", ["", "Ada Lovelace", "a/b", "../x", "zoë", ".ada", "a\n", "-f"])
def test_an_id_that_nbgrader_or_a_file_name_cannot_take_is_refused(student: str) -> None:
    with pytest.raises(SubmissionError, match="cannot be a student id"):
        check_student(student)


def test_without_an_id_the_login_name_is_taken(
    tiny: TinyCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    prepare(tiny.course)
    tiny.answer("two = 2")

    [path] = submit(tiny.course, [CHAPTER], None)
    assert path.name.startswith("grace__")


def test_an_untouched_or_missing_copy_is_nothing_to_hand_in(tiny: TinyCourse) -> None:
    with pytest.raises(SubmissionError, match="nothing to hand in"):
        submit(tiny.course, [CHAPTER], "ada")
    prepare(tiny.course)
    nbformat.write(tiny.copy(), tiny.course.working_copy(CHAPTER))  # opened and saved
    with pytest.raises(SubmissionError, match="nothing to hand in"):
        submit(tiny.course, [CHAPTER], "ada")
    assert not (tiny.course.work / "submissions").exists()


def test_what_jupyter_opens_is_handed_in_as_it_is(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    path = tiny.course.working_copy(CHAPTER)
    for cell in (raw := json.loads(path.read_text()))["cells"]:
        cell.pop("execution_count", None)
    raw["cells"][1]["source"] = "two = 2"
    path.write_text(json.dumps(raw), encoding="utf-8-sig")
    assert prepare(tiny.course) == []

    [archive] = submit(tiny.course, [CHAPTER], "ada")
    with zipfile.ZipFile(archive) as file:
        assert file.read("01_tiny.ipynb") == path.read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<!doctype html>", "is a web page"), (b"{\n<<<<<<< HEAD", r"conflict marks .*line 2")],
)
def test_a_file_that_is_no_notebook_is_called_what_it_is(
    tiny: TinyCourse, content: bytes, words: str
) -> None:
    prepare(tiny.course)
    tiny.course.working_copy(CHAPTER).write_bytes(content)
    with pytest.raises(SubmissionError, match=rf"{words}.*autograder reset 01_tiny"):
        submit(tiny.course, [CHAPTER], "ada")
    [line] = prepare(tiny.course)
    assert re.search(rf"{words}.*left as it is.*autograder reset 01_tiny", line)


def test_a_folder_in_a_notebooks_place_stops_nothing(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    path = tiny.course.working_copy(CHAPTER)
    path.unlink()
    path.mkdir()
    with pytest.raises(SubmissionError, match="is a folder"):
        submit(tiny.course, [CHAPTER], "ada")
    [line] = prepare(tiny.course)
    assert "is a folder" in line


def test_a_broken_notebook_is_refused_and_the_others_go_on(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    tiny.answer("two = 2")
    broken = tiny.course.working_copy("02_broken")
    broken.parent.mkdir()
    broken.write_text("{")

    with pytest.raises(SubmissionError) as caught:
        submit(tiny.course, ["02_broken", CHAPTER], "ada")
    first, second = str(caught.value).splitlines()
    assert first.startswith("02_broken was not made ready")
    assert "autograder reset 02_broken" in first
    [path] = (tiny.course.work / "submissions").iterdir()
    assert second == f"Hand in {path}"
