"""The page that the lab opens with: what it says without a kernel, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from autograder.desk.workspace import prepare
from tests.browser.student import (
    HERE,
    Student,
    at_work,
    course_copy,
    model_answers,
    places,
    released,
)

pytestmark = pytest.mark.browser

CHAPTER = HERE.released()[0]


@pytest.fixture
def student(browser: Browser, tmp_path: Path) -> Iterator[Student]:
    """A student who comes back to a chapter of which two exercises are done."""
    course = course_copy(tmp_path / "course")
    prepare(course)
    path = course.working_copy(CHAPTER)
    notebook = nbformat.read(path, as_version=4)
    at = places(CHAPTER)
    for name in ("predict_first_gradient", "gradient_of_cubes"):
        notebook.cells[at[name]].source = model_answers(CHAPTER)[at[name]]
        test = notebook.cells[at[f"test_{name}"]]
        test.execution_count = 1
        test.outputs = [nbformat.v4.new_output("stream", text="✓ right\n")]
    nbformat.write(notebook, path)
    with at_work(browser, course, tmp_path / "home") as student:
        yield student


def test_the_page_shows_what_is_done_and_leads_to_the_chapter(student: Student) -> None:
    lab = student.lab
    table = lab.panel.locator(".jp-OutputArea table").first
    expect(table).to_be_visible()
    row = table.locator("tr", has_text="Scalar and vector gradients")
    expect(row).to_contain_text("3 of 30")
    expect(row).to_contain_text("1 of 8")
    expect(row).to_contain_text("… begun")
    result = Axe().run(lab.page, ".jp-OutputArea")
    assert result.response["violations"] == []

    headings = table.locator("th[scope=col]").all()
    assert {heading.bounding_box()["height"] < 30 for heading in headings} == {True}  # one line

    sections = lab.panel.locator(".jp-OutputArea table").last
    expect(sections.get_by_role("link", name="✓ A first gradient")).to_be_visible()
    assert lab.panel.locator(".jp-OutputArea img").first.get_attribute("alt")

    row.get_by_role("link").first.click()
    expect(lab.page.locator(".lm-TabBar-tab.lm-mod-current", has_text=CHAPTER)).to_be_visible()
    expect(lab.cells).to_have_count(len(released(CHAPTER).cells))
    assert student.complaints == []
    assert student.strangers == []
