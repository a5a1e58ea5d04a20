"""``tools/setup.py`` as a process: what it does on a good machine and on broken ones."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
TOOLS = REPOSITORY / "tools"

PYPROJECT = """\
[build-system]
requires = {requires}
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1"
dependencies = {dependencies}

[project.optional-dependencies]
student = []
dev = ["tiny[student]"]
"""

# A build backend without dependencies, so that a real pip installs a real package offline.
BACKEND = """\
import zipfile
from pathlib import Path

import tomllib


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    requires = "".join(f"Requires-Dist: {d}\\n" for d in project["dependencies"])
    extras = "".join(f"Provides-Extra: {e}\\n" for e in project["optional-dependencies"])
    info = "tiny-1.dist-info"
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("tiny.pth", str(Path.cwd()))
        wheel.writestr("tiny.py", "")
        wheel.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n{requires}{extras}",
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""

NO_INDEX = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "1",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",  # Nothing listens on the discard port.
}


class Project:
    """A copy of the set-up tools beside a package that is quick to install."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        root.mkdir()
        shutil.copytree(TOOLS, root / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "backend.py").write_text(BACKEND)
        (root / "requirements.lock").write_text("# no pins\n")
        self.needs()

    def needs(self, *dependencies: str, build: tuple[str, ...] = ()) -> None:
        (self.root / "pyproject.toml").write_text(
            PYPROJECT.format(requires=list(build), dependencies=list(dependencies))
        )

    def set_up(
        self, *arguments: str, python: str = sys.executable, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, str(self.root / "tools" / "setup.py"), *arguments],
            cwd=self.root.parent,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "course")


@pytest.fixture(scope="module")
def bare_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a virtual environment with nothing but pip, made once because it takes seconds."""
    venv = tmp_path_factory.mktemp("bare") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    return venv


@pytest.fixture
def project_with_venv(project: Project, bare_venv: Path) -> Project:
    """Return a project in which a test meets only what comes after making ``.venv``."""
    shutil.copytree(bare_venv, project.venv, symlinks=True)
    return project


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a failed set-up may say."""
    assert done.returncode == 1, done
    [line] = done.stderr.splitlines()
    return line


def test_it_installs_once_and_again_only_for_new_needs(project: Project) -> None:
    first = project.set_up("student")
    assert first.returncode == 0, first
    assert re.fullmatch(r"Setting up \.venv \(.*\) \.\.\.\nSet up in 0 min \d+ s\.\n", first.stdout)
    assert first.stderr == ""
    assert list(project.venv.glob("lib/*/site-packages/tiny.pth"))
    assert list(project.venv.glob("lib/*/site-packages/__pycache__/tiny.*.pyc"))

    def did_nothing(*arguments: str) -> bool:
        done = project.set_up(*arguments)
        assert done.returncode == 0, done
        return done.stdout == ""

    assert did_nothing("student")
    assert not did_nothing("dev"), "studying alone is not enough to write and test"
    assert did_nothing("dev")
    assert did_nothing("student"), "what dev installs is enough to study"

    for name in ("requirements.lock", "pyproject.toml"):
        path = project.root / name
        path.write_text(path.read_text() + "# changed\n")
        assert not did_nothing("student")
        assert did_nothing("student")
    assert not did_nothing("dev"), "a stamp of an older lock counts for nothing"

    moved = project.root.rename(project.root.with_name("elsewhere"))
    project.root, project.venv = moved, moved / ".venv"
    assert not did_nothing("dev"), "scripts in .venv name the folder it was made in"

    (project.venv / "bin" / "python").unlink()
    assert not did_nothing("dev"), "a .venv whose Python is gone is made anew"
    assert did_nothing("dev")


def test_a_failed_installation_leaves_no_stamp(project_with_venv: Project) -> None:
    project = project_with_venv
    assert project.set_up("dev").returncode == 0
    project.needs("a-package-that-nobody-has")
    assert project.set_up("dev", **NO_INDEX).returncode == 1
    assert project.set_up("student", **NO_INDEX).returncode == 1
    project.needs()
    again = project.set_up("dev")
    assert again.returncode == 0
    assert again.stdout, "pip may have changed packages before it failed"


def test_without_an_index_it_says_so(project_with_venv: Project) -> None:
    project = project_with_venv
    project.needs("click")
    line = complaint(project.set_up("student", **NO_INDEX))
    assert line.startswith("The packages could not be fetched: no network, or")
    assert "Connect and run this again" in line
    log = (project.venv / "setup.log").read_text()
    assert "127.0.0.1" in log
    assert "-c requirements.lock -e .[student]" in log


def test_without_an_index_for_the_build_tools_it_says_the_same(project_with_venv: Project) -> None:
    project = project_with_venv
    project.needs(build=("setuptools>=77",))
    line = complaint(project.set_up("student", **{**NO_INDEX, "PIP_RETRIES": "0"}))
    assert line.startswith("The packages could not be fetched")


def test_a_package_that_cannot_be_had_is_named(project_with_venv: Project) -> None:
    project = project_with_venv
    project.needs("a-package-that-nobody-has")
    line = complaint(project.set_up("student", **NO_INDEX, PIP_NO_INDEX="1"))
    assert "No matching distribution found for a-package-that-nobody-has" in line
    assert ".venv/setup.log" in line


def test_a_pin_that_contradicts_is_named(project_with_venv: Project) -> None:
    project = project_with_venv
    (project.root / "requirements.lock").write_text("tiny==2\n")
    line = complaint(project.set_up("student", **NO_INDEX, PIP_NO_INDEX="1"))
    assert line.startswith("pip gave up with 'ERROR: ")


def test_without_ensurepip_it_names_the_package(project: Project, tmp_path: Path) -> None:
    # What Debian and Ubuntu ship until python3-venv is installed.
    shadow = tmp_path / "shadow" / "ensurepip"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ImportError(\"No module named 'ensurepip'\")\n")
    line = complaint(project.set_up("student", PYTHONPATH=str(shadow.parent)))
    assert f"sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in line
    assert not project.venv.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk full by design")
def test_a_full_disk_is_told(project_with_venv: Project) -> None:
    project = project_with_venv
    (project.venv / "setup.log").symlink_to("/dev/full")
    assert complaint(project.set_up("student")).startswith("The disk is full")


def test_too_little_space_is_told_beforehand(project: Project) -> None:
    code = (
        "import sys, pathlib; sys.path.insert(0, 'tools'); import make_venv\n"
        "make_venv.require_space(pathlib.Path('.'), 10)\n"
        "try: make_venv.require_space(pathlib.Path('.'), 10**18)\n"
        "except make_venv.SetupFailed as failure: print(failure)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=project.root, capture_output=True, text=True, check=True
    ).stdout
    assert "the packages take 1000000000.0 GB" in told
    assert "Free some space" in told


def test_a_file_in_the_way_is_told(project: Project) -> None:
    project.venv.write_text("a file where the folder should be")
    line = complaint(project.set_up("student"))
    assert line.startswith("Setting up failed: ")
    assert line.endswith("Remove .venv and run this again.")


def test_a_folder_that_cannot_be_made_is_told(project: Project) -> None:
    project.venv.symlink_to("nowhere")
    assert complaint(project.set_up("student")).startswith(".venv could not be made: 'Error: ")


@pytest.mark.parametrize("arguments", [(), ("teacher",), ("student", "dev")])
def test_wrong_arguments_get_a_usage_line(project: Project, arguments: tuple[str, ...]) -> None:
    done = project.set_up(*arguments)
    assert done.returncode == 2
    assert done.stderr == "usage: python3 tools/setup.py student|dev\n"


def old_pythons() -> list[str]:
    """Return every Python on this machine that is too old for the course."""
    names = [f"python3.{minor}" for minor in range(6, 11)] + ["python2.7"]
    installed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    places = [shutil.which(name) for name in names] + [
        str(path)
        for version in ("2.7", *(f"3.{minor}" for minor in range(6, 11)))
        for path in installed.glob(f"{version}.*/bin/python")
    ]
    too_old = "import sys; sys.exit(sys.version_info >= (3, 11))"
    return [
        place
        for place in places
        if place and not subprocess.run([place, "-c", too_old], capture_output=True).returncode
    ]


@pytest.fixture(scope="module")
def old_python(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the old Pythons to try; where there is none, this one with an older number."""
    if found := old_pythons():
        return found
    shim = tmp_path_factory.mktemp("old") / "python"
    code = "import sys; sys.version_info = (3, 8); sys.argv = sys.argv[1:]; import runpy; "
    code += "runpy.run_path(sys.argv[0], run_name='__main__')"
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    shim.chmod(0o755)
    return [str(shim)]


