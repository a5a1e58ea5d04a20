"""The demo's class of each chapter, graded by stock nbgrader, point by point.

Points are worked out from the chapter's cards: a prediction or an exercise counts in full or not at
all, and the open question waits for a person.
"""

import csv
import html
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder.chapter import cards
from autograder.chapter.answers import read_all_answers
from autograder.classroom.demo import MISTAKES, STUDENTS, run_demo
from autograder.classroom.feedback import HIDDEN, hide
from autograder.classroom.results import Outcome, Result
from autograder.course import Course
from tests.pages import Page

COURSE = Course(Path(__file__).parents[2])


@dataclass(frozen=True)
class Points:
    """What a chapter gives, as its text has it."""

    exercises: dict[str, int]  # in the order of the chapter
    predictions: int
    by_hand: int
    in_all: int


def points_of(chapter: str) -> Points:
    """Return what the cards of ``chapter`` say, and its title."""
    deck = cards.load(cards.beside(COURSE.release(chapter)))
    title = nbformat.read(COURSE.release(chapter), as_version=4).cells[0].source
    in_all = re.search(r"(\d+) points", title)
    assert in_all

    def of(*kinds: str) -> dict[str, int]:
        return {card.name: card.points for card in deck.cards if card.kind in kinds}

    return Points(
        exercises=of("code", "plot"),
        predictions=sum(of("prediction").values()),
        by_hand=sum(of("open").values()),
        in_all=int(in_all[1]),
    )


POINTS = {chapter: points_of(chapter) for chapter in COURSE.authored()}


def mistaken(chapter: str, student: str) -> set[str]:
    """Return the exercises for which there is a sample answer with a mistake of ``student``."""
    answers = read_all_answers(COURSE.answers(chapter))
    return {a.exercise for a in answers if a.looks_like in MISTAKES[student]}


def expected(chapter: str) -> dict[str, tuple[Outcome, int | None]]:
    """Return each student's outcome and points. What awaits a person's eye has none yet."""
    points = POINTS[chapter].exercises
    most = POINTS[chapter].in_all - POINTS[chapter].by_hand
    first = next(iter(points.values()))  # of the first exercise
    return {
        "ada": (Outcome.GRADED, most),
        "bruno": (Outcome.GRADED, POINTS[chapter].predictions),
        **{
            name: (Outcome.GRADED, most - sum(points[lost] for lost in mistaken(chapter, name)))
            for name in MISTAKES
        },
        "emmy": (Outcome.GRADED, most),
        "fatima": (Outcome.UNANSWERED, 0),
        "goro": (Outcome.UNANSWERED, 0),
        "hana": (Outcome.WITH_GAPS, most - first),
        "ivan": (Outcome.DUPLICATED, None),
        "jun": (Outcome.BROKEN, None),
        "kofi": (Outcome.TIMED_OUT, most - first),
        "lena": (Outcome.CRASHED, None),
    }


def test_the_points_add_up() -> None:
    for points in POINTS.values():
        assert sum(points.exercises.values()) + points.predictions + points.by_hand == points.in_all


@dataclass
class Demo:
    """A chapter's demo after its run."""

    chapter: str
    course: Course
    results: dict[str, Result]
    lines: list[str]


@pytest.fixture(scope="module", params=sorted(POINTS))
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    lines: list[str] = []
    results = run_demo(COURSE, folder, progress=lines.append, chapter=request.param)
    return Demo(request.param, Course(folder), {r.student: r for r in results}, lines)


def test_everyone_gets_the_points_and_the_outcome_they_earned(demo: Demo) -> None:
    got = {name: (result.outcome, result.points) for name, result in demo.results.items()}
    assert got == expected(demo.chapter)


def test_nobody_is_missing(demo: Demo) -> None:
    assert set(demo.results) == set(STUDENTS)
    assert {result.max_points for result in demo.results.values()} == {POINTS[demo.chapter].in_all}


