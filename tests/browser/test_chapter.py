"""A chapter in the real JupyterLab, in a real browser: fresh, as it is answered, and validated.

What a browser adds is seen in one chapter; that every chapter runs and is judged as it ought to be
is seen in ``tests/notebooks``, ``tests/exercises`` and ``tests/grading``.
"""

from __future__ import annotations

import re

import nbformat
import pytest
from playwright.sync_api import expect

from autograder.chapter.answers import Answer
from autograder.errors import CheckFailed
from tests.browser.student import HERE, Student, first_exercise, model_answers, places, released

pytestmark = pytest.mark.browser

CHAPTER = HERE.released()[0]
ERROR = re.compile(r"^(\w+(?:Error|Exception|Failed))\b", re.MULTILINE)


def test_the_lab_opens_without_news_and_without_the_instructors_panels(student: Student) -> None:
    page = student.lab.page
    student.lab.open_chapter(CHAPTER, len(released(CHAPTER).cells))

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


def test_a_fresh_chapter_runs_to_its_end_and_only_asks_for_answers(student: Student) -> None:
    cells = released(CHAPTER).cells
    student.lab.open_chapter(CHAPTER, len(cells))
    for number, said in student.lab.walk():
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
    student: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, test, samples = first_exercise(CHAPTER)
    wrong = next(sample for sample in samples if not sample.right)
    right = next(sample for sample in samples if sample.right)
    lab = student.lab
    lab.open_chapter(CHAPTER, len(released(CHAPTER).cells))
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


def test_a_chapter_answered_in_full_passes_nbgraders_validation(student: Student) -> None:
    lab = student.lab
    lab.open_chapter(CHAPTER, len(released(CHAPTER).cells))
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