def test_an_old_python_says_what_to_do(
    project: Project, old_python: list[str], tmp_path: Path
) -> None:
    for python in old_python:
        line = complaint(project.set_up("student", python=python, PATH=str(tmp_path)))
        assert re.match(r"This is Python (2\.7|3\.\d+), and the course needs one from 3\.11", line)
        assert "make lab PYTHON=python3.12" in line
    assert not project.venv.exists()


def test_an_old_python_hands_over_to_a_fitting_one(
    project: Project, old_python: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "path"
    path.mkdir()
    # A command that is there and does not run, as pyenv leaves them, is passed over.
    (path / "python3.13").write_text("#!/bin/sh\nexit 127\n")
    (path / "python3.13").chmod(0o755)
    (path / "python3.12").symlink_to(sys.executable)
    done = project.set_up("student", python=old_python[0], PATH=f"{path}:/usr/bin:/bin")
    assert done.returncode == 0, done
    assert f"version = 3.{sys.version_info[1]}." in (project.venv / "pyvenv.cfg").read_text()


def test_the_front_door_keeps_to_old_syntax() -> None:
    tree = ast.parse((TOOLS / "setup.py").read_text(), feature_version=(3, 7))
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert functions
    assert not any(f.returns or f.args.kwonlyargs or f.args.posonlyargs for f in functions)
    assert (TOOLS / "setup.py").read_text().isascii()


def test_setup_and_pyproject_ask_for_the_same_python() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    tree = ast.parse((TOOLS / "setup.py").read_text())
    values = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    oldest, newest = values["OLDEST"], values["NEWEST"]
    assert project["requires-python"] == ">={}.{}".format(*oldest)
    versions = {f"python{oldest[0]}.{minor}" for minor in range(oldest[1], newest[1] + 1)}
    assert set(values["OTHERS"]) == versions
