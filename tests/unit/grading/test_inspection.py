import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.key import Key, read_key
from autograder.classroom.grade import enter_in_gradebook
from autograder.classroom.gradebook import open_gradebook, released_cells
from autograder.course import Course
from autograder.grading.inspection import inspect

from .conftest import CHAPTER, HANDED_ON, answered, without

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
def key(tiny: Course) -> Key:
    return read_key(CHAPTER, tiny.solution(CHAPTER), enter_in_gradebook(tiny, CHAPTER))


def test_the_key_is_what_the_gradebook_knows(tiny: Course, key: Key) -> None:
    with open_gradebook(tiny) as gradebook:
        released = released_cells(gradebook, CHAPTER)
    assert tuple(key.named) == tuple(cell.grade_id for cell in released) == ALL
    for ours, theirs in zip(key.named.values(), released, strict=True):
        text = ours.released if theirs.solution else ours.full
        assert (ours.cell_type, text) == (theirs.cell_type, theirs.source)
        marks = ours.marks
        assert (marks.grade, marks.solution) == (theirs.grade, theirs.solution)
        assert marks.points == theirs.points
    assert key.max_points == 7
    assert [companion.name for companion in key.companions] == list(HANDED_ON)


def test_a_perfect_notebook_lacks_nothing(key: Key, release_notebook: NotebookNode) -> None:
    found = inspect(answered(release_notebook), key)
    assert found.answered == ("double", "predict_sum", "why")
    assert found.missing == found.repeated == found.misplaced == ()


def test_untouched_and_empty_are_not_answers(key: Key, release_notebook: NotebookNode) -> None:
    assert inspect(release_notebook, key).answered == ()
    retyped = answered(release_notebook, double="", predict_sum="guess = ...\n\n", why=" ")
    assert inspect(retyped, key).answered == ()
    assert inspect(nbformat.v4.new_notebook(), key).missing == ALL


def test_gaps_and_copies_are_named(key: Key, release_notebook: NotebookNode) -> None:
    notebook = without(answered(release_notebook), "imports", "test_partly")
    notebook.cells += [notebook.cells[1], notebook.cells[1]]
    found = inspect(notebook, key)
    assert found.missing == ("imports", "test_partly")
    assert found.repeated == ("double",)


def test_moved_cells_are_named(key: Key, release_notebook: NotebookNode) -> None:
    notebook = answered(release_notebook)
    double, test = notebook.cells[2:4]
    notebook.cells[2:4] = [test, double]
    assert inspect(notebook, key).misplaced == ("test_double",)
