"""A class of six as its outcomes tell it, for the tests of the report: nothing is run for it."""

from __future__ import annotations

from autograder.classroom.report.findings import Findings, find
from autograder.classroom.report.lessons import Exercise, Section
from autograder.classroom.results import Outcome, Result
from autograder.grading import TestGrade, Verdict

BEGIN, END = Section("1 · Doubles", "1. Begin"), Section("1 · Doubles", "2. End")
CURE = Section("0 · Signs", "3. Minus")

EXERCISES = [
    Exercise("predict_two", "test_predict_two", "two", "prediction", 1, BEGIN, "two = [2.0, 4.0]"),
    Exercise("double", "test_double", "twice <b>", "code", 2, END, "def double(x): return 2 * x"),
    Exercise("why", "why", "why it is so", "open", 3, END, "Because."),
]

STUBS = {"predict_two": "two = ...", "double": "raise NotImplementedError()", "why": "HERE"}

ANSWERS = {
    "ada": {"predict_two": "two = [2, 4]", "double": "def double(x): return x + x", "why": "So."},
    "ben": {"predict_two": "two = [1, 1]", "double": "def double(x): return -2 * x", "why": "HERE"},
    "cy": {"predict_two": "two = f(3)", "double": "def double(y):\n    return -2*y", "why": "Hm."},
    "di": {"predict_two": "two = [1.0, 1.0]", "double": STUBS["double"], "why": "So it is."},
    "eve": {"predict_two": "two = ...", "double": "while True: pass", "why": "<script>"},
}

SIGN = {"message": "Every entry has the wrong sign.", "mistakes": ("sign",)}


def _test(name: str, verdict: Verdict, most: float, **said: object) -> TestGrade:
    earned = most if verdict is Verdict.PASSED else 0.0
    return TestGrade(name, verdict, earned, most, **said)


def _result(
    student: str, guess: Verdict, double: Verdict, why: float | None, **said: object
) -> Result:
    tests = (
        _test("test_predict_two", guess, 1.0),
        _test("test_double", double, 2.0, **said),
    )
    scores = {test.name: test.points for test in tests} | {"why": why or 0.0}
    return Result(
        student,
        "01_doubles",
        Outcome.TIMED_OUT if double is Verdict.TIMED_OUT else Outcome.GRADED,
        sum(scores.values()),
        6.0,
        to_grade_by_hand=3.0 if why is None else 0.0,
        scores=scores,
        tests=tests,
        seconds=9.5 if double is Verdict.TIMED_OUT else 1.5,
    )


PASSED, FAILED = Verdict.PASSED, Verdict.FAILED

RESULTS = [
    _result("ada", PASSED, PASSED, 3.0),
    _result("ben", PASSED, FAILED, 0.0, **SIGN),
    _result("cy", PASSED, FAILED, 1.5, **SIGN),
    _result("di", PASSED, FAILED, None),
    _result("eve", FAILED, Verdict.TIMED_OUT, None),
    Result("flo", "01_doubles", Outcome.NOT_HANDED_IN, None, 6.0),
]

NAMES = {result.student: result.student.title() for result in RESULTS}


def findings() -> Findings:
    """Return what the outcomes tell."""
    return find(
        chapter="01_doubles",
        title="1 · Doubles",
        exercises=EXERCISES,
        results=RESULTS,
        answers=ANSWERS,
        stubs=STUBS,
        teaching={"sign": CURE},
        sentences={"sign": "Every entry has the wrong sign; otherwise it is right."},
        names=NAMES,
    )
