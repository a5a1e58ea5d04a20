from pathlib import Path

import pytest

from autograder.classroom.report.lessons import (
    SPOKEN_OF,
    Exercise,
    Section,
    exercises,
    teaching,
    title_of,
)
from autograder.course import Course
from autograder.lesson.misconceptions import KNOWN

from ..conftest import CHAPTER, make_course, solution_notebook

OURS = Course(Path(__file__).parents[4])


@pytest.fixture(scope="module")
def taught() -> dict[str, Section]:
    return teaching(OURS)


def test_what_earns_points_is_known_with_its_answer(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    tiny = Section("Tiny", "")
    double, partly, predicted, why = exercises(course, CHAPTER)
    assert double == Exercise(
        "double",
        "test_double",
        "twice as much",
        "code",
        2,
        tiny,
        "def double(x):\n    return 2 * x\n",
    )
    assert (partly.name, partly.graded) == ("double", "test_partly"), "it has no answer of its own"
    assert (predicted.kind, predicted.title) == ("prediction", "predict_sum")
    assert (why.name, why.graded, why.kind) == ("why", "why", "open")


def test_a_title_is_the_first_heading() -> None:
    assert title_of(solution_notebook()) == "Tiny"


def test_a_mistake_is_taught_about_where_the_course_first_has_it(
    taught: dict[str, Section],
) -> None:
    assert taught["accumulated"].heading == "3. The same question twice"
    assert taught["accumulated"].chapter.startswith("1 · ")
    assert taught["broadcast"].heading.startswith("6. A loss that is right")


def test_every_known_mistake_has_a_section(taught: dict[str, Section]) -> None:
    assert {mistake.name for mistake in KNOWN} == taught.keys()
    assert all(section.heading for section in taught.values())


@pytest.mark.parametrize("name", SPOKEN_OF)
def test_the_sections_that_are_named_are_there(taught: dict[str, Section], name: str) -> None:
    assert taught[name].heading == SPOKEN_OF[name][1], (
        "an exercise stands in it, and so it is found"
    )


def test_a_course_that_is_not_made_yet_teaches_nothing(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    course.solution(CHAPTER).unlink()
    assert teaching(course) == {}
