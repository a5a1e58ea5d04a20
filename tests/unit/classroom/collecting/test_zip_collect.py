"""One file that cannot be taken stops nobody's, and is named."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.classroom.collecting.uncollected import uncollected
from autograder.course import Course
from tests.tiny_course import TinyCourse

CHAPTER = TinyCourse.chapter
WHEN = "2026-03-02-093000"


def zipped(name: str = f"{CHAPTER}.ipynb", content: bytes = b"{}") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


SENT = {
    f"plain__{WHEN}__{CHAPTER}.zip": zipped(),
    f"cut__{WHEN}__{CHAPTER}.zip": zipped()[:40],
    f"never__2026-99-99-999999__{CHAPTER}.zip": zipped(),
    f"folder__{WHEN}__{CHAPTER}.zip": zipped(f"{CHAPTER}/{CHAPTER}.ipynb"),
    f"bare__{WHEN}__{CHAPTER}.ipynb": b"{}",
    f"words__{WHEN}__{CHAPTER}.zip": zipped("words.txt"),
    f"mac__{WHEN}__{CHAPTER}.zip": zipped(f"__MACOSX/._{CHAPTER}.ipynb"),
    f"doejane_112233_445566_jane__{WHEN}__{CHAPTER}.zip": zipped(),
    f"doejane_LATE_112233_4455_jane__2026-03-05-093000__{CHAPTER}-1.zip": zipped(content=b"[]"),
    "C-Exercise 1-987.zip": zipped(f"Max_4711_assignsubmission_file/{CHAPTER}.ipynb"),
    "mail.txt": b"Please find attached",
    ".DS_Store": b"",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which everything sent was collected."""
    course = TinyCourse(tmp_path_factory.mktemp("sent")).course
    archive: Path = course.downloaded(CHAPTER)
    archive.mkdir(parents=True)
    for name, content in SENT.items():
        (archive / name).write_bytes(content)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", CHAPTER],
        cwd=course.root,
        check=True,
        capture_output=True,
    )
    return course


def test_what_can_be_taken_is_collected(course: Course) -> None:
    students = sorted(path.name for path in course.submitted.iterdir())
    assert students == ["bare", "folder", "jane", "plain"]
    assert all(course.submission(student, CHAPTER).is_file() for student in students)
    assert course.submission("jane", CHAPTER).read_bytes() == b"[]"


def test_what_was_not_collected_is_named_with_the_reason(course: Course) -> None:
    lines = list(uncollected(course, [CHAPTER]))
    said = {line.split("  ")[0].split("__")[0]: line for line in lines}
    assert set(said) == {"cut", "never", "words", "mac", "C-Exercise 1-987.zip", "mail.txt"}
    assert len(said) == len(lines)
    assert "cut short or damaged" in said["cut"]
    assert "`autograder collect` knows" in said["C-Exercise 1-987.zip"]
    assert "no notebook in it" in said["words"]
    assert "neither a zip file nor a notebook" in said["mail.txt"]


def test_a_later_round_that_was_not_collected_is_named(course: Course, tmp_path: Path) -> None:
    shutil.copytree(course.root, tmp_path, dirs_exist_ok=True)
    copy = Course(tmp_path)
    before = list(uncollected(copy, [CHAPTER]))
    for when in ("2026-03-01-093000", "2026-03-03-093000"):
        (copy.downloaded(CHAPTER) / f"plain__{when}__{CHAPTER}.zip").write_bytes(zipped())
    [new] = set(uncollected(copy, [CHAPTER])) - set(before)
    assert new.startswith("plain__2026-03-03")
    assert "it is newer than what was. Run `autograder collect" in new
    copy.timestamp("plain", CHAPTER).write_text("some day")
    assert list(uncollected(copy, [CHAPTER])) == before


def test_nothing_sent_is_nothing_to_name(tmp_path: Path) -> None:
    assert list(uncollected(TinyCourse(tmp_path).course, [CHAPTER])) == []
