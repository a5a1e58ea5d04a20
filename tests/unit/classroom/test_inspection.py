import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.cells import grade_id, inspect
from autograder.classroom.gradebook import open_gradebook, released_cells
from autograder.course import Course

from .conftest import CHAPTER, answered, without

ALL = (
    "imports",
    "double",
    "test_double",
    "test_partly",
    "predict_sum",
    "test_predict_sum",
    "why",
)


@pytest.fixture(scope="module")
def released(tiny: Course) -> list:
    with open_gradebook(tiny) as gradebook:
        return released_cells(gradebook, CHAPTER)


def test_the_release_is_in_order_with_its_hidden_tests(released: list) -> None:
    assert tuple(cell.grade_id for cell in released) == ALL
    assert [cell.points for cell in released] == [0, 0, 2, 1, 0, 1, 3]
    assert "HIDDEN" in released[2].source
    assert "NotImplementedError" in released[1].source


def test_a_perfect_notebook_lacks_nothing(released: list, release_notebook: NotebookNode) -> None:
    found = inspect(answered(release_notebook), released)
    assert found.answered == ("double", "predict_sum", "why")
    assert found.missing == found.repeated == ()


def test_untouched_and_empty_are_not_answers(
    released: list, release_notebook: NotebookNode
) -> None:
    assert inspect(release_notebook, released).answered == ()
    retyped = answered(release_notebook, double="", predict_sum="guess = ...\n\n", why=" ")
    assert inspect(retyped, released).answered == ()
    assert inspect(nbformat.v4.new_notebook(), released).missing == ALL


def test_gaps_and_copies_are_named(released: list, release_notebook: NotebookNode) -> None:
    notebook = without(answered(release_notebook), "imports", "test_partly")
    notebook.cells += [notebook.cells[1], notebook.cells[1]]
    found = inspect(notebook, released)
    assert found.missing == ("imports", "test_partly")
    assert found.repeated == ("double",)


@pytest.mark.parametrize("marks", [7, None, [], {}, {"grade_id": 3}, {"grade_id": ["double"]}])
def test_any_json_may_stand_in_a_students_metadata(marks: object) -> None:
    cell = nbformat.v4.new_code_cell("")
    cell.metadata["nbgrader"] = marks
    assert grade_id(cell) is None
