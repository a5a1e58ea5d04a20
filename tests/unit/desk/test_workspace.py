"""The student's copies: laid out once, brought up to date, never overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.desk.workspace import prepare, reset
from autograder.errors import WorkspaceError
from tests.tiny_course import TinyCourse

CHAPTER = TinyCourse.chapter


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    return TinyCourse(tmp_path)


def test_a_chapter_is_copied_once_with_its_data_and_without_source(tiny: TinyCourse) -> None:
    course = tiny.course
    (course.notebooks / CHAPTER / "01_tiny.py").write_text("leak = True")
    (course.notebooks / CHAPTER / ".hidden").write_text("no")

    assert prepare(course) == ["01_tiny: copied to work/01_tiny/"]
    assert prepare(course) == []
    folder = course.work / CHAPTER
    assert course.working_copy(CHAPTER).read_bytes() == course.release(CHAPTER).read_bytes()
    assert (folder / "data" / "points.csv").read_text() == "1,2\n"
    assert {p.name for p in folder.iterdir()} == {"01_tiny.ipynb", "data", ".autograder"}


def test_cards_and_module_are_copied_and_come_back_when_they_are_lost(tiny: TinyCourse) -> None:
    release = tiny.course.release(CHAPTER).parent
    (release / "cards.json").write_text("{}")
    (release / "tiny_exercises.py").write_text("TWO = 2\n")
    prepare(tiny.course)
    tiny.answer("two = 2")
    before = tiny.course.working_copy(CHAPTER).read_bytes()
    folder = tiny.course.work / CHAPTER
    assert (folder / "tiny_exercises.py").read_text() == "TWO = 2\n"

    (folder / "cards.json").unlink()
    assert prepare(tiny.course) == ["01_tiny: brought back cards.json"]
    assert (folder / "cards.json").read_text() == "{}"
    assert prepare(tiny.course) == []
    assert tiny.course.working_copy(CHAPTER).read_bytes() == before


@pytest.mark.parametrize("released", ["TWO = 2\n", "TWO = 1 + 1\n"], ids=["same", "changed"])
def test_a_new_release_replaces_an_edited_module_and_keeps_the_edited_one(
    tiny: TinyCourse, released: str
) -> None:
    release = tiny.course.release(CHAPTER).parent
    (release / "tiny_exercises.py").write_text("TWO = 2\n")
    prepare(tiny.course)
    mine = tiny.course.work / CHAPTER / "tiny_exercises.py"
    mine.write_text("TWO = 3\n")
    assert prepare(tiny.course) == []  # not before there is a new release
    (release / "tiny_exercises.py").write_text(released)
    tiny.release(lesson="Better words")

    [line] = prepare(tiny.course)
    backup = tiny.course.root / line.rsplit(" ", 1)[1]
    assert (backup / "tiny_exercises.py").read_text() == "TWO = 3\n"
    assert mine.read_text() == released


def test_a_new_release_replaces_an_untouched_module_without_a_backup(tiny: TinyCourse) -> None:
    release = tiny.course.release(CHAPTER).parent
    (release / "tiny_exercises.py").write_text("TWO = 2\n")
    prepare(tiny.course)
    (release / "tiny_exercises.py").write_text("TWO = 1 + 1\n")

    assert prepare(tiny.course) == ["01_tiny: updated to the new release"]
    assert (tiny.course.work / CHAPTER / "tiny_exercises.py").read_text() == "TWO = 1 + 1\n"
    assert not (tiny.course.work / "backups").exists()


def test_a_students_work_is_not_touched_while_the_release_stays(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    tiny.answer("two = 2")
    (tiny.course.work / CHAPTER / "data" / "points.csv").write_text("mine\n")
    before = tiny.course.working_copy(CHAPTER).read_bytes()

    assert prepare(tiny.course) == []
    assert tiny.course.working_copy(CHAPTER).read_bytes() == before
    assert (tiny.course.work / CHAPTER / "data" / "points.csv").read_text() == "mine\n"


def test_a_new_release_takes_the_answers_along_and_keeps_the_copy_from_before(
    tiny: TinyCourse,
) -> None:
    prepare(tiny.course)
    tiny.answer("two = 1 + 1")
    before = tiny.course.working_copy(CHAPTER).read_bytes()
    tiny.release(lesson="Better words", stub="two = None")

    [line] = prepare(tiny.course)
    folder = line.rsplit(" ", 1)[1]
    assert line.startswith("01_tiny: updated to the new release, your answers with it")
    assert (tiny.course.root / folder / "01_tiny.ipynb").read_bytes() == before
    assert [c.source for c in tiny.copy().cells] == [
        "Better words",
        "two = 1 + 1",
        "assert two == 2",
    ]
    assert prepare(tiny.course) == []


def test_a_copy_that_nobody_worked_in_is_simply_replaced(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    tiny.release(stub="two = None", points="3,4\n")

    assert prepare(tiny.course) == ["01_tiny: updated to the new release"]
    release = tiny.course.release(CHAPTER).read_bytes()
    assert tiny.course.working_copy(CHAPTER).read_bytes() == release
    assert (tiny.course.work / CHAPTER / "data" / "points.csv").read_text() == "3,4\n"
    assert not (tiny.course.work / "backups").exists()


def test_a_data_file_that_both_changed_is_backed_up_and_replaced(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    mine = tiny.course.work / CHAPTER / "data" / "points.csv"
    mine.write_text("mine\n")
    tiny.release(points="3,4\n")

    [line] = prepare(tiny.course)
    backup = tiny.course.root / line.rsplit(" ", 1)[1]
    assert (backup / "data" / "points.csv").read_text() == "mine\n"
    assert mine.read_text() == "3,4\n"


def test_two_releases_later_the_old_stub_is_still_known(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    for stub in ("two = None", "two = 0"):
        notebook = tiny.copy()
        tiny.answer(notebook.cells[1].source)  # saved, not changed
        tiny.release(stub=stub)
        prepare(tiny.course)
        assert tiny.copy().cells[1].source == stub


def test_a_copy_without_a_record_is_compared_anew_and_loses_nothing(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    tiny.answer("two = 1 + 1")
    (tiny.course.work / CHAPTER / ".autograder" / "release.json").write_text("{")
    tiny.release(lesson="Better words")

    prepare(tiny.course)
    assert tiny.copy().cells[1].source == "two = 1 + 1"
    assert tiny.copy().cells[0].source == "Better words"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"cells": 3, "nbformat": 4}'])
def test_a_broken_copy_is_left_alone_and_named_with_the_remedy(
    tiny: TinyCourse, content: bytes
) -> None:
    prepare(tiny.course)
    tiny.course.working_copy(CHAPTER).write_bytes(content)
    tiny.release(lesson="Better words")

    [line] = prepare(tiny.course)
    assert "autograder reset 01_tiny" in line
    assert "\n" not in line
    assert tiny.course.working_copy(CHAPTER).read_bytes() == content


def test_reset_brings_the_release_and_returns_the_backup(tiny: TinyCourse) -> None:
    assert reset(tiny.course, CHAPTER) is None
    tiny.answer("two = 3")
    mine = tiny.course.working_copy(CHAPTER).read_bytes()
    backup = reset(tiny.course, CHAPTER)

    assert backup is not None
    assert (backup / "01_tiny.ipynb").read_bytes() == mine
    release = tiny.course.release(CHAPTER).read_bytes()
    assert tiny.course.working_copy(CHAPTER).read_bytes() == release
    assert prepare(tiny.course) == []


def test_reset_brings_cards_and_module_as_released(tiny: TinyCourse) -> None:
    release = tiny.course.release(CHAPTER).parent
    (release / "cards.json").write_text("{}")
    (release / "tiny_exercises.py").write_text("TWO = 2\n")
    prepare(tiny.course)
    mine = tiny.course.work / CHAPTER
    (mine / "tiny_exercises.py").write_text("TWO = 3\n")
    (mine / "cards.json").unlink()
    backup = reset(tiny.course, CHAPTER)

    assert backup is not None
    assert (backup / "tiny_exercises.py").read_text() == "TWO = 3\n"
    assert (mine / "tiny_exercises.py").read_text() == "TWO = 2\n"
    assert (mine / "cards.json").read_text() == "{}"


def test_resets_in_one_second_do_not_collide(tiny: TinyCourse) -> None:
    prepare(tiny.course)
    backups = []
    for number in range(4):
        tiny.answer(f"two = {number}")
        backups.append(reset(tiny.course, CHAPTER))

    assert [f"two = {n}" in (b / "01_tiny.ipynb").read_text() for n, b in enumerate(backups)] == [
        True
    ] * 4
    assert len(set(backups)) == 4


def test_a_file_that_cannot_be_written_is_one_clear_line(tiny: TinyCourse) -> None:
    tiny.course.work.write_text("a file where the folder should be")

    with pytest.raises(WorkspaceError, match="cannot be read or written") as caught:
        prepare(tiny.course)
    assert os.linesep not in str(caught.value)


def test_a_course_without_a_release_has_nothing_to_prepare(tiny: TinyCourse) -> None:
    tiny.course.release(CHAPTER).unlink()

    assert prepare(tiny.course) == []


def test_it_prepares_the_course_around_it_or_says_why_not(tiny: TinyCourse) -> None:
    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder.desk.workspace"]
        return subprocess.run(
            command, cwd=tiny.course.root, capture_output=True, text=True, check=False
        )

    tiny.course.work.write_text("a file where the folder should be")
    done = run()
    assert done.returncode == 1
    assert "cannot be read or written" in done.stderr
    assert "Traceback" not in done.stderr
    tiny.course.work.unlink()
    assert run().stdout == "01_tiny: copied to work/01_tiny/\n"
