"""Marks come back by name, id, text and place."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.cells import grade_id, marks
from autograder.chapter.key import Key
from autograder.chapter.notebook_file import parse_notebook
from autograder.grading.grading import rebuilt_notebook
from autograder.grading.inspection import answered_beside
from autograder.grading.recognition import exercises_there, recognise, wrote_something
from tests.unit.classroom.conftest import answered, solution_notebook, with_own, without

TEXT, CODE, RAW = (
    nbformat.v4.new_markdown_cell,
    nbformat.v4.new_code_cell,
    nbformat.v4.new_raw_cell,
)


def stripped(notebook: NotebookNode, ids: bool) -> NotebookNode:
    """Return ``notebook`` without its cells' metadata, and with other ids if ``ids`` are gone."""
    bare = nbformat.from_dict(notebook)
    for place, cell in enumerate(bare.cells):
        cell.metadata = NotebookNode()
        cell.id = f"new-{place}" if ids else cell.id
    return bare


@pytest.mark.parametrize("ids", [False, True])
def test_marks_come_back(key: Key, release_notebook: NotebookNode, ids: bool) -> None:
    perfect = answered(release_notebook)
    bare = stripped(perfect, ids)
    known = recognise(bare, key)
    assert list(map(grade_id, bare.cells)) == list(map(grade_id, perfect.cells))
    assert list(map(marks, bare.cells)) == list(map(marks, perfect.cells))
    assert known.own == frozenset()
    assert known.exercises == 6


def test_an_answer_among_notes_is_not_guessed(key: Key, release_notebook: NotebookNode) -> None:
    bare = stripped(with_own(answered(release_notebook), "double", CODE("y = 1")), ids=True)
    known = recognise(bare, key)
    assert len(known.own) == 2
    assert "double" not in map(grade_id, bare.cells)


def test_blank_answers_are_not_taken_for_each_other(
    key: Key, release_notebook: NotebookNode
) -> None:
    bare = stripped(without(release_notebook, "double"), ids=True)
    recognise(bare, key)
    names = [name for cell in bare.cells if (name := grade_id(cell))]
    assert names == [name for name in key.named if name != "double"]


def test_a_chapters_exercises_are_counted_by_name_or_id(release_notebook: NotebookNode) -> None:
    cells = solution_notebook().cells
    assert exercises_there(release_notebook, cells) == 6
    assert exercises_there(stripped(release_notebook, ids=False), cells) == 6
    assert exercises_there(stripped(release_notebook, ids=True), cells) == 0


def test_a_stub_says_nothing() -> None:
    assert not wrote_something(TEXT("YOUR ANSWER HERE\n"))
    assert wrote_something(TEXT("Since."))


def beside(notebook: NotebookNode, key: Key) -> dict[str, str]:
    """Return what `answered_beside` says of a submission."""
    content = nbformat.writes(notebook).encode()
    known = recognise(notebook, key)
    return answered_beside(parse_notebook(rebuilt_notebook(content, key), Path()), key, known)


@pytest.mark.parametrize(
    ("after", "own", "where"),
    [
        ("why", TEXT("So."), {"why": "below"}),
        ("why", CODE("So, since"), {"why": "below"}),
        ("why", RAW("So."), {"why": "below"}),
        ("why", TEXT("  \n"), {}),
        ("why", TEXT("YOUR ANSWER HERE"), {}),
        ("test_predict_sum", TEXT("So."), {"why": "above"}),
        ("test_predict_sum", CODE("x = 1"), {}),
        ("predict_sum", TEXT("So."), {}),
    ],
)
def test_words_beside_a_blank_answer(
    key: Key,
    release_notebook: NotebookNode,
    after: str,
    own: NotebookNode,
    where: dict[str, str],
) -> None:
    assert beside(with_own(release_notebook, after, own), key) == where


def test_words_in_place_of_a_deleted_answer_count(key: Key, release_notebook: NotebookNode) -> None:
    notebook = without(release_notebook, "why")
    notebook.cells.append(TEXT("So."))
    notebook.cells.append(TEXT("And so."))
    assert beside(notebook, key) == {"why": "below"}


def test_an_answer_that_was_given_needs_nobody_to_look_beside_it(
    key: Key, release_notebook: NotebookNode
) -> None:
    notebook = with_own(answered(release_notebook), "why", TEXT("By the way"))
    assert beside(notebook, key) == {}
