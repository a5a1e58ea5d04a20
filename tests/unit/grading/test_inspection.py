import nbformat
from nbformat import NotebookNode

from autograder.chapter.key import Key
from autograder.grading.inspection import inspect
from tests.unit.classroom.conftest import answered, without

ALL = (
    "imports",
    "double",
    "test_double",
    "test_partly",
    "predict_sum",
    "test_predict_sum",
    "why",
)


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
