"""The demo's class of each chapter, graded behind the wall, point by point.

What an answer is worth stands on the chapter's cards; who earns it is seen by running. A prediction
or an exercise counts in full or not at all, and the open question waits for a person.

The whole class hands in the first chapter. Of the other chapters one does whose points say most
about a chapter: who makes mistakes by name, and answers the rest as the author does.
"""

import csv
import html
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
import pytest

from autograder.chapter import cards
from autograder.chapter.answers import read_all_answers
from autograder.classroom.demo import MISTAKES, STUDENTS, run_demo
from autograder.classroom.feedback import HIDDEN, hide
from autograder.classroom.report import write_report
from autograder.classroom.results import Outcome, Result
from autograder.course import Course
from tests.pages import Page

COURSE = Course(Path(__file__).parents[2])
FIRST, *_ = CHAPTERS = COURSE.authored()

#: Those who get no points, and those who get none because they answered nothing.
NO_GRADE = {"jun": Outcome.BROKEN}
NO_ANSWER = {"fatima": Outcome.UNANSWERED, "goro": Outcome.UNANSWERED}
#: How the others fare who do not simply get a grade.
GRADED_YET = {
    "hana": Outcome.WITH_GAPS,
    "kofi": Outcome.TIMED_OUT,
    "lena": Outcome.CRASHED,
}


@dataclass(frozen=True)
class Demo:
    """A chapter's demo after its run, and what its cards promise."""

    chapter: str
    course: Course
    results: dict[str, Result]
    lines: list[str]

    @cached_property
    def cards(self) -> list[cards.Card]:
        return list(cards.load(cards.beside(COURSE.solution(self.chapter))).cards)

    @cached_property
    def exercises(self) -> dict[str, int]:
        """The points of what a program grades for its content, in the order of the chapter."""
        return {card.name: card.points for card in self.cards if card.kind in ("code", "plot")}

    @cached_property
    def by_hand(self) -> int:
        return sum(card.points for card in self.cards if card.kind == "open")

    @cached_property
    def in_all(self) -> int:
        return sum(card.points for card in self.cards)

    @cached_property
    def lost(self) -> dict[str, set[str]]:
        """The exercises whose points each student loses who hands in something to grade."""
        names = list(self.exercises)
        everybody = {
            "ada": set(),
            "bruno": set(names),
            **{name: mistaken(self.chapter, name) for name in MISTAKES},
            "emmy": set(),
            "hana": {names[0]},
            "ivan": set(),
            "kofi": {names[0]},
            "lena": {names[0]},
        }
        return {name: lost for name, lost in everybody.items() if name in self.results}

    def expected(self, student: str) -> tuple[Outcome, int | None]:
        """Return a student's outcome and points. What awaits a person's eye has none yet."""
        if student in NO_GRADE:
            return NO_GRADE[student], None
        if student in NO_ANSWER:
            return NO_ANSWER[student], 0
        lost = sum(self.exercises[name] for name in self.lost[student])
        return GRADED_YET.get(student, Outcome.GRADED), self.in_all - self.by_hand - lost


def mistaken(chapter: str, student: str) -> set[str]:
    """Return the exercises for which there is a sample answer with a mistake of ``student``."""
    answers = read_all_answers(COURSE.answers(chapter))
    return {answer.exercise for answer in answers if answer.looks_like in MISTAKES[student]}


@pytest.fixture(scope="module", params=CHAPTERS)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    chapter = request.param
    folder = tmp_path_factory.mktemp("demo") / "demo"
    lines: list[str] = []
    results = run_demo(
        COURSE,
        folder,
        progress=lines.append,
        chapter=chapter,
        students=handing_in(chapter),
    )
    return Demo(chapter, Course(folder), {r.student: r for r in results}, lines)


def handing_in(chapter: str) -> set[str]:
    """Return who hands in a chapter."""
    if chapter == FIRST:
        return set(STUDENTS)
    return {max(MISTAKES, key=lambda student: len(mistaken(chapter, student)))}


of_the_whole_class = pytest.mark.parametrize("demo", [FIRST], indirect=True)


