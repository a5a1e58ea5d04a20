"""nbgrader's formgrader, served for real: in a fresh course, and beside an answer to be graded."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbformat import NotebookNode

from autograder.classroom.gradebook import open_gradebook
from autograder.course import Course
from tests.nbgrader_command import nbgrader
from tests.pages import Page

from .conftest import CHAPTER, SOLUTIONS, answered, hand_in, make_course

_EXTENSION = {"nbgrader.server_extensions.formgrader": True}
_PATIENCE = 120.0
_TOKEN = secrets.token_hex(16)


@contextmanager
def served(course: Course, runtime: Path) -> Iterator[str]:
    """Serve ``course`` with formgrader alone; yield the server's address."""
    runtime.mkdir()
    # nbgrader calls alembic by name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--port=0"]
    config = runtime / "config.json"
    config.write_text(json.dumps({"ServerApp": {"jpserver_extensions": _EXTENSION}}))
    command += [f"--config={config}", f"--IdentityProvider.token={_TOKEN}"]
    command += [f"--ServerApp.root_dir={course.root}"]
    with (
        (runtime / "log").open("w") as log,
        subprocess.Popen(
            command,
            cwd=course.root,
            env={**os.environ, "JUPYTER_RUNTIME_DIR": str(runtime), "PATH": path},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            yield _address(runtime, process)
        finally:
            process.terminate()


def _address(runtime: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for info in runtime.glob("jpserver-*.json"):
            address = str(json.loads(info.read_text())["url"])
            try:
                get(f"{address}api")
            except OSError:
                break
            return address
        time.sleep(0.2)
    raise AssertionError((runtime / "log").read_text())


def get(address: str) -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"token {_TOKEN}"})
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
        return str(answer.read().decode("utf-8"))


def test_a_fresh_course_takes_a_roster_and_opens(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    assert not course.var.exists()
    (course.root / "roster.csv").write_text("id,first_name\nada,Ada\n")
    nbgrader(course, "db", "student", "import", "roster.csv")
    shutil.rmtree(course.var)
    with served(course, tmp_path / "runtime") as address:
        assert json.loads(get(f"{address}formgrader/api/students")) == []
        [assignment] = json.loads(get(f"{address}formgrader/api/assignments"))
    assert assignment["name"] == CHAPTER


def test_a_students_copy_gets_no_folder_for_a_gradebook(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    shutil.rmtree(course.solutions)
    (tmp_path / "exchange").mkdir(mode=0o777)
    nbgrader(course, "list", f"--Exchange.root={tmp_path / 'exchange'}")
    assert not course.var.exists()


def test_the_model_answer_stands_below_the_answer_and_in_no_file(
    tiny: Course, release_notebook: NotebookNode, tmp_path: Path
) -> None:
    course = Course(tmp_path / "course")
    shutil.copytree(tiny.root, course.root)
    hand_in(course, "nina", answered(release_notebook, why="It is what it is."))
    for command in ("autograde", "generate_feedback"):
        nbgrader(course, command, CHAPTER, "--student=nina")
    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission_notebook(CHAPTER, CHAPTER, "nina").id

    with served(course, tmp_path / "runtime") as address:
        page = Page(get(f"{address}formgrader/submissions/{submission}/")).text
    _, _, below = page.partition("It is what it is.")
    assert "From the solution. Students do not see this." in below
    assert "Because" in below
    assert page.count("From the solution") == 1, "a test cell's answer is graded by its test"

    graded = course.autograded("nina", CHAPTER).read_text(encoding="utf-8")
    feedback = course.feedback("nina", CHAPTER).read_text(encoding="utf-8")
    assert "It is what it is." in feedback
    for text in (graded, feedback):
        assert SOLUTIONS["why"] not in text
        assert "From the solution" not in text
