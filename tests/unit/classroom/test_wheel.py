"""The wheel: one file, installed into an empty place, is enough to run a notebook's first cells."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import __version__
from autograder.classroom.wheel import make_wheel
from autograder.course import Course
from autograder.errors import BundleError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this package, made from a folder that looks like the course."""
    root = tmp_path_factory.mktemp("course")
    for name in ("pyproject.toml", "README.md", "LICENSE", "autograder"):
        (root / name).symlink_to(ROOT / name)
    return make_wheel(Course(root))


def test_it_is_called_as_nothing_else_in_the_package_index(wheel: Path) -> None:
    assert wheel.name == f"autograd_workbook-{__version__}-py3-none-any.whl"


def test_it_holds_all_of_the_package_and_nothing_of_a_chapter(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(
        ["git", "ls-files", "autograder"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(tracked) <= inside
    assert all(name.startswith("autograder/") for name in inside)


def test_installed_into_an_empty_place_it_checks_and_has_its_command(
    wheel: Path, tmp_path: Path
) -> None:
    place = tmp_path / "empty"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(place), str(wheel)], check=True, capture_output=True)
    code = (
        "import autograder, matplotlib\n"
        "from autograder.lesson import check, explore, show_graph\n"
        "from autograder.cli import main\n"
        "print(autograder.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str(place / "autograder" / "__init__.py"), done.stderr
    assert (place / "bin" / "autograder").is_file()


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"pyproject\.toml is missing"):
        make_wheel(Course(tmp_path))
    (tmp_path / "pyproject.toml").write_text("[project\n")
    for name in ("README.md", "LICENSE", "autograder/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(BundleError, match="pip made no wheel"):
        make_wheel(Course(tmp_path))
