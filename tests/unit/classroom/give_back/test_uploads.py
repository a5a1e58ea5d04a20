from pathlib import Path

import pytest

from autograder.classroom.give_back.uploads import Upload, uploads
from autograder.errors import GiveBackError

from .conftest import zipped

CANVAS = [
    ("bergada_1_2_x.zip", "1", 2, "x.zip"),
    ("bergada_LATE_1_2_x.zip", "1", 2, "x.zip"),
    ("o_neilanna_1_2_01_x.ipynb", "1", 2, "01_x.ipynb"),
    ("anon_a1B2c_2_x.zip", "a1B2c", 2, "x.zip"),
    ("LATE_anon_a1B2c_2_x.zip", "a1B2c", 2, "x.zip"),
    ("müllerjürgen_777_888_3_4.ipynb", "777", 888, "3_4.ipynb"),
    ("o_neil2anna_1_2_x.zip", "1", 2, "x.zip"),
]

MOODLE = [
    ("Ada Berg_4711_assignsubmission_file/x.zip", "4711", "x.zip"),
    ("Ada Berg_4711_assignsubmission_file_/deep/x.zip", "4711", "x.zip"),
    ("Ada Berg_4711_assignsubmission_file_x.zip", "4711", "x.zip"),
    ("Participant_4711_assignsubmission_file/Eve_1_assignsubmission_file/x", "4711", "x"),
]


@pytest.mark.parametrize(("name", "key", "number", "own"), CANVAS)
def test_a_name_of_canvas_is_read(
    tmp_path: Path, name: str, key: str, number: int, own: str
) -> None:
    (tmp_path / name).touch()
    [upload] = uploads("canvas", [tmp_path])
    assert (upload.key, upload.number, upload.own, upload.name) == (key, number, own, name)


@pytest.mark.parametrize(("name", "key", "own"), MOODLE)
def test_a_name_of_moodle_is_read(tmp_path: Path, name: str, key: str, own: str) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({name: b"", "readme.txt": b""}))
    [upload] = uploads("moodle", [tmp_path])
    assert (upload.key, upload.own) == (key, own)
    assert name.startswith(upload.name)


@pytest.mark.parametrize(
    "name",
    [
        "01_tiny.ipynb",
        "ada__2026-03-02-093000__01_tiny.zip",
        "a_1.zip",
        "Ada_1_assignsubmission_onlinetext_x.html",
        "Team 1_assignsubmission_file_x.zip",
    ],
)
def test_other_names_are_no_uploads(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a zip file")
    assert uploads("canvas", [tmp_path]) == uploads("moodle", [tmp_path]) == []


def test_what_a_student_has_packed_is_not_looked_into(tmp_path: Path) -> None:
    inner = zipped({"Ben_2_assignsubmission_file/x.zip": b""})
    (tmp_path / "Ada_1_assignsubmission_file_x.zip").write_bytes(inner)
    assert [upload.key for upload in uploads("moodle", [tmp_path])] == ["1"]


def test_a_typed_id_is_read() -> None:
    name = "ada.b__2026-03-02-093000__01_tiny.zip"
    assert Upload("1", "Ada", "n", name).typed == "ada.b"
    assert Upload("1", "Ada", "n", "ada.zip").typed == ""


def test_a_download_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GiveBackError, match="nowhere is not there"):
        uploads("canvas", [tmp_path / "nowhere"])