def test_without_a_grade_there_are_no_points_and_a_reason(demo: Demo) -> None:
    for name in ("ivan", "jun", "lena"):
        result = demo.results[name]
        assert result.points is None
        assert not result.scores
        assert result.remark


def test_open_answers_wait_for_a_person(demo: Demo) -> None:
    for name, result in demo.results.items():
        answered = result.points is not None and name not in ("fatima", "goro")
        assert result.to_grade_by_hand == (POINTS[demo.chapter].by_hand if answered else 0)


def test_wrong_answers_lose_their_own_exercise_and_no_other(demo: Demo) -> None:
    points = POINTS[demo.chapter].exercises
    names = list(points)
    lost = {
        "bruno": set(names),
        "carla": mistaken(demo.chapter, "carla"),
        "dilip": mistaken(demo.chapter, "dilip"),
        "hana": {names[0]},
        "kofi": {names[0]},
        "ada": set(),
        "emmy": set(),
    }
    for student, without in lost.items():
        scores = demo.results[student].scores
        assert {n: scores[f"test_{n}"] for n in names} == {
            n: 0 if n in without else points[n] for n in names
        }, student


def test_what_is_remarked(demo: Demo) -> None:
    first, *_, last = POINTS[demo.chapter].exercises
    remarks = {name: result.remark for name, result in demo.results.items()}
    assert remarks["ada"] == remarks["emmy"] == remarks["bruno"] == ""
    assert f"{first}, test_{first}, test_{last}" in remarks["hana"]
    assert f"called {first}:" in remarks["ivan"]
    assert "is not JSON" in remarks["jun"]
    assert f"cell {first}." in remarks["kofi"]
    assert "kernel died" in remarks["lena"]


def test_the_csv_has_a_line_for_each(demo: Demo) -> None:
    with demo.course.grades.open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(STUDENTS)
    for name, (outcome, points) in expected(demo.chapter).items():
        assert rows[name]["status"] == outcome.value
        assert rows[name]["points"] == ("" if points is None else str(points))
        assert rows[name]["submitted"] == "2026-03-02 09:30:00"


def test_progress_has_a_line_for_each(demo: Demo) -> None:
    for name, result in demo.results.items():
        line = rf"{name}  {demo.chapter}  {re.escape(result.outcome.value)}  \d+\.\d s"
        assert any(re.fullmatch(line, said) for said in demo.lines), name


def pages(demo: Demo) -> dict[str, str]:
    found = {name: demo.course.feedback(name, demo.chapter) for name in STUDENTS}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items() if path.exists()}


def test_everyone_with_a_grade_gets_a_page(demo: Demo) -> None:
    graded = {name for name, (_, points) in expected(demo.chapter).items() if points is not None}
    assert set(pages(demo)) == graded


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_no_page_leaks_a_hidden_test(demo: Demo) -> None:
    solution = nbformat.read(COURSE.solution(demo.chapter), as_version=4)
    hidden, visible = [], ""
    for cell in solution.cells:
        shown, lines = hide(cell.source)
        hidden += lines
        visible += squeezed(shown)
    secrets = {squeezed(line) for line in hidden if len(squeezed(line)) > 12}
    secrets = {secret for secret in secrets if secret not in visible}
    assert secrets
    for name, page in pages(demo).items():
        text = squeezed(html.unescape(Page(page).text))
        assert {secret for secret in secrets if secret in text} == set(), name
        assert squeezed(HIDDEN) in text
        assert "HIDDENTESTS" not in text


def test_no_page_runs_or_fetches_anything(demo: Demo) -> None:
    for name, page in pages(demo).items():
        assert Page(page).problems == [], name
        assert "<script" not in page.lower()


def test_pages_have_formulas_pictures_and_the_checks_words(demo: Demo) -> None:
    page = Page(pages(demo)["bruno"])
    assert "math" in page.tags
    assert page.alternatives
    assert all(page.alternatives)
    assert "✗" in page.text
    assert "Traceback" not in page.text
    assert "removed" not in page.text
