import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.cells import grade_id
from autograder.classroom.gradebook import open_gradebook, released_cells
from autograder.classroom.restoring import restore
from autograder.course import Course

from .conftest import CHAPTER, answered, without


@pytest.fixture(scope="module")
def released(tiny: Course) -> list:
    with open_gradebook(tiny) as gradebook:
        return released_cells(gradebook, CHAPTER)


def names(notebook: NotebookNode) -> list[str | None]:
    return [grade_id(cell) for cell in notebook.cells]


def test_an_empty_notebook_gets_the_whole_release(released: list) -> None:
    notebook = nbformat.v4.new_notebook()
    restore(notebook, released)
    assert names(notebook) == [cell.grade_id for cell in released]
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in released]
    nbformat.validate(notebook)


def test_missing_cells_come_back_in_their_places(
    released: list, release_notebook: NotebookNode
) -> None:
    notebook = without(answered(release_notebook), "imports", "double", "test_double", "why")
    restore(notebook, released)
    assert [name for name in names(notebook) if name] == [cell.grade_id for cell in released]
    assert notebook.cells[-1].source == "YOUR ANSWER HERE"


def test_old_notebooks_have_no_cell_ids(released: list) -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.nbformat_minor = 4
    restore(notebook, released)
    nbformat.validate(notebook)


def test_answers_stay_and_marks_are_the_releases(
    released: list, release_notebook: NotebookNode
) -> None:
    notebook = answered(release_notebook)
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if grade_id(cell) == "test_double":
            cell.metadata["nbgrader"] |= {"points": 100, "grade": False, "schema_version": 1}
    notebook.cells[0].metadata["nbgrader"] = {"grade_id": "from_elsewhere", "grade": True}
    restore(notebook, released)
    by_name = {grade_id(cell): cell for cell in notebook.cells}
    assert by_name["double"].source == "def double(x):\n    return x + x"
    assert by_name["test_double"].metadata == {"nbgrader": released[2].marks}
    assert released[2].marks["points"] == 2
    assert "nbgrader" not in notebook.cells[0].metadata


def test_moved_cells_go_back_and_the_students_own_stay(
    released: list, release_notebook: NotebookNode
) -> None:
    notebook = answered(release_notebook)
    title, imports, double, test, partly, *rest = notebook.cells
    own = nbformat.v4.new_code_cell("y = 1")
    notebook.cells = [title, test, own, double, partly, *rest, imports]
    restore(notebook, released)
    assert notebook.cells == [imports, title, own, double, test, partly, *rest]


def test_of_copies_the_last_keeps_the_name(released: list, release_notebook: NotebookNode) -> None:
    notebook = answered(release_notebook)
    copy = nbformat.from_dict({**notebook.cells[2], "source": "later"})
    notebook.cells.append(copy)
    restore(notebook, released)
    assert [c.source for c in notebook.cells if grade_id(c) == "double"] == ["later"]
