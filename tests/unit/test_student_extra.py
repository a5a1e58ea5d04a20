"""What a student runs needs the extra ``student`` and nothing of ``dev``."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tiny_course import TinyCourse

ROOT = Path(__file__).resolve().parents[2]

MODULES = [
    "autograder.cli",
    "autograder.lesson",
    "autograder.lesson.pictures.drawings",
    "autograder.desk.check",
    "autograder.desk.check_report",
    "autograder.desk.doctor",
    "autograder.desk.lab",
    "autograder.desk.submission",
    "autograder.desk.workspace",
]

REFUSE = """
import importlib, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"{{name}} is not in the extra student", name=name)

sys.meta_path.insert(0, Refuse())
"""


#: What the installation here is called.
OURS = importlib.metadata.packages_distributions()["autograder"][0]


def installed_by(extra: str) -> set[str]:
    """Return the packages that ``pip install autograd-workbook[extra]`` brings, and that itself."""
    queue = [Requirement(f"{OURS}[{extra}]")]
    seen: set[str] = set()
    names: set[str] = set()
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        key = f"{name}[{','.join(sorted(requirement.extras))}]"
        if key in seen:
            continue
        seen.add(key)
        try:
            lines = importlib.metadata.requires(name) or ()
        except importlib.metadata.PackageNotFoundError:
            continue  # torch's CUDA packages, where torch is the CPU build.
        names.add(name)
        for line in lines:
            inner = Requirement(line)
            extras = [*requirement.extras, ""]
            environments = [{**default_environment(), "extra": extra} for extra in extras]
            if inner.marker is None or any(map(inner.marker.evaluate, environments)):
                queue.append(inner)
    return names


@pytest.fixture(scope="module")
def refused() -> set[str]:
    """Return the top-level modules that a student's installation lacks."""
    theirs = installed_by("student")
    return {
        module
        for module, owners in importlib.metadata.packages_distributions().items()
        if module.isidentifier() and not {canonicalize_name(owner) for owner in owners} & theirs
    }


def run(refused: set[str], code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", REFUSE.format(refused=refused) + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_extras_differ(refused: set[str]) -> None:
    assert {"jupytext", "nbval", "pytest", "ruff", "sphinx"} <= refused
    assert not {"torch", "jupyterlab", "nbgrader", "nbformat", "autograder"} & refused
    assert run(refused, "import jupytext").returncode != 0


def test_a_students_modules_import(refused: set[str]) -> None:
    code = f"for module in {MODULES}: importlib.import_module(module)\nprint('lark' in sys.modules)"
    done = run(refused, code)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "False\n", "the lab opens a second later if it can parse web addresses"


def test_the_doctor_is_content(refused: set[str]) -> None:
    done = run(
        refused, "sys.argv = ['autograder', 'doctor']; from autograder.cli import main; main()"
    )
    assert done.returncode == 0, done.stderr
    assert "Everything that studying needs is here." in done.stdout


def test_a_notebook_is_checked(refused: set[str], tmp_path: Path) -> None:
    path = TinyCourse(tmp_path).course.release(TinyCourse.chapter)
    code = f"""
from pathlib import Path
from autograder.desk.check import check_notebook
print(check_notebook(Path({str(path)!r})).tests[0].verdict.value)
"""
    done = run(refused, code)
    assert done.stdout == "failed\n", done.stderr
