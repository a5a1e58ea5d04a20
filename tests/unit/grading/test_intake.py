"""From a file to cells: the author's in the author's order, the student's text in answers."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.chapter.key import Key, make_key
from autograder.errors import NotebookUnreadable
from autograder.grading import intake
from autograder.grading.intake import TakenIn, take_in
from tests.written_notebook import notebook

SOURCE = """
# %% text
# Title
# %% code
import math
# %% locked helper
def helper(): pass
# %% solution one
one = 1
# %% test test_one 1
assert one == 1
### BEGIN HIDDEN TESTS
assert type(one) is int
### END HIDDEN TESTS
# %% solution two
two = 2
# %% test test_two 2
assert two == 2
# %% essay why 3
Because.
# %% task outside 4
Do it.
"""
STUB = "raise NotImplementedError"
NAMES = ["helper", "one", "test_one", "two", "test_two", "why", "outside"]


def release() -> NotebookNode:
    made = notebook(SOURCE)
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = STUB if cell.cell_type == "code" else "YOUR ANSWER HERE"
        cell.source = cell.source.partition("\n### BEGIN")[0]
    return made


@pytest.fixture
def key() -> Key:
    return make_key("nb", notebook(SOURCE).cells, release().cells)


@pytest.fixture
def handed() -> NotebookNode:
    made = release()
    named(made, "one").source = "one = 10"
    return made


def named(of: NotebookNode, name: str) -> NotebookNode:
    return next(c for c in of.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def read(handed: NotebookNode, key: Key) -> TakenIn:
    return take_in(nbformat.writes(handed).encode(), key)


def texts(taken: TakenIn) -> dict[str, str]:
    return {
        cell.key.marks.grade_id: cell.source
        for cell in taken.cells
        if cell.key is not None and cell.key.marks.grade_id
    }


def test_answers_are_the_students_and_all_else_is_as_released(
    handed: NotebookNode, key: Key
) -> None:
    named(handed, "test_one").source = "pass"
    named(handed, "helper").source = "pass"
    named(handed, "outside").source = "Done."
    named(handed, "why").source = "Since."
    taken = read(handed, key)
    assert list(texts(taken)) == NAMES
    assert texts(taken) | {"two": ""} == {
        "helper": "def helper(): pass",
        "one": "one = 10",
        "test_one": "assert one == 1",
        "two": "",
        "test_two": "assert two == 2",
        "why": "Since.",
        "outside": "Do it.",
    }
    assert [t.marks.grade_id for t in intake.tests(taken.cells)] == ["test_one", "test_two"]


def test_marks_that_a_student_changes_do_not_count(handed: NotebookNode, key: Key) -> None:
    named(handed, "test_one").metadata.nbgrader.update(grade=False, solution=True, points=100)
    taken = read(handed, key)
    assert [(t.marks.grade_id, t.marks.points) for t in intake.tests(taken.cells)] == [
        ("test_one", 1.0),
        ("test_two", 2.0),
    ]


def test_what_is_missing_comes_back(handed: NotebookNode, key: Key) -> None:
    gone = ("test_one", "two")
    handed.cells = [
        c for c in handed.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in gone
    ]
    taken = read(handed, key)
    assert taken.found.missing == gone
    assert list(texts(taken)) == NAMES
    assert texts(taken)["two"] == STUB


def test_what_was_moved_goes_back_and_own_cells_follow_what_they_followed(
    handed: NotebookNode, key: Key
) -> None:
    own = new_code_cell("mine = 1")
    place = handed.cells.index(named(handed, "one"))
    handed.cells.insert(place + 1, own)
    handed.cells.append(handed.cells.pop(handed.cells.index(named(handed, "test_one"))))
    handed.cells.insert(0, new_markdown_cell("Hello"))
    taken = read(handed, key)
    assert list(texts(taken)) == NAMES
    assert taken.found.misplaced == ("test_one",)
    sources = [cell.source for cell in taken.cells]
    assert sources[0] == "Hello"
    assert sources[sources.index("one = 10") + 1] == "mine = 1"


def test_of_two_answers_the_last_one_that_says_something_counts(
    handed: NotebookNode, key: Key
) -> None:
    for text in ("one = 11", STUB):
        copy = nbformat.from_dict(named(handed, "one"))
        copy.id, copy.source = f"copy{len(text)}", text
        handed.cells.append(copy)
    taken = read(handed, key)
    assert texts(taken)["one"] == "one = 11"
    assert taken.found.repeated == ("one",)


def test_a_copy_of_a_test_is_not_run(handed: NotebookNode, key: Key) -> None:
    copy = nbformat.from_dict(named(handed, "test_one"))
    copy.id, copy.source = "copy", "one = 1"
    handed.cells.insert(0, copy)
    taken = read(handed, key)
    assert "one = 1" not in [cell.source for cell in taken.cells]


def test_a_notebook_without_ids_and_marks_is_read_as_a_person_would(key: Key) -> None:
    made = release()
    named(made, "one").source = "one = 10"
    for cell in made.cells:
        cell.metadata = NotebookNode()
        del cell["id"]
    content = json.dumps({**made, "nbformat_minor": 2}).encode()
    assert texts(take_in(content, key))["one"] == "one = 10"


@pytest.mark.parametrize(
    "mangled",
    [
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: content.decode().encode("utf-16"),
    ],
    ids=["BOM", "CRLF", "UTF-16"],
)
def test_what_editors_do_to_a_file(mangled, handed: NotebookNode, key: Key) -> None:
    content = mangled(nbformat.writes(handed).encode())
    assert texts(take_in(content, key))["one"] == "one = 10"


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"cells": [', b"x" * 99])
def test_what_is_no_notebook_is_refused(content: bytes, key: Key) -> None:
    with pytest.raises(NotebookUnreadable):
        take_in(content, key)


def test_an_empty_notebook_is_the_release(key: Key) -> None:
    taken = take_in(nbformat.writes(new_notebook()).encode(), key)
    assert taken.found.missing == tuple(NAMES)
    assert [cell.source for cell in taken.cells] == [cell.source for cell in release().cells]