def test_nobody_is_missing(demo: Demo) -> None:
    assert set(demo.results) == handing_in(demo.chapter)
    assert any(demo.lost.values())
    assert {result.max_points for result in demo.results.values()} == {demo.in_all}


def test_everyone_gets_the_points_and_the_outcome_they_earned(demo: Demo) -> None:
    got = {name: (result.outcome, result.points) for name, result in demo.results.items()}
    assert got == {name: demo.expected(name) for name in demo.results}


def test_wrong_answers_lose_their_own_exercise_and_no_other(demo: Demo) -> None:
    for student, lost in demo.lost.items():
        scores = demo.results[student].scores
        assert {name: scores[f"test_{name}"] for name in demo.exercises} == {
            name: 0 if name in lost else points for name, points in demo.exercises.items()
        }, student


@of_the_whole_class
def test_without_a_grade_there_are_no_points_and_a_reason(demo: Demo) -> None:
    for name in NO_GRADE:
        result = demo.results[name]
        assert result.points is None
        assert not result.scores
        assert result.remark


def test_open_answers_wait_for_a_person(demo: Demo) -> None:
    for name, result in demo.results.items():
        answered = name not in NO_GRADE | NO_ANSWER
        assert result.to_grade_by_hand == (demo.by_hand if answered else 0)


@of_the_whole_class
def test_what_is_remarked(demo: Demo) -> None:
    first, *_, last = demo.exercises
    remarks = {name: result.remark for name, result in demo.results.items()}
    assert remarks["ada"] == remarks["emmy"] == remarks["bruno"] == ""
    assert f"{first}, test_{first}, test_{last}" in remarks["hana"]
    assert f"called {first}: the last one with an answer counts" in remarks["ivan"]
    assert "is cut short" in remarks["jun"]
    assert f"Cell {first}: Stopped after 6 s" in remarks["kofi"]
    assert f"Cell {first}: It ended Python." in remarks["lena"]


def test_the_csv_has_a_line_for_each(demo: Demo) -> None:
    with demo.course.grades.open(newline="", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(demo.results)
    for name in demo.results:
        outcome, points = demo.expected(name)
        assert rows[name]["status"] == outcome.value
        assert rows[name]["points"] == ("" if points is None else str(points))
        assert rows[name]["submitted_utc"] == "2026-03-02 09:30:00"


def test_progress_has_a_line_for_each(demo: Demo) -> None:
    for name, result in demo.results.items():
        line = rf"{name}  {demo.chapter}  {re.escape(result.outcome.value)}  \d+\.\d s"
        assert any(re.fullmatch(line, said) for said in demo.lines), name


def pages(demo: Demo) -> dict[str, str]:
    found = {name: demo.course.feedback(name, demo.chapter) for name in demo.results}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items() if path.exists()}


def test_everyone_with_a_grade_gets_a_page(demo: Demo) -> None:
    assert set(pages(demo)) == set(demo.results) - set(NO_GRADE)


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
    mistaken_one = next(name for name in demo.results if name in MISTAKES)
    page = Page(pages(demo)[mistaken_one])
    assert "math" in page.tags
    assert page.alternatives
    assert all(page.alternatives)
    assert "✗" in page.text
    assert "Traceback" not in page.text
    assert "removed" not in page.text


def test_the_report_says_who_made_which_mistake(demo: Demo) -> None:
    page = write_report(demo.course, [demo.chapter])
    [told] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["chapters"]
    who = {mistake["name"]: mistake["students"] for mistake in told["mistakes"]}
    for student, names in MISTAKES.items():
        if demo.lost.get(student):
            assert any(student in who.get(name, ()) for name in names), student
    graded = [result for result in demo.results.values() if result.points is not None]
    assert told["graded"] == sum(step["students"] for step in told["distribution"]) == len(graded)
    exercises = {exercise["name"]: exercise for exercise in told["exercises"]}
    for name in demo.exercises:
        right = [r for r in graded if r.scores[f"test_{name}"] == demo.exercises[name]]
        assert exercises[name]["passed"] == len(right), name
