"""The bundle: whole, without answers, the same every time, and enough to begin with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder import __version__
from autograder.classroom.bundle import (
    FILES,
    README,
    TOP,
    WORKFLOW,
    WORKFLOW_THERE,
    make_bundle,
)
from autograder.course import Course
from autograder.errors import BundleError, NotebookUnreadable

ROOT = Path(__file__).resolve().parents[3]
CHAPTER = "01_slopes"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course with this package, these tools and one small chapter."""
    course = Course(tmp_path / "course")
    shutil.copytree(ROOT / "autograder", course.root / "autograder")
    for name in (*FILES, README, WORKFLOW):
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, course.root / name)
        else:
            (course.root / name).write_text(f"{name}\n")
    write(course, new_markdown_cell("# Slopes"), new_code_cell("raise NotImplementedError"))
    source = course.source(CHAPTER)
    source.parent.mkdir(parents=True)
    source.write_text("### BEGIN SOLUTION\n")
    for stray in ("work/mine.txt", "var/gradebook.db", "tests/test.py", "docs/answers.md"):
        (course.root / stray).parent.mkdir(parents=True, exist_ok=True)
        (course.root / stray).write_text("not for students\n")
    (course.notebooks / CHAPTER / ".ipynb_checkpoints").mkdir()
    (course.notebooks / CHAPTER / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    return course


def write(course: Course, *cells: nbformat.NotebookNode) -> Path:
    path = course.release(CHAPTER)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def test_a_plans_bundle_has_its_own_name_and_its_notebooks_alone(course: Course) -> None:
    with pytest.raises(BundleError, match="autograder assemble short"):
        make_bundle(course, "short")
    short = Course(course.assembled("short"))
    there = short.release("01_short")
    there.parent.mkdir(parents=True)
    shutil.copy(course.release(CHAPTER), there)
    bundle = make_bundle(course, "short")
    assert bundle == course.dist / f"autograd-workbook-short-{__version__}.zip"
    with zipfile.ZipFile(bundle) as archive:
        notebooks = [name for name in archive.namelist() if name.endswith(".ipynb")]
    assert notebooks == [f"{TOP}/notebooks/01_short/01_short.ipynb"]


def test_it_holds_what_a_student_needs_and_nothing_else(course: Course) -> None:
    bundle = make_bundle(course)
    assert bundle == course.dist / f"autograd-workbook-{__version__}.zip"
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
    assert names == sorted(names)
    inside = {name.removeprefix(f"{TOP}/") for name in names}
    assert set(FILES) < inside
    assert f"notebooks/{CHAPTER}/{CHAPTER}.ipynb" in inside
    assert {"autograder/cli.py", "autograder/py.typed", "autograder/lesson/__init__.py"} < inside
    inside.remove(WORKFLOW_THERE)
    inside -= set(FILES)
    rooms = {name.partition("/")[0] for name in inside}
    assert rooms == {"autograder", "notebooks"}
    assert not [name for name in inside if "__pycache__" in name or name.startswith(".")]
    assert not [name for name in inside if "/." in name]


def test_a_push_runs_the_tests_of_what_lies_in_work(course: Course, tmp_path: Path) -> None:
    with zipfile.ZipFile(make_bundle(course)) as archive:
        said = yaml.safe_load(archive.read(f"{TOP}/{WORKFLOW_THERE}"))
    [step] = [each for each in said["jobs"]["check"]["steps"] if each.get("name") == "Check"]
    for name in ("one/one.ipynb", "contents.ipynb", "backups/one/then/one.ipynb"):
        (tmp_path / "work" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / name).touch()
    program = tmp_path / ".venv" / "bin" / "autograder"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@"\nexit 1\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", step["run"]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "check --junit check.xml work/one/one.ipynb\n"
    assert done.returncode == 1
    shutil.rmtree(tmp_path / "work")
    done = subprocess.run(
        ["bash", "-c", step["run"]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "There is no notebook in work/ yet" in done.stdout
    assert done.returncode == 0


def test_same_files_same_bytes(course: Course) -> None:
    first = make_bundle(course).read_bytes()
    for path in course.root.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    course.release(CHAPTER).chmod(0o600)
    assert make_bundle(course).read_bytes() == first
    write(course, new_markdown_cell("# Other slopes"))
    assert make_bundle(course).read_bytes() != first


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
        "### BEGIN HIDDEN TESTS",
        "=== BEGIN MARK SCHEME",
    ],
)
def test_it_refuses_an_answer(course: Course, source: str) -> None:
    path = write(course, new_code_cell(source))
    with pytest.raises(BundleError, match=f"{path.name} holds the marker BEGIN"):
        make_bundle(course)
    assert not course.dist.exists()


def test_it_refuses_a_notebook_that_was_worked_in(course: Course) -> None:
    write(course, new_code_cell("1", outputs=[new_output("stream", text="1")]))
    with pytest.raises(BundleError, match="holds outputs"):
        make_bundle(course)
    write(course, new_code_cell("x = 1", execution_count=1))
    with pytest.raises(BundleError, match="holds outputs"):
        make_bundle(course)


def test_it_refuses_an_authors_text_file(course: Course) -> None:
    (course.notebooks / CHAPTER / f"{CHAPTER}.py").write_text("answer = 42\n")
    with pytest.raises(BundleError, match="looks like an author's text file"):
        make_bundle(course)


@pytest.mark.parametrize(
    "name", [f"{CHAPTER}_exercises.py", "detach_exercises.py", "data/slopes_exercises.py"]
)
def test_it_refuses_python_that_is_not_the_chapters_module(course: Course, name: str) -> None:
    path = course.release(CHAPTER).parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("answer = 42\n")
    with pytest.raises(BundleError, match="looks like an author's text file"):
        make_bundle(course)


def test_cards_and_exercises_module_are_handed_out(course: Course) -> None:
    folder = course.release(CHAPTER).parent
    (folder / "cards.json").write_text("{}")
    (folder / "slopes_exercises.py").write_text("RISE = 3\n")
    with zipfile.ZipFile(make_bundle(course)) as archive:
        inside = f"{TOP}/notebooks/{CHAPTER}"
        assert archive.read(f"{inside}/cards.json") == b"{}"
        assert archive.read(f"{inside}/slopes_exercises.py") == b"RISE = 3\n"


def test_it_refuses_a_text_file_in_the_place_of_the_module(course: Course) -> None:
    shutil.copy(course.source(CHAPTER), course.release(CHAPTER).parent / "slopes_exercises.py")
    with pytest.raises(BundleError, match="holds the marker BEGIN SOLUTION"):
        make_bundle(course)


def test_it_refuses_what_is_no_notebook(course: Course) -> None:
    course.release(CHAPTER).write_text("{")
    with pytest.raises(NotebookUnreadable):
        make_bundle(course)


def test_it_refuses_to_leave_something_out(course: Course) -> None:
    (course.root / "requirements.lock").unlink()
    with pytest.raises(BundleError, match=r"requirements\.lock is missing"):
        make_bundle(course)


def test_it_refuses_a_course_without_notebooks(course: Course) -> None:
    shutil.rmtree(course.notebooks)
    with pytest.raises(BundleError, match="no notebook to hand out"):
        make_bundle(course)


def test_a_student_can_begin_with_nothing_but_the_bundle(course: Course, tmp_path: Path) -> None:
    with zipfile.ZipFile(make_bundle(course)) as archive:
        archive.extractall(tmp_path / "student")
    folder = tmp_path / "student" / TOP
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}

    def run(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert Path(run("-c", "import autograder; print(autograder.__file__)").strip()).is_relative_to(
        folder
    )
    assert "Open JupyterLab on your own copies" in run("-m", "autograder", "--help")
    prepare = (
        "from autograder.desk.workspace import prepare\n"
        "from autograder.course import find_course\n"
        "print(*prepare(find_course()))"
    )
    run("-c", prepare)
    copy = Course(folder).working_copy(CHAPTER)
    assert nbformat.read(copy, 4).cells[0].source == "# Slopes"
    copy.write_text(copy.read_text().replace("# Slopes", "# My slopes"))
    run("-c", prepare)
    assert "# My slopes" in copy.read_text()

    # Its Makefile reads, and its set-up finds all that it asks for.
    told = subprocess.run(["make"], cwd=folder, capture_output=True, text=True, check=True).stdout
    assert "make lab" in told
    sys_path = "import sys; sys.path.insert(0, 'tools'); import make_venv; "
    assert run("-c", sys_path + "print(make_venv.ready(make_venv.ROOT, 'student'))") == "False\n"


def test_its_readme_and_makefile_are_for_students(course: Course) -> None:
    with zipfile.ZipFile(make_bundle(course)) as archive:
        names = archive.namelist()
        readme = archive.read(f"{TOP}/README.md").decode()
        makefile = archive.read(f"{TOP}/Makefile").decode()
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", readme)
    assert [link for link in links if f"{TOP}/{link}" not in names] == []
    assert "make lab" in readme
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) == {
        "lab",
        "submit",
        "reset",
        "doctor",
    }
