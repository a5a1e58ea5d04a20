"""``progress()``: what the kernel's checks said, over what the saved notebook shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.chapter import cards
from autograder.course import find_course
from autograder.lesson.checks import Check
from autograder.lesson.memory import own_cards
from autograder.lesson.standing.progress import progress

COURSE = find_course(Path(__file__))
CHAPTER = "01_scalar_and_vector_gradients"
FIRST, CUBES = "the first gradient", "the gradient of a sum of cubes"

ANSWERS = """
from autograder.lesson import check
from autograder.lesson.standing.progress import progress
---
check.prediction("predict_first_gradient", [0.0, 4.0, 8.0, 12.0], shape=(4,))
---
check.gradient("gradient_of_cubes", lambda x: 3 * x**2, of=lambda x: (x**3).sum(), shapes=[(4,)])
---
check.gradient("two_gradients", lambda x: x, of=lambda x: (x**3).sum(), shapes=[(4,)])
---
progress()
""".strip().split("\n---\n")


def in_kernel(folder: Path, *cells: str) -> str:
    """Return what the last cell shows as text, run after the others in a kernel in ``folder``."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, allow_errors=True, resources=resources).execute()
    [output] = notebook.cells[-1].outputs
    assert output.output_type == "execute_result", output
    text: str = output.data["text/plain"]
    return text


def state_of(title: str, text: str) -> str:
    [line] = [line for line in text.splitlines() if f" · {title}  " in line]
    return line.split("  ")[-1].strip()


@pytest.fixture(autouse=True)
def _no_check_has_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests of this run have checked is nothing that this student did."""
    monkeypatch.setattr("autograder.lesson.checks.check", Check())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The student's fresh copy."""
    path = tmp_path / CHAPTER / f"{CHAPTER}.ipynb"
    shutil.copytree(COURSE.release(CHAPTER).parent, path.parent)
    return path


def save(path: Path, **outcomes: bool | str) -> None:
    """Mark tests of the saved notebook as passed or failed, or write an answer in words."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if (outcome := outcomes.get(cell.id)) is None:
            continue
        if isinstance(outcome, str):
            cell.source = outcome
            continue
        cell.execution_count = 2
        error = {"output_type": "error", "ename": "CheckFailed", "evalue": "", "traceback": []}
        cell.outputs = [] if outcome else [nbformat.from_dict(error)]
    nbformat.write(notebook, path)


def test_what_the_kernel_saw_counts_over_what_is_saved(copy: Path) -> None:
    save(copy, test_gradient_of_cubes=False, test_predict_data=True, the_growing_gradient="It adds")
    text = in_kernel(copy.parent, *ANSWERS)

    assert state_of(FIRST, text) == "✓ noted"
    assert state_of(CUBES, text) == "✓ passed"
    assert state_of("two gradients from one leaf", text) == "✗ test fails"
    assert state_of("behind autograd's back", text) == "✓ noted"
    assert state_of("the gap", text) == "– not tried"
    assert state_of("the growing gradient", text) == "✓ written; a person will read it"
    assert "4 of the 30 points that tests give; 26 still open." in text
    assert text.startswith(
        "Your progress in chapter 1 · Scalar and vector gradients\n\n"
        "Next: Prediction 2 · backward, once more\n\nTask "
    )
    assert "what your notebook held when last saved" in text


def test_after_a_restart_the_saved_notebook_speaks(copy: Path) -> None:
    save(copy, test_predict_first_gradient=True, test_gradient_of_cubes=False)
    text = in_kernel(copy.parent, ANSWERS[0], "progress()")
    assert state_of(FIRST, text) == "✓ noted"
    assert state_of(CUBES, text) == "✗ test fails"
    assert state_of("the growing gradient", text) == "– not written, or not saved"
    assert "Next: Exercise 1" in text


def test_the_chapter_is_the_one_that_the_kernel_was_started_in(copy: Path) -> None:
    copy.unlink()
    text = in_kernel(copy.parent, *ANSWERS[:-1], "%cd -q /", ANSWERS[-1])
    assert text.startswith("Your progress in chapter 1 · Scalar and vector gradients\n")
    assert "there is no saved notebook of yours to read" in text
    assert state_of(CUBES, text) == "✓ passed"


@pytest.mark.parametrize("content", [None, "", '{"cells": [', "[]", "solution"])
def test_without_a_saved_state_of_the_students_the_text_is_always_the_same(
    copy: Path, content: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So a solution's output does not depend on the notebook that it replaces.
    monkeypatch.setattr(own_cards, "FOLDER", copy.parent)
    copy.unlink()
    expected = repr(progress())
    assert state_of("the growing gradient", expected) == "a person will read it"
    if content == "solution":
        shutil.copy(COURSE.solution(CHAPTER), copy)
    elif content is not None:
        copy.write_text(content)
    assert repr(progress()) == expected
    assert "href" not in progress()._repr_html_()


def test_exercises_link_to_their_headings(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_cards, "FOLDER", copy.parent)
    page = progress()._repr_html_()
    notebook = nbformat.read(copy, as_version=4)
    [heading] = [c for c in notebook.cells if c.source.startswith(f"### Exercise 1 · {CUBES}")]
    assert f'href="{copy.name}#cell-id={heading.id}"' in page
    links = len(cards.load(cards.beside(copy)).cards) + 1  # and the next step
    assert page.count(f'href="{copy.name}#cell-id=') == links


def test_at_the_end_one_hands_in(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_cards, "FOLDER", copy.parent)
    of_chapter = cards.load(cards.beside(copy)).cards
    tests = {f"test_{card.name}": True for card in of_chapter if card.kind != "open"}
    save(copy, the_growing_gradient="It adds up.", **tests)
    text = repr(progress())
    assert "30 of the 30 points that tests give; 0 still open." in text
    assert "minutes" not in text
    assert "Next: save the notebook, and hand it in with 'make submit CHAPTER=1'." in text


def test_a_kernel_without_cards_is_told_the_remedy(tmp_path: Path) -> None:
    cell = """
from autograder.lesson.standing.progress import progress
from autograder.errors import CardsUnreadable
try:
    progress()
except CardsUnreadable as error:
    said = str(error)
said
"""
    said = in_kernel(tmp_path, cell)
    assert f"{tmp_path.name}/cards.json is missing" in said
    assert "make lab" in said
