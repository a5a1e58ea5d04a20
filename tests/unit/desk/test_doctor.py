"""The doctor, on this machine and on ones where something is missing."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from autograder.cli import main
from autograder.desk.doctor import Finding, examine, report
from autograder.grading import landlock

ROOT = Path(__file__).resolve().parents[3]
NAMES = ["Python", "torch", "device", "JupyterLab", "nbgrader", "work folder", "disk"]


def finding(name: str, findings: list[Finding]) -> Finding:
    [found] = [f for f in findings if f.name == name]
    return found


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "nbgrader_config.py").touch()
    return tmp_path


def elsewhere(*options: str, **environment: str) -> str:
    """Return the report of another Python process in the course."""
    code = "from autograder.desk.doctor import *; print(report(examine()))"
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_this_machine_can_be_studied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    findings = examine()
    assert [f.name for f in findings] == [*NAMES, "sandbox", "exchange", "Chromium"]
    assert all(f.fine for f in findings if f.needed)
    assert not [f for f in findings if f.fine and f.remedy]
    assert not [f for f in findings if not f.fine and not f.remedy]
    assert finding("torch", findings).detail == torch.__version__
    assert finding("nbgrader", findings).detail == importlib.metadata.version("nbgrader")

    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "Everything that studying needs is here." in done.output
    assert f"✓ torch        {torch.__version__}" in done.output


def test_a_python_without_packages_is_told_what_to_install() -> None:
    told = elsewhere("-S", PYTHONPATH=str(ROOT)).splitlines()
    for name in ("torch", "JupyterLab", "nbgrader"):
        [at] = [i for i, line in enumerate(told) if line.startswith(f"✗ {name}")]
        assert told[at + 1].strip() == "→ Run `make lab` in the course folder, which installs it."
    assert told[-1] == "Missing for studying: torch, JupyterLab, nbgrader."


def test_a_damaged_torch_is_not_taken_for_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise OSError('libtorch.so: file too short')\n")
    told = elsewhere(PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert "✗ torch        cannot be imported: libtorch.so: file too short" in told


def test_another_torch_than_the_locks_is_told(course: Path) -> None:
    (course / "requirements.lock").write_text("torch==1.0.0 ; python_version < '4'\n")
    found = finding("torch", examine(course))
    assert not found.fine
    assert not found.needed
    assert found.detail == f"{torch.__version__}, but the course is written for 1.0.0"


def test_the_device_is_one_that_can_be_used(course: Path) -> None:
    detail = finding("device", examine(course)).detail
    assert detail.startswith("CPU")
    assert ("cuda" in detail) == torch.cuda.is_available()


def test_outside_a_course_it_says_where_to_go(tmp_path: Path) -> None:
    found = finding("work folder", examine(tmp_path))
    assert not found.fine
    assert found.needed
    assert found.remedy == "Change into the course folder, and ask again."


def test_a_work_folder_that_cannot_be_written_is_told(course: Path) -> None:
    (course / "work").write_text("a file where the folder should be")
    found = finding("work folder", examine(course))
    assert not found.fine
    assert found.detail == f"{course / 'work'} cannot be written: Not a directory"


def test_what_only_teachers_and_tests_use_is_not_needed(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(course))
    monkeypatch.setattr(landlock, "version", lambda: 0)
    findings = examine(course)
    for name in ("sandbox", "Chromium"):
        assert not finding(name, findings).fine
        assert not finding(name, findings).needed
    assert "Everything that studying needs" in report(findings)


@pytest.mark.skipif(landlock.version() < landlock.NEEDED, reason="no such Landlock here")
def test_a_wall_without_bubblewrap_is_told_with_the_reason(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(course))
    found = finding("sandbox", examine(course))
    assert found.fine
    assert found.detail.startswith("Landlock")
    assert "there is no command bwrap" in found.detail


def test_the_columns_line_up() -> None:
    short = Finding("a", fine=True, needed=True, detail="here")
    long = Finding("a longer name", fine=False, needed=True, detail="gone", remedy="Fetch it.")
    optional = dataclasses.replace(long, name="b", needed=False)
    assert report([short, long, optional]).splitlines() == [
        "✓ a              here",
        "✗ a longer name  gone",
        "                 → Fetch it.",
        "– b              gone",
        "                 → Fetch it.",
        "",
        "Missing for studying: a longer name.",
    ]
