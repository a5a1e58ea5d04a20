"""What of the wall can be said without building it; ``tests/attacks`` tries it."""

import sys
from pathlib import Path

import pytest

from autograder.grading import isolation
from autograder.grading.sandbox import _arguments


def test_where_python_lies_nothing_is_put_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/tmp/course/.venv")
    assert isolation._holds_python(Path("/tmp"))
    assert not isolation._holds_python(Path("/tmp/other"))


def test_pythons_folders_come_after_the_empty_ones() -> None:
    arguments = _arguments()
    last_empty = max(k for k, word in enumerate(arguments) if word == "--tmpfs")
    package = str(Path(isolation.__file__).parents[1])
    assert arguments.index(package) > last_empty
    assert arguments[-2:] == ["--remount-ro", "/"]
