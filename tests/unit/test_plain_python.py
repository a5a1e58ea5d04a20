"""Without a kernel a chapter's cells find what lies beside them, and leave no trace."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.chapter import cards
from autograder.course import Course
from tests import plain_python

CHAPTERS = ("91_plain", "92_other")
CELLS = [
    "import {module} as asked",
    "assert asked.NAME == '{chapter}', asked.NAME",
    "from autograder.lesson import check, progress\nprogress()\ncheck.hint('{chapter}')",
    "assert open('data/name.txt').read() == '{chapter}'",
]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    course = Course(tmp_path)
    for chapter in CHAPTERS:
        module = f"{chapter[3:]}_exercises"
        path = course.solution(chapter)
        (path.parent / "data").mkdir(parents=True)
        (path.parent / "data" / "name.txt").write_text(chapter)
        (path.parent / f"{module}.py").write_text(f"NAME = {chapter!r}\n")
        card = cards.Card(chapter, "a title", "code", 2, 5, 1, ("one", "two", "three"))
        cards.beside(path).write_text(cards.dump(cards.Deck(chapter, (card,))), encoding="utf-8")
        sources = [cell.format(module=module, chapter=chapter) for cell in CELLS]
        nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
    monkeypatch.setattr(plain_python, "COURSE", course)
    return course


@pytest.mark.usefixtures("course")
def test_two_chapters_of_one_process_each_find_their_own() -> None:
    folder, places = Path.cwd(), list(sys.path)
    for chapter in (*CHAPTERS, *CHAPTERS):
        assert plain_python.run_solution(chapter) == []
    assert (Path.cwd(), sys.path) == (folder, places)
