"""A chapter in Jupyter Notebook 7, started without any setting of ours: all of it works there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lab_page import PATIENCE
from tests.browser.lab_server import serving_notebook
from tests.browser.student import HERE, first_exercise, model_answers, places

pytestmark = pytest.mark.browser

CHAPTER = HERE.released()[0]
SET_UP, FORMULA, EXPLORER = 2, 4, 7
STEPS = "leaf = torch.tensor([1.0, 2.0], requires_grad=True)\nstep_backward(leaf.dot(leaf))"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The chapter, opened in a folder that holds it and nothing else."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(HERE.release(CHAPTER).parent, tmp_path / "work")
    with serving_notebook(tmp_path / "work", home) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(address.replace("/tree?", f"/notebooks/{CHAPTER}.ipynb?"))
        expect(cell(page, 0)).to_be_visible()
        yield page
        page.screenshot(path=tmp_path / "last.png")
        page.close()


def cell(page: Page, number: int) -> Locator:
    """Return a cell. Those out of sight are not in the page."""
    return page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{number}"]')


def output(page: Page, number: int) -> Locator:
    return cell(page, number).locator(".jp-OutputArea")


def run(page: Page, number: int, source: str = "") -> None:
    """Run the chosen cell, whose number this is, and choose the next; ``source`` goes in first."""
    if source:
        page.keyboard.press("Enter")
        expect(cell(page, number).locator(".cm-content")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")
    expect(cell(page, number + 1)).to_have_class(re.compile("jp-mod-selected"))


def set_up(page: Page) -> None:
    """Run the set-up cell, again if need be: before the kernel is there, Jupyter passes over it."""
    prompt = cell(page, SET_UP).locator(".jp-InputPrompt")
    for _ in range(20):
        run(page, SET_UP)
        try:
            expect(prompt).to_have_text(re.compile(r"\[(\*|\d+)\]"), timeout=3000)
        except AssertionError:
            page.keyboard.press("ArrowUp")
            expect(cell(page, SET_UP)).to_have_class(re.compile("jp-mod-selected"))
        else:
            break
    expect(prompt).to_have_text(re.compile(r"\[\d+\]"))


def move(page: Page, number: int) -> None:
    """Move a cell's slider by its keys, and see that the picture's caption follows."""
    slider = output(page, number).get_by_role("slider").first
    expect(slider).to_be_visible()
    caption = output(page, number).locator("figcaption").first
    before = caption.inner_text()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(caption).not_to_have_text(before)


def test_a_chapter_works_from_its_first_cell_to_the_messages_of_checks(page: Page) -> None:
    answer, test, samples = first_exercise(CHAPTER)
    wrong = next(sample for sample in samples if not sample.right)
    prediction = places(CHAPTER)["test_predict_first_gradient"]
    answers = {**model_answers(CHAPTER), answer: wrong.source}
    cell(page, 0).click()
    for number in range(SET_UP):
        run(page, number)
    set_up(page)
    for number in range(SET_UP + 1, test + 1):
        run(page, number, answers.get(number, ""))
        if number == FORMULA:
            expect(cell(page, number).locator("mjx-container").first).to_be_visible()
        elif number == EXPLORER:
            move(page, number)
            cell(page, number + 1).click()
        elif number == prediction:
            expect(output(page, number)).to_contain_text("your prediction is noted")
    expect(output(page, test)).to_contain_text(re.compile("CheckFailed|gradient_of_cubes"))

    page.keyboard.press("a")  # a new cell, for the graph of a tensor of one's own
    run(page, test + 1, STEPS)
    move(page, test + 1)
    assert not page.locator(".jp-Dialog").all_inner_texts()
