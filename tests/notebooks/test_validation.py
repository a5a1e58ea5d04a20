"""What nbgrader's Validate button finds in a chapter that is answered in full: nothing.

In one chapter the button is pressed, in ``tests/browser``. Here its judgement is asked for on what
the solution's test cells have shown, hidden tests included; that they show it again is nbval's
affair.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import CheckCellMetadata
from nbgrader.validator import Validator

from tests.browser.student import HERE, model_answers, released


def answered(chapter: str) -> NotebookNode:
    """Return the student's notebook with the author's answers, and what the solution shows."""
    notebook = released(chapter)
    solution = nbformat.read(HERE.solution(chapter), as_version=4)
    shown = {cell.id: cell.outputs for cell in solution.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = shown[cell.id]
    for number, source in model_answers(chapter).items():
        notebook.cells[number].source = source
    return notebook


def verdict(notebook: NotebookNode, folder: Path) -> dict[str, list[dict[str, str]]]:
    path = folder / "chapter.ipynb"
    nbformat.write(notebook, path)
    validator = Validator()
    validator.preprocessors = [CheckCellMetadata]  # The cells have been run.
    return validator.validate(str(path))


@pytest.mark.parametrize("chapter", HERE.released())
def test_a_chapter_answered_in_full_is_valid(chapter: str, tmp_path: Path) -> None:
    assert verdict(answered(chapter), tmp_path) == {}


@pytest.mark.parametrize("chapter", HERE.released())
def test_an_open_question_without_an_answer_is_not(chapter: str, tmp_path: Path) -> None:
    notebook, fresh = answered(chapter), released(chapter)
    [number] = [n for n in model_answers(chapter) if fresh.cells[n].cell_type == "markdown"]
    notebook.cells[number].source = fresh.cells[number].source
    [failed] = verdict(notebook, tmp_path)["failed"]
    assert failed["source"] == fresh.cells[number].source.strip()
