"""Where the exchange lies, and what the doctor says of one in which students read each other."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from autograder.desk import exchange
from autograder.desk.doctor import Finding, examine


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a machine whose configuration names an exchange in it."""
    settings, root = tmp_path / "settings", tmp_path / "exchange"
    settings.mkdir()
    (root / "torch-101" / "inbound").mkdir(parents=True)
    root.chmod(0o1777)
    (root / "torch-101" / "inbound").chmod(0o2733)
    told = f"c = get_config()\nc.Exchange.root = {str(root)!r}\n"
    (settings / "nbgrader_config.py").write_text(told + "c.CourseDirectory.course_id = 'other'\n")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(settings))
    course = tmp_path / "course"
    course.mkdir()
    told = "c = get_config()\nc.CourseDirectory.course_id = 'torch-101'\n"
    (course / "nbgrader_config.py").write_text(told)
    return tmp_path


def found(machine: Path) -> Finding:
    """Return what the doctor says of the exchange."""
    findings = examine(machine / "course")
    return next(finding for finding in findings if finding.name == "exchange")


def test_the_courses_configuration_goes_before_the_machines(machine: Path) -> None:
    assert exchange.configured(machine / "course") == (machine / "exchange", "torch-101")
    assert exchange.configured(None) == (machine / "exchange", "other")


def test_without_a_word_it_is_nbgraders_own_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbgrader.exchange.default import Exchange

    monkeypatch.setattr("jupyter_core.paths.jupyter_config_path", lambda: [str(tmp_path)])
    assert exchange.configured(None) == (Path(Exchange().root), "")


def test_a_good_one_is_told(machine: Path) -> None:
    assert found(machine) == Finding(
        "exchange", True, False, f"{machine / 'exchange'} (for hubs only)"
    )


def test_none_is_no_fault(machine: Path) -> None:
    (machine / "exchange").rename(machine / "elsewhere")
    assert found(machine).fine
    assert "none at" in found(machine).detail


@pytest.mark.parametrize(
    ("folder", "mode", "words"),
    [
        ("exchange", 0o777, "put another folder in a course's place"),
        ("exchange/torch-101/inbound", 0o2777, "everybody can list the hand-ins"),
    ],
)
def test_what_lets_students_read_each_other_is_a_fault(
    machine: Path, folder: str, mode: int, words: str
) -> None:
    (machine / folder).chmod(mode)
    said = found(machine)
    assert not said.fine
    assert words in said.detail
    subprocess.run(said.remedy.removeprefix("As root: ").split(), check=True)
    assert found(machine).fine


def test_a_folder_that_nobody_can_hand_in_to(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != machine / "exchange")
    assert "cannot be written" in found(machine).detail


def test_a_configuration_that_raises_is_named(machine: Path) -> None:
    (machine / "course" / "nbgrader_config.py").write_text("1 / 0")
    assert "division by zero" in found(machine).detail
