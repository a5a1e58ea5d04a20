"""Writing leaves no half-way state."""

from __future__ import annotations

import os
import subprocess

import pytest

from autograder.chapter.files import remove_drafts, write_atomically


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_drafts_of_processes_that_are_no_more_are_removed(tmp_path):
    gone = subprocess.Popen(["true"])
    gone.wait()
    left, ours, other = (
        tmp_path / f".a.txt.{gone.pid}.part",
        tmp_path / f".a.txt.{os.getpid()}.part",
        tmp_path / "essay.part",
    )
    for path in (left, ours, other):
        path.touch()
    remove_drafts(tmp_path)
    assert not left.exists()
    assert ours.exists()
    assert other.exists()
