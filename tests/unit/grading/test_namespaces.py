"""What of the inner wall can be said without building it; ``tests/attacks`` tries it."""

import sys
from pathlib import Path

import pytest

from autograder.grading import namespaces


def test_where_python_lies_nothing_is_put_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/tmp/course/.venv")
    assert namespaces._holds_python(Path("/tmp"))
    assert not namespaces._holds_python(Path("/tmp/other"))
