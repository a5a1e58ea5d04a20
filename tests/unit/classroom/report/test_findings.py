from dataclasses import replace

import pytest

from autograder.classroom.report.findings import (
    Findings,
    Mistake,
    OddOutcome,
    OddVerdict,
    Prediction,
    Slow,
    WrongAnswer,
    distribution,
    find,
)
from autograder.classroom.results import Outcome
from tests.told_class import CURE, END, EXERCISES, NAMES, RESULTS


def test_the_class_is_counted(found: Findings) -> None:
    assert (found.students, found.graded, found.waiting) == (6, 5, 2)
    assert found.max_points == 6
    assert (found.mean, found.median) == (2.1, 1.0)
    assert sum(step.students for step in found.distribution) == 5


def test_points_fall_into_equal_steps() -> None:
    steps = distribution([0, 0.9, 1, 10], 10)
    assert [step.students for step in steps] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (steps[-1].low, steps[-1].high) == (9, 10)
    uneven = distribution([3.9, 4, 33, 34], 34)
    assert [step.students for step in uneven] == [1, 1, 0, 0, 0, 0, 0, 0, 2]
    assert (uneven[-1].low, uneven[-1].high) == (32, 34)
    assert distribution([0], 0) == ()


def test_each_exercise_says_how_it_went(found: Findings) -> None:
    predicted, double, why = found.exercises
    assert (predicted.passed, predicted.blank) == (4, 1)
    assert (double.passed, double.failed, double.blank, double.lost) == (1, 2, 1, 1)
    assert double.asked == 5
    assert double.section == "2. End"
    assert (why.passed, why.partly, why.blank, why.waiting) == (1, 1, 1, 2)
    assert why.asked == 0, "who waits may pass yet"
    assert why.mean == 0.9


def test_a_mistake_says_who_made_it_and_what_cures_it(found: Findings) -> None:
    says = "Every entry has the wrong sign; otherwise it is right."
    assert found.mistakes == (Mistake("sign", says, ("Ben", "Cy"), ("twice <b>",), CURE),)


def test_a_mistake_that_is_taught_nowhere_sends_to_its_exercise() -> None:
    found = find("01", "", EXERCISES, RESULTS, {}, {}, {}, {}, NAMES)
    assert found.mistakes == (), "no answers, so nobody answered wrong"
    answers = {"ben": {"double": "no"}}
    found = find("01", "", EXERCISES, RESULTS, answers, {}, {}, {}, NAMES)
    assert [mistake.cure for mistake in found.mistakes] == [END]
    assert found.title == "01"


def test_wrong_answers_that_differ_in_style_count_as_one(found: Findings) -> None:
    [wrong] = found.wrong_answers
    assert wrong == WrongAnswer(
        "twice <b>",
        ("Ben", "Cy"),
        "def double(x): return -2 * x",
        ("sign",),
        "Every entry has the wrong sign.",
    )


def test_predictions_stand_against_what_came_out(found: Findings) -> None:
    [prediction] = found.predictions
    guesses = (("[1, 1]", 2), ("[2, 4]", 1))
    assert prediction == Prediction("predict_two", "two", "[2, 4]", 1, 4, 1, guesses)


def test_other_verdicts_and_outcomes_are_told(found: Findings) -> None:
    assert found.verdicts == (OddVerdict("timed out", "twice <b>", ("Eve",)),)
    assert found.outcomes == (
        OddOutcome("timed out", ("Eve",)),
        OddOutcome("not handed in", ("Flo",)),
    )
    assert found.slowest[0] == Slow("Eve", 9.5)


@pytest.mark.parametrize("results", [[], [replace(RESULTS[-1], outcome=Outcome.BROKEN)]])
def test_a_class_without_a_grade_has_findings_too(results: list) -> None:
    found = find("01", "", EXERCISES, results, {}, {}, {}, {}, NAMES)
    assert (found.mean, found.graded) == (None, 0)
    assert all(each.asked == 0 for each in found.exercises)
