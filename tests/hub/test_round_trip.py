"""A chapter's way on a hub, from release to feedback, with two students who look for each other.

The hub, its proxy and its configuration are those of ``docs/hub.md``. One student works in a
browser; the other's server is asked what their page would ask it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import APIRequestContext, Browser, expect

from tests.browser.chromium import chromium_or_skip, launched
from tests.browser.student import HERE, first_exercise, model_answers
from tests.hub.assignments import Assignments
from tests.hub.desk import Desk, sitting_down
from tests.hub.hub import EXCHANGED, INBOUND, PASSWORD, Hub, give_course, running, set_up
from tests.hub.machine import Machine, why_not

pytestmark = pytest.mark.browser

CHAPTER = HERE.released()[0]
COURSE = "autograd-workbook"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    if reason := why_not():
        if os.environ.get("CI"):
            raise RuntimeError(f"{reason}, and in CI the hub's test must run")
        pytest.skip(reason)
    return set_up(tmp_path_factory.mktemp("hub") / "machine", ["vera", "anna", "ben"])


@pytest.fixture(scope="module")
def instructor(machine: Machine) -> Iterator[Desk]:
    with sitting_down(machine, "vera", give_course(machine, "vera", CHAPTER)) as desk:
        yield desk


@pytest.fixture(scope="module")
def hub(machine: Machine) -> Iterator[Hub]:
    with running(machine) as hub:
        yield hub


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched(chromium_or_skip()) as browser:
        yield browser


@dataclass(frozen=True)
class Asking:
    """A student's server, without a browser."""

    request: APIRequestContext
    hub: Hub
    user: str

    def log_in(self) -> None:
        """Log in, and wait until the server has started."""
        form = {"username": self.user, "password": PASSWORD}
        self.request.get(f"{self.hub.address}/hub/login")
        self.request.post(
            f"{self.hub.address}/hub/login", form={**form, "_xsrf": self._cookie("/hub/")}
        )
        for _ in range(120):
            if self._is_there():
                return
            time.sleep(1)
        raise TimeoutError(f"the server of {self.user} has not started in two minutes")

    def list(self) -> list[dict[str, Any]]:
        """Return what the Assignment List shows."""
        said = self.request.get(f"{self._server}/assignments?course_id={COURSE}").json()
        assert said["success"], said
        return list(said["value"])

    def press(self, action: str) -> list[dict[str, Any]]:
        """Do what a button of the list does: fetch, submit or fetch_feedback."""
        said = self.request.post(
            f"{self._server}/assignments/{action}",
            data={"course_id": COURSE, "assignment_id": CHAPTER},
            headers={"X-XSRFToken": self._cookie(f"/user/{self.user}/")},
        ).json()
        assert said["success"], said
        return list(said["value"])

    @property
    def _server(self) -> str:
        return f"{self.hub.address}/user/{self.user}"

    def _is_there(self) -> bool:
        answer = self.request.get(f"{self._server}/assignments?course_id={COURSE}")
        return answer.ok and "/hub/" not in answer.url

    def _cookie(self, path: str) -> str:
        cookies = self.request.storage_state()["cookies"]
        [value] = [c["value"] for c in cookies if (c["name"], c["path"]) == ("_xsrf", path)]
        return str(value)


def working_copy(machine: Machine, student: str) -> Path:
    return machine.path(f"/home/{student}/autograd-workbook/work/{CHAPTER}/{CHAPTER}.ipynb")


def answer(machine: Machine, student: str, answers: dict[int, str]) -> None:
    """Save answers in a student's notebook, as their browser would."""
    path = working_copy(machine, student)
    notebook = nbformat.read(path, as_version=4)
    for place, source in answers.items():
        notebook.cells[place].source = source
    nbformat.write(notebook, path)


def refused(machine: Machine, student: str, *command: str) -> bool:
    """Tell whether the machine forbids a student a command."""
    done = machine.run(student, *command)
    return done.returncode != 0 and "ermission denied" in done.stderr + done.stdout


PLACE, _, SAMPLES = first_exercise(CHAPTER)
WRONG = next(sample for sample in SAMPLES if not sample.right)


@dataclass(frozen=True)
class Class:
    """Who is there when both students have handed in."""

    machine: Machine
    instructor: Desk
    anna: Assignments
    ben: Asking


@pytest.fixture(scope="module")
def handed_in(browser: Browser, hub: Hub, instructor: Desk) -> Iterator[Class]:
    """A chapter is released, fetched, answered and handed in by both, and collected."""
    machine = hub.machine
    page = browser.new_page(viewport={"width": 1280, "height": 480})
    try:
        anna = Assignments(page, hub, "anna")
        expect(anna.panel("Released")).to_contain_text("no assignments to fetch")

        instructor.run(f"nbgrader release_assignment {CHAPTER}")
        anna.refresh()
        anna.press("Released", "Fetch")
        expect(anna.panel("Downloaded")).to_contain_text(CHAPTER)
        # What is fetched lies where the course's own commands look for it, with all that it needs.
        assert names(working_copy(machine, "anna").parent) == names(HERE.release(CHAPTER).parent)

        # A server that starts now has the chapter laid out; the list takes it for fetched.
        ben = Asking(browser.new_context().request, hub, "ben")
        ben.log_in()
        assert [(a["assignment_id"], a["status"]) for a in ben.list()] == [(CHAPTER, "fetched")]

        answer(machine, "anna", {PLACE: WRONG.source})
        answer(machine, "ben", model_answers(CHAPTER))
        anna.press("Downloaded", "Submit")
        expect(anna.panel("Submitted")).to_contain_text(CHAPTER)
        ben.press("submit")
        instructor.run(f"nbgrader collect {CHAPTER}")
        yield Class(machine, instructor, anna, ben)
    finally:
        page.screenshot(path=machine.folder / "last.png")


