"""A submission is rebuilt from its key: the author's cells in order, the student's answers."""

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.cells import grade_id
from autograder.chapter.key import Key
from autograder.errors import NotebookUnreadable
from autograder.grading.intake import Rebuilt, take_in
from tests.unit.classroom.conftest import answered, with_own, without

OWN = nbformat.v4.new_code_cell("y = 1", id="own")


def rebuilt(notebook: NotebookNode, key: Key) -> tuple[Rebuilt, ...]:
    return take_in(nbformat.writes(notebook).encode(), key).cells


def names(cells: tuple[Rebuilt, ...]) -> list[str]:
    return [cell.id for cell in cells]


def test_an_empty_notebook_gets_the_whole_release(key: Key) -> None:
    cells = rebuilt(nbformat.v4.new_notebook(), key)
    assert names(cells) == [cell.id for cell in key.cells]
    assert [cell.source for cell in cells] == [cell.released for cell in key.cells]


def test_missing_cells_come_back_in_their_places(key: Key, release_notebook: NotebookNode) -> None:
    notebook = without(answered(release_notebook), "imports", "double", "test_double", "why")
    assert names(rebuilt(notebook, key)) == [cell.id for cell in key.cells]


def test_answers_stay_and_tests_are_the_releases(key: Key, release_notebook: NotebookNode) -> None:
    notebook = answered(release_notebook)
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if grade_id(cell) == "test_double":
            cell.source = "pass"
            cell.metadata["nbgrader"] |= {"points": 100, "grade": False, "solution": True}
    cells = {cell.id: cell for cell in rebuilt(notebook, key)}
    assert cells["double"].source == "def double(x):\n    return x + x"
    assert cells["test_double"].source == key.named["test_double"].released
    assert cells["test_double"].key == key.named["test_double"]


def test_moved_cells_go_back_and_the_students_own_stay(
    key: Key, release_notebook: NotebookNode
) -> None:
    notebook = answered(release_notebook)
    title, imports, double, test, *rest = notebook.cells
    notebook.cells = [title, test, double, OWN, *rest, imports]
    order = [cell.id for cell in key.cells]
    place = order.index("double") + 1
    assert names(rebuilt(notebook, key)) == [*order[:place], "own", *order[place:]]


@pytest.mark.parametrize(
    ("later", "counts"),
    [
        ("def double(x):\n    return 5", "def double(x):\n    return 5"),
        ("# YOUR CODE HERE\nraise NotImplementedError()", "def double(x):\n    return x + x"),
        ("", "def double(x):\n    return x + x"),
    ],
    ids=["answered", "blank", "empty"],
)
def test_of_copies_the_last_with_an_answer_counts(
    key: Key, release_notebook: NotebookNode, later: str, counts: str
) -> None:
    notebook = answered(release_notebook)
    double = next(cell for cell in notebook.cells if grade_id(cell) == "double")
    notebook.cells.append(nbformat.from_dict({**double, "id": "copy", "source": later}))
    taken = take_in(nbformat.writes(notebook).encode(), key)
    assert taken.found.repeated == ("double",)
    [cell] = [cell for cell in taken.cells if cell.key == key.named["double"]]
    assert cell.source == counts
    # What would undo it is left out; an earlier version stays as a cell of the student's own.
    others = [c.source for c in taken.cells if c.key is None]
    assert others == (["def double(x):\n    return x + x"] if "5" in later else [])


def test_an_own_cell_stays_where_it_stood(key: Key, release_notebook: NotebookNode) -> None:
    order = names(rebuilt(with_own(release_notebook, "double", OWN), key))
    assert order[order.index("double") + 1] == "own"


def test_what_is_no_notebook(key: Key) -> None:
    with pytest.raises(NotebookUnreadable):
        take_in(b"{}", key)
