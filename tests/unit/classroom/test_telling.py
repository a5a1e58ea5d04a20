from autograder.classroom.results import Outcome, Result
from autograder.classroom.telling import harmless, tell
from autograder.grading import TestGrade, Verdict

TESTS = (
    TestGrade("test_double", Verdict.PASSED, 2.0, 2.0, "never told", "never told"),
    TestGrade("test_half", Verdict.FAILED, 0.0, 1.0, "✗ half\n::error::pwned", "This test failed."),
    TestGrade("test_x", Verdict.FAILED, 0.0, 1.0, "secret 8642", "A hidden test failed.", (), True),
    TestGrade("test_y", Verdict.TIMED_OUT, 0.0, 1.0, "secret", "The test was lost: timed out."),
    TestGrade("test_z", Verdict.PARTIAL, 0.5, 1.0),
)


def result(**said: object) -> Result:
    return Result("ada", "01_tiny", Outcome.GRADED, 2.5, 9.0, **said)


def test_a_student_reads_what_the_page_says() -> None:
    said = tell(result(to_grade_by_hand=3.0, late_penalty=1.0, tests=TESTS), {"double": "twice"})
    assert said.splitlines() == [
        "ada, 01_tiny: 2.5 of 9 points, 1 taken off for lateness, "
        "and 3 wait to be graded by a person",
        "✓ twice  2 / 2",
        "✗ half  0 / 1",
        "  │ ✗ half",
        "  │ ::error::pwned",
        "✗ x  0 / 1",
        "  │ A hidden test failed.",
        "✗ y  0 / 1",
        "  │ The test was lost: timed out.",
        "◐ z  0.5 / 1",
    ]


def test_who_has_no_grade_reads_why() -> None:
    broken = Result("jun", "01_tiny", Outcome.BROKEN, None, 9.0, remark="It is cut short.")
    assert tell(broken, {}) == "jun, 01_tiny: no points, for it is broken\n  │ It is cut short.\n"


def test_nothing_in_it_is_a_command() -> None:
    assert harmless("a\x1b[31mb\r\nc\x9b1m") == "a[31mb\nc1m"
    assert harmless("x ##[add-mask]1") == "x #[add-mask]1"
