"""A key says what nbgrader's gradebook says, and is made from a course's source alone."""

import pytest

from autograder.authoring.release import load_config
from autograder.chapter.key import Key, read_key
from autograder.classroom.entering import enter_in_gradebook
from autograder.classroom.gradebook import open_gradebook
from autograder.classroom.keys import course_directory, key_of, source_notebooks
from autograder.course import Course
from autograder.errors import GradingError

from .conftest import CHAPTER, HANDED_ON

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
        notebook = gradebook.find_notebook(CHAPTER, CHAPTER)
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        texts = {cell.name: (cell.cell_type, cell.source) for cell in notebook.source_cells}
    assert tuple(key.named) == tuple(texts) == ALL
    for name, ours in key.named.items():
        text = ours.released if name in solutions else ours.full
        assert (ours.cell_type, text) == texts[name]
        assert ours.marks.solution == (name in solutions)
        assert (ours.marks.grade, ours.marks.points) == (name in points, points.get(name, 0))
    assert key.max_points == 7
    assert [companion.name for companion in key.companions] == list(HANDED_ON)


def test_it_is_made_from_the_source_as_nbgrader_finds_it(tiny: Course, key: Key) -> None:
    config = load_config(tiny.config)
    course = course_directory(config, tiny.root)
    [source] = source_notebooks(course, CHAPTER)
    made = key_of(config, course, source)
    assert made.cells == key.cells
    assert {c.name for c in made.companions} == set(HANDED_ON)


def test_an_assignment_that_there_is_not(tiny: Course) -> None:
    course = course_directory(load_config(tiny.config), tiny.root)
    with pytest.raises(GradingError, match="no assignment '99_none'"):
        source_notebooks(course, "99_none")
