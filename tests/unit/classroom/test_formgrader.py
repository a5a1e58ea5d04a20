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
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import expect

from autograder.classroom.grade import grade_course
from autograder.classroom.gradebook import open_gradebook, read_grades
from autograder.course import Course
from tests.browser.chromium import chromium_or_skip, launched
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


@dataclass(frozen=True)
class Desk:
    """A course whose formgrader is served, with one submission to be graded in it."""

    course: Course
    address: str
    #: nbgrader's own id of nina's notebook.
    submission: str

    @property
    def url(self) -> str:
        return f"{self.address}formgrader/submissions/{self.submission}/"


@pytest.fixture(scope="module")
def desk(
    tiny: Course, release_notebook: NotebookNode, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    course = Course(folder / "course")
    shutil.copytree(tiny.root, course.root)
    hand_in(course, "nina", answered(release_notebook, why="It is what it is."))
    for command in ("autograde", "generate_feedback"):
        nbgrader(course, command, CHAPTER, "--student=nina")
    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission_notebook(CHAPTER, CHAPTER, "nina").id
    with served(course, folder / "runtime") as address:
        yield Desk(course, address, submission)


def test_the_model_answer_stands_below_the_answer_and_in_no_file(desk: Desk) -> None:
    page = Page(get(desk.url)).text
    _, _, below = page.partition("It is what it is.")
    assert "From the solution. Students do not see this." in below
    assert "Because" in below
    assert page.count("From the solution") == 1, "a test cell's answer is graded by its test"

    graded = desk.course.autograded("nina", CHAPTER).read_text(encoding="utf-8")
    feedback = desk.course.feedback("nina", CHAPTER).read_text(encoding="utf-8")
    assert "It is what it is." in feedback
    for text in (graded, feedback):
        assert SOLUTIONS["why"] not in text
        assert "From the solution" not in text


@pytest.mark.browser
def test_points_given_in_a_browser_outlast_a_regrade(
    desk: Desk, release_notebook: NotebookNode
) -> None:
    with launched(chromium_or_skip()) as browser:
        tab = browser.new_page(extra_http_headers={"Authorization": f"token {_TOKEN}"})
        local = desk.address.partition("?")[0]
        tab.route("**/*", lambda r: r.continue_() if r.request.url.startswith(local) else r.abort())
        # What is given already arrives after the page; only then are the fields listened to.
        with tab.expect_response(lambda r: "/api/comments" in r.url):
            tab.goto(desk.url, wait_until="domcontentloaded")
        tab.wait_for_function("document.querySelector('#why_extra_credit').placeholder === '0'")
        expect(tab.get_by_text("It is what it is.")).to_be_visible()
        expect(tab.get_by_text("From the solution. Students do not see this.")).to_be_visible()
        expect(tab.get_by_text("Because")).to_be_visible()
        for field, said, where in (
            (tab.locator("input.score#why"), "2.5", "/api/grade/"),
            (tab.locator("textarea#why-comment"), "Say more.", "/api/comment/"),
        ):
            with tab.expect_response(lambda r, to=where: to in r.url and r.request.method == "PUT"):
                field.fill(said)
                field.press("Tab")

    course = desk.course
    hand_in(course, "nina", answered(release_notebook, double="pass", why="It is what it is."))
    [nina] = grade_course(course, [CHAPTER], student="nina", progress=lambda line: None)
    assert nina.scores == {"test_double": 0, "test_partly": 0, "test_predict_sum": 1, "why": 2.5}
    assert nina.to_grade_by_hand == 0
    page = " ".join(Page(course.feedback("nina", CHAPTER).read_text(encoding="utf-8")).text.split())
    assert "why it is so 2.5 / 3" in page
    assert "Say more." in page
    assert "earlier answer" not in page


@pytest.mark.browser
def test_the_autograde_button_grades_behind_the_wall(
    desk: Desk, release_notebook: NotebookNode
) -> None:
    ends_python = "import os\nos._exit(1)"
    hand_in(desk.course, "otto", answered(release_notebook, double=ends_python))
    with launched(chromium_or_skip()) as browser:
        tab = browser.new_page(extra_http_headers={"Authorization": f"token {_TOKEN}"})
        local = desk.address.partition("?")[0]
        tab.route("**/*", lambda r: r.continue_() if r.request.url.startswith(local) else r.abort())
        tab.goto(f"{desk.address}formgrader/manage_submissions/{CHAPTER}/")
        button = tab.locator("tr", has_text="otto").locator("td.autograde a")
        with tab.expect_response(lambda r: r.url.endswith("/autograde"), timeout=_PATIENCE * 1000):
            button.click()
        expect(tab.get_by_text("Successfully autograded")).to_be_visible(timeout=_PATIENCE * 1000)
    with open_gradebook(desk.course) as gradebook:
        grades = read_grades(gradebook, CHAPTER, "otto")
    # In one kernel, a cell that ends Python would have left nothing to grade.
    assert grades.scores["test_double"] == 0
    assert grades.scores["test_predict_sum"] == 1
