"""The lab, and a fresh chapter in it, run from its first cell to its last in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.student import HERE, Student, released

pytestmark = pytest.mark.browser

CHAPTERS = HERE.released()
ERROR = re.compile(r"^(\w+(?:Error|Exception|Failed))\b", re.MULTILINE)


def test_the_lab_opens_without_news_and_without_the_instructors_panels(student: Student) -> None:
    page = student.lab.page
    student.lab.open_chapter(CHAPTERS[0], len(released(CHAPTERS[0]).cells))

    assert student.lab.panel.get_by_role("button", name="Validate").is_visible()
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
    assert student.strangers == []
    assert student.complaints == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_fresh_chapter_runs_to_its_end_and_only_asks_for_answers(
    student: Student, chapter: str
) -> None:
    cells = released(chapter).cells
    student.lab.open_chapter(chapter, len(cells))
    for number, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        said = student.lab.run(number)
        unexpected = set(ERROR.findall(said)) - {"NotImplementedError"}
        if "raises-exception" in cell.metadata.get("tags", []):
            assert unexpected, f"cell {number} was to raise, and showed {said}"
        else:
            assert not unexpected, f"cell {number}: {said}"
    assert student.complaints == []