def test_what_is_collected_is_what_each_handed_in(handed_in: Class) -> None:
    for student in ("anna", "ben"):
        collected = handed_in.machine.path(f"/home/vera/course/var/submitted/{student}/{CHAPTER}")
        mine = working_copy(handed_in.machine, student)
        assert (collected / mine.name).read_bytes() == mine.read_bytes()
        assert (collected / "submission_secret.txt").is_file()


def test_nobody_sees_what_another_handed_in(handed_in: Class) -> None:
    """Ben looks for Anna's work: in the exchange, in her home, in his own list."""
    machine, ben = handed_in.machine, handed_in.ben
    [name] = [p.name for p in machine.path(INBOUND).iterdir() if p.name.startswith("anna+")]
    # A name is all that stands between them, so nobody may list names, and chance has chosen it.
    assert refused(machine, "ben", "ls", INBOUND)
    assert len(name.rpartition("+")[2]) == 12
    assert "anna" not in json.dumps(ben.list())
    mine = "/home/anna/autograd-workbook"
    assert refused(machine, "ben", "ls", mine)
    for path in (f"work/{CHAPTER}/{CHAPTER}.ipynb", f"handed_in/{COURSE}/{name}"):
        assert refused(machine, "ben", "cat", f"{mine}/{path}")
    # Nor can he put another folder in the place of the course's.
    assert not refused(machine, "ben", "ls", f"{EXCHANGED}/outbound")
    assert machine.run("ben", "mv", EXCHANGED, f"{EXCHANGED}-mine").returncode != 0
    # The instructor sees both.
    assert not refused(machine, "vera", "ls", INBOUND)


def test_who_hands_in_as_somebody_else_is_told(handed_in: Class) -> None:
    machine = handed_in.machine
    later = "2036-01-01 00:00:00.000000 UTC"
    folder = machine.path(f"{INBOUND}/anna+{CHAPTER}+{later}+AAAAAAAAAAAA")
    shutil.copytree(working_copy(machine, "ben").parent, folder)
    machine.give(folder, "ben")
    said = handed_in.instructor.run(f"autograder collect {INBOUND}")
    assert "says anna, but it belongs to ben" in " ".join(said.split())
    collected = machine.path(f"/home/vera/course/var/submitted/anna/{CHAPTER}/{CHAPTER}.ipynb")
    assert collected.read_bytes() == working_copy(machine, "anna").read_bytes()


@pytest.mark.skipif(not os.environ.get("HUB_PICTURE"), reason="`make hub` goes all the way")
def test_a_chapter_goes_all_the_way(handed_in: Class) -> None:
    machine, anna, ben = handed_in.machine, handed_in.anna, handed_in.ben
    said = first_steps(machine, "anna", WRONG.source, WRONG.exercise)
    assert WRONG.words in said
    assert "Hint 1" in said
    assert "Your progress in chapter 1" in said
    said = anna.validate(CHAPTER)
    assert WRONG.words in said
    assert "Cannot validate" not in said

    assert re.search("anna.*graded", handed_in.instructor.run("autograder grade 1 --workers 1"))
    handed_in.instructor.run(f"nbgrader release_feedback {CHAPTER}")
    anna.refresh()
    anna.press("Submitted", "Fetch Feedback")
    expect(anna.panel("Submitted")).to_contain_text("view feedback")
    anna.page.screenshot(path=os.environ["HUB_PICTURE"])
    [page_of_anna] = working_copy(machine, "anna").parent.glob(f"feedback/*/{CHAPTER}.html")
    assert WRONG.words in page_of_anna.read_text()
    assert refused(machine, "ben", "ls", f"{EXCHANGED}/feedback")
    ben.press("fetch_feedback")
    [page_of_ben] = working_copy(machine, "ben").parent.glob(f"feedback/*/{CHAPTER}.html")
    assert WRONG.words not in page_of_ben.read_text()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"__pycache__", ".autograder"}


def first_steps(machine: Machine, student: str, source: str, exercise: str) -> str:
    """Return what a chapter says to a student who answers wrongly, and asks for a hint."""
    folder = Path("/home", student, "autograd-workbook", "work", CHAPTER)
    done = subprocess.run(
        machine.command(
            "python", "-m", "tests.hub.first_steps", CHAPTER, exercise, user=student, folder=folder
        ),
        env=machine.environment(student),
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
