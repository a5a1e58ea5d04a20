"""A student's evening in the real JupyterLab, in a real browser; the tests are in its order.

The page that the lab opens with leads to a fresh chapter, which is run, answered and validated.
What a browser adds is seen in one chapter; that every chapter runs and is judged as it ought to be
is seen in ``tests/notebooks``, ``tests/exercises`` and ``tests/grading``. To open a chapter takes
a browser seconds: all tests share one tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from autograder.chapter.answers import Answer
from autograder.course import Course
from autograder.desk.workspace import prepare
from autograder.errors import CheckFailed
from tests.browser.lab_page import LabPage
from tests.browser.student import (
    HERE,
    Student,
    at_work,
    course_copy,
    first_exercise,
    model_answers,
    places,
    released,
)

pytestmark = pytest.mark.browser

CHAPTER, BEGUN, *_ = HERE.released()
ERROR = re.compile(r"^(\w+(?:Error|Exception|Failed))\b", re.MULTILINE)


def begin(course: Course, chapter: str, *names: str) -> None:
    """Leave a chapter with the exercises of these names done."""
    path = course.working_copy(chapter)
    notebook = nbformat.read(path, as_version=4)
    at = places(chapter)
    for name in names:
        notebook.cells[at[name]].source = model_answers(chapter)[at[name]]
        test = notebook.cells[at[f"test_{name}"]]
        test.execution_count = 1
        test.outputs = [nbformat.v4.new_output("stream", text="✓ right\n")]
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def student(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    """A student who comes back, with two exercises done of another chapter than is opened."""
    folder = tmp_path_factory.mktemp("evening")
    course = course_copy(folder / "course")
    prepare(course)
    begin(course, BEGUN, "predict_scalar_shapes", "pulled_back")
    with at_work(browser, course, folder / "home") as student:
        yield student


def row_of(lab: LabPage, title: str) -> Locator:
    """Return a chapter's row in the table of the page that the lab opens with."""
    return lab.panel.locator(".jp-OutputArea table").first.locator("tr", has_text=title)


@pytest.fixture(scope="module")
def lab(student: Student) -> LabPage:
    """The student's lab, in which the page's link has led to the fresh chapter."""
    lab = student.lab
    row_of(lab, "Scalar and vector gradients").get_by_role("link").first.click()
    expect(lab.page.locator(".lm-TabBar-tab.lm-mod-current", has_text=CHAPTER)).to_be_visible()
    expect(lab.cells).to_have_count(len(released(CHAPTER).cells))
    expect(lab.page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    return lab


def test_the_page_that_the_lab_opens_with_shows_what_is_done(student: Student) -> None:
    lab = student.lab
    row = row_of(lab, "Head gradients")
    expect(row).to_contain_text("3 of 31")
    expect(row).to_contain_text("1 of 7")
    expect(row).to_contain_text("… begun")
    result = Axe().run(lab.page, ".jp-OutputArea")
    assert result.response["violations"] == []

    headings = lab.panel.locator(".jp-OutputArea table").first.locator("th[scope=col]").all()
    assert {heading.bounding_box()["height"] < 30 for heading in headings} == {True}  # one line

    sections = lab.panel.locator(".jp-OutputArea table").last
    done = sections.get_by_role("link", name="✓ 1. More than one number at the end")
    expect(done).to_be_visible()
    assert lab.panel.locator(".jp-OutputArea img").first.get_attribute("alt")
    assert student.complaints == []
    assert student.strangers == []


def test_the_lab_has_no_news_and_none_of_the_instructors_panels(
    student: Student, lab: LabPage
) -> None:
    page = lab.page
    assert lab.panel.get_by_role("button", name="Validate").is_visible()
    assert page.locator(".Toastify__toast, .jp-Dialog").all_inner_texts() == []
    menus = page.locator(".lm-MenuBar-item").all_inner_texts()
    assert menus == ["File", "Edit", "View", "Run", "Kernel", "Tabs", "Settings", "Help"]
    tabs = [tab.get_attribute("title") or "" for tab in page.locator(".jp-SideBar li").all()]
    assert any(tab.startswith("File Browser") for tab in tabs)
    assert [tab for tab in tabs if re.search("Assignment|Course|Formgrader|Extension", tab)] == []
    page.keyboard.press("Control+Shift+c")
    commands = page.locator(".lm-CommandPalette-item")
    page.locator(".lm-CommandPalette-input").fill("Restart Kernel")
    expect(commands.first).to_be_visible()
    page.locator(".lm-CommandPalette-input").fill("formgrader")
    expect(commands).to_have_count(0)
    page.keyboard.press("Escape")
    assert student.strangers == []
    assert student.complaints == []


def test_a_fresh_chapter_runs_to_its_end_and_only_asks_for_answers(
    student: Student, lab: LabPage
) -> None:
    cells = released(CHAPTER).cells
    for number, said in lab.walk():
        cell = cells[number]
        unexpected = set(ERROR.findall(said)) - {"NotImplementedError"}
        if "raises-exception" in cell.metadata.get("tags", []):
            assert unexpected, f"cell {number} was to raise, and showed {said}"
        else:
            assert not unexpected, f"cell {number}: {said}"
    assert student.complaints == []


def message_to(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what the visible check says to a wrong answer."""
    cells = {cell.id: cell.source for cell in released(CHAPTER).cells}
    namespace: dict[str, object] = {}
    monkeypatch.syspath_prepend(HERE.release(CHAPTER).parent)
    setup = "\n".join(line for line in cells["setup"].split("\n") if not line.startswith("%"))
    exec(f"{setup}\n{answer.source}", namespace)
    with pytest.raises(CheckFailed) as caught:
        exec(cells[f"test_{answer.exercise}"], namespace)
    return str(caught.value)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_a_wrong_answer_is_told_what_is_wrong_and_a_right_one_passes(
    lab: LabPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, test, samples = first_exercise(CHAPTER)
    wrong = next(sample for sample in samples if not sample.right)
    right = next(sample for sample in samples if sample.right)
    lab.run(places(CHAPTER)["setup"])

    lab.type(answer, wrong.source)
    assert lab.source(answer) == wrong.source.rstrip("\n")
    assert lab.press_run(answer) == ""
    said = lab.press_run(test)
    # Above it stand the checks of this cell that the answer passed.
    assert squeezed(said).endswith(squeezed(message_to(wrong, monkeypatch)))

    lab.type(answer, right.source)
    assert lab.press_run(answer) == ""
    assert lab.press_run(test).startswith("✓")


def test_a_chapter_answered_in_full_passes_nbgraders_validation(
    student: Student, lab: LabPage
) -> None:
    answers = model_answers(CHAPTER)
    first, *others = answers
    for number in others:
        lab.paste(number, answers[number])
    lab.save()
    assert "Success" not in lab.validate()  # one answer is missing

    lab.paste(first, answers[first])
    lab.save()
    saved = nbformat.read(student.course.working_copy(CHAPTER), as_version=4)
    assert {number: saved.cells[number].source for number in answers} == answers
    assert "Success! Your notebook passes all the tests." in lab.validate()
