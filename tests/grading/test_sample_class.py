"""The demo's class of each chapter, graded by stock nbgrader, point by point.

Points are worked out by hand from the chapter's cards: a prediction or an exercise counts in
full or not at all, and the open question waits for a person.
"""

import csv
import html
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

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


POINTS = {
    "01_scalar_and_vector_gradients": Points(
        {
            "gradient_of_cubes": 2,
            "two_gradients": 3,
            "mean_gradient_by_hand": 3,
            "gradient_of": 3,
            "central_difference": 4,
            "plot_errors": 4,
            "directional_gap": 3,
        },
        predictions=8,
        by_hand=4,
        in_all=34,
    ),
    "02_head_gradients": Points(
        {
            "pulled_back": 2,
            "four_heads": 2,
            "pulled_by_hand": 3,
            "plot_turning": 4,
            "head_from_outside": 3,
            "jacobian_by_rows": 3,
            "blind_head": 4,
            "adjoint_gap": 3,
        },
        predictions=7,
        by_hand=4,
        in_all=35,
    ),
    "03_detach": Points(
        {
            "hold_one_factor": 2,
            "frozen_middle": 3,
            "without_negatives": 3,
            "take_step": 2,
            "straight_through_round": 3,
            "frozen_difference": 3,
            "plot_two_slopes": 4,
        },
        predictions=9,
        by_hand=4,
        in_all=33,
    ),
    "04_control_flow": Points(
        {
            "gradient_by_counting": 2,
            "double_each": 3,
            "bounded_doubling": 3,
            "confirms": 2,
            "shrink_mended": 3,
            "plot_across_jumps": 4,
            "three_slopes": 3,
            "mended_wave": 4,
        },
        predictions=8,
        by_hand=4,
        in_all=36,
    ),
    "05_sine_cosine_and_the_chain_rule": Points(
        {
            "slopes_of": 3,
            "plot_slopes": 4,
            "slope_of_f": 3,
            "nth_derivative": 4,
            "taylor_coefficients": 3,
            "dual_numbers": 4,
        },
        predictions=8,
        by_hand=4,
        in_all=33,
    ),
    "06_the_computational_graph": Points(
        {
            "count_nodes": 3,
            "rebuilt": 3,
            "gradient_by_nodes": 4,
            "gradient_in_the_middle": 2,
            "clipped_on_the_way": 3,
            "mended_pulse": 3,
            "plot_graph_sizes": 4,
        },
        predictions=9,
        by_hand=4,
        in_all=35,
    ),
    "07_your_own_engine": Points(
        {
            "power": 2,
            "by_paths": 3,
            "plot_calls": 4,
            "one_pass": 3,
            "iterative_order": 4,
            "sum_to_shape": 4,
            "array_operations": 3,
            "training_step": 3,
        },
        predictions=8,
        by_hand=4,
        in_all=38,
    ),
    "08_manual_and_autograd_mlp": Points(
        {
            "backward_by_hand": 3,
            "descent_losses": 3,
            "as_linear": 2,
            "mean_square": 2,
            "plot_rates": 4,
            "evaluate": 3,
            "truncated_gradient": 4,
        },
        predictions=9,
        by_hand=4,
        in_all=34,
    ),
    "09_beyond_backward": Points(
        {
            "hessian_diagonal": 3,
            "hessian_vector": 3,
            "jacobian_by_columns": 2,
            "stable_softplus": 3,
            "clipped_gradient": 3,
            "implicit_jacobian": 4,
            "plot_two_roads": 4,
            "without_conditions": 4,
        },
        predictions=9,
        by_hand=4,
        in_all=39,
    ),
}

#: The points of those who have some answers right; carla's and dilip's follow from their mistakes.
EXPECTED = {
    "01_scalar_and_vector_gradients": {"bruno": 8, "hana": 28},
    "02_head_gradients": {"bruno": 7, "hana": 29},
    "03_detach": {"bruno": 9, "hana": 27},
    "04_control_flow": {"bruno": 8, "hana": 30},
    "05_sine_cosine_and_the_chain_rule": {"bruno": 8, "hana": 26},
    "06_the_computational_graph": {"bruno": 9, "hana": 28},
    "07_your_own_engine": {"bruno": 8, "hana": 32},
    "08_manual_and_autograd_mlp": {"bruno": 9, "hana": 27},
    "09_beyond_backward": {"bruno": 9, "hana": 32},
}


def mistaken(chapter: str, student: str) -> set[str]:
    """Return the exercises for which there is a sample answer with a mistake of ``student``."""
    answers = read_all_answers(COURSE.answers(chapter))
    return {a.exercise for a in answers if a.looks_like in MISTAKES[student]}


def expected(chapter: str) -> dict[str, tuple[Outcome, int | None]]:
    """Return each student's outcome and points. What awaits a person's eye has none yet."""
    got, points = EXPECTED[chapter], POINTS[chapter].exercises
    most = POINTS[chapter].in_all - POINTS[chapter].by_hand
    return {
        "ada": (Outcome.GRADED, most),
        "bruno": (Outcome.GRADED, got["bruno"]),  # the predictions alone
        **{
            name: (Outcome.GRADED, most - sum(points[lost] for lost in mistaken(chapter, name)))
            for name in MISTAKES
        },
        "emmy": (Outcome.GRADED, most),
        "fatima": (Outcome.UNANSWERED, 0),
        "goro": (Outcome.UNANSWERED, 0),
        "hana": (Outcome.WITH_GAPS, got["hana"]),  # without the first exercise
        "ivan": (Outcome.DUPLICATED, None),
        "jun": (Outcome.BROKEN, None),
        "kofi": (Outcome.TIMED_OUT, got["hana"]),  # without the first exercise
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


@pytest.fixture(scope="module", params=sorted(EXPECTED))
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    lines: list[str] = []
    results = run_demo(COURSE, folder, progress=lines.append, chapter=request.param)
    return Demo(request.param, Course(folder), {r.student: r for r in results}, lines)


def test_everyone_gets_the_points_and_the_outcome_they_earned(demo: Demo) -> None:
    got = {name: (result.outcome, result.points) for name, result in demo.results.items()}
    assert got == expected(demo.chapter)


def test_every_chapter_with_a_solution_is_tried_here() -> None:
    assert sorted(EXPECTED) == COURSE.authored()


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
