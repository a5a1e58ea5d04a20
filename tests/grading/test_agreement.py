"""Our points and stock nbgrader's, cell by cell, on courses that know nothing of this workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.chapter.key import Companion, Key, make_key
from autograder.grading import Grade, Limits, Sandbox, grade
from tests.grading.foreign_course import ASSIGNMENTS, Assignment
from tests.stock import Stock
from tests.written_notebook import notebook


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def submission(
    release: NotebookNode, source: NotebookNode, of: Assignment, who: str
) -> NotebookNode:
    """Return what ``who`` hands in."""
    handed = nbformat.from_dict(release)
    authors = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in source.cells}
    cells = []
    for cell in handed.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in of.own.get(who, {}):
            cells.append(new_code_cell(of.own[who][name]))
        if cell.metadata.get("nbgrader", {}).get("solution") and who != "blank":
            cell.source = of.answers[who].get(name) or authors[name].source
        cells.append(cell)
    handed.cells = cells
    return handed


def ours(key: Key, handed: NotebookNode, sandbox: Sandbox) -> Grade:
    content = nbformat.writes(handed).encode()
    return grade(content, key, sandbox=sandbox, limits=Limits(cell_seconds=20))


CASES = [(name, who) for name, of in ASSIGNMENTS.items() for who in of.answers]


@pytest.mark.parametrize(("name", "who"), CASES)
def test_agreement(name: str, who: str, sandbox: Sandbox, tmp_path: Path) -> None:
    of = ASSIGNMENTS[name]
    source = notebook(of.source)
    stock = Stock(source)
    handed = submission(stock.release, source, of, who)
    folder = tmp_path / "run"
    folder.mkdir()
    for file, content in of.files.items():
        (folder / file).write_bytes(content)
    files = [Companion(file, content) for file, content in of.files.items()]
    key = make_key(name, source.cells, stock.release.cells, files)
    theirs = stock.points(handed, folder)
    found = ours(key, handed, sandbox)
    for test in found.tests:
        same = theirs[test.name] == test.points
        print("  " if same else "!!", test.name, theirs[test.name], test.points, test.message[:300])
    assert 0
