import json
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.chapter.answers import Answer
from autograder.chapter.cells import grade_id
from autograder.classroom.demo import STUDENTS, run_demo, sample_class
from autograder.course import Course
from autograder.errors import GradingError

from .conftest import make_course, solution_notebook

ANSWERS = [
    Answer("double", True, "a sum", "def double(x):\n    return x + x\n"),
    Answer("double", False, "half", "def double(x):\n    return x / 2\n", "at the first"),
    Answer("double", False, "minus", "def double(x):\n    return -2 * x\n", "looks like: sign"),
]


@pytest.fixture(scope="module")
def pupils(release_notebook: NotebookNode) -> dict[str, bytes]:
    return sample_class(release_notebook, solution_notebook(), ANSWERS)


def cells(content: bytes) -> dict[str | None, str]:
    notebook = nbformat.reads(content.decode(), as_version=4)
    return {grade_id(cell): cell.source for cell in notebook.cells}


def test_everyone_hands_in(pupils: dict[str, bytes]) -> None:
    assert list(pupils) == list(STUDENTS)


def test_it_is_pure(pupils: dict[str, bytes], release_notebook: NotebookNode) -> None:
    before = nbformat.writes(release_notebook)
    assert sample_class(release_notebook, solution_notebook(), ANSWERS) == pupils
    assert nbformat.writes(release_notebook) == before


def test_the_authors_answer_goes_without_its_markers(pupils: dict[str, bytes]) -> None:
    ada = cells(pupils["ada"])
    assert ada["double"] == "def double(x):\n    return 2 * x\n"
    assert ada["predict_sum"] == "guess = 10\n"
    assert ada["why"].startswith("Because")
    assert "HIDDEN" not in ada["test_double"]


def test_others_answer_otherwise(pupils: dict[str, bytes]) -> None:
    assert "x + x" in cells(pupils["emmy"])["double"]
    assert "x / 2" in cells(pupils["bruno"])["double"]
    assert "-2 * x" in cells(pupils["carla"])["double"]
    # No sample answer has a mistake of his.
    assert cells(pupils["dilip"]) == cells(pupils["ada"])


def test_who_makes_which_mistake_does_not_hang_on_the_order_of_the_answers(
    release_notebook: NotebookNode, pupils: dict[str, bytes]
) -> None:
    turned = sample_class(release_notebook, solution_notebook(), ANSWERS[::-1])
    assert turned["carla"] == pupils["carla"]
    assert turned["dilip"] == pupils["dilip"]


def test_the_careless(pupils: dict[str, bytes], release_notebook: NotebookNode) -> None:
    assert cells(pupils["fatima"]) == {}
    assert pupils["goro"] == nbformat.writes(release_notebook).encode()
    assert set(cells(pupils["ada"])) - set(cells(pupils["hana"])) == {"double", "test_double"}
    twice = nbformat.reads(pupils["ivan"].decode(), as_version=4)
    assert [grade_id(cell) for cell in twice.cells].count("double") == 2
    nbformat.validate(twice)
    with pytest.raises(json.JSONDecodeError):
        json.loads(pupils["jun"])
    assert "while True" in cells(pupils["kofi"])["double"]
    assert "os._exit" in cells(pupils["lena"])["double"]


def test_the_demo_empties_no_folder_but_its_own(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter.tex").write_text("years of work")
    with pytest.raises(GradingError, match="was not made by the demo"):
        run_demo(course, mine, progress=print)
    assert (mine / "chapter.tex").read_text() == "years of work"


def test_a_course_without_a_chapter(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="holds no chapter"):
        run_demo(Course(tmp_path), tmp_path / "demo", progress=print)
    course = make_course(tmp_path / "course")
    course.solution("01_tiny").unlink()
    with pytest.raises(GradingError, match="autograder build 01_tiny"):
        run_demo(course, tmp_path / "demo", progress=print)
