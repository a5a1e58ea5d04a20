"""From a submission and a key to a grade: a function of these two, and of nothing else."""

from __future__ import annotations

import time
from collections.abc import Collection

from autograder.chapter.key import Key
from autograder.grading.attempt import Attempt
from autograder.grading.graded_notebook import graded_notebook
from autograder.grading.intake import take_in
from autograder.grading.judging import Judges
from autograder.grading.limits import Limits
from autograder.grading.sandbox import Sandbox
from autograder.grading.verdicts import Grade, TestGrade, Verdict


def grade(
    submission: bytes,
    key: Key,
    *,
    sandbox: Sandbox,
    limits: Limits | None = None,
    name: str = "the notebook",
    only: Collection[str] | None = None,
) -> Grade:
    """Return what a submission earns.

    Args:
        submission: A student's notebook, as the file holds it.
        key: The chapter.
        sandbox: Where the student's code runs.
        limits: What it may use.
        name: What the file is called, for the message.
        only: Names of the tests to ask, by default all. The notebook is run up to the last of
            them, and the grade tells of no other test.

    Raises:
        NotebookUnreadable: if the submission is no notebook.
        SandboxRefused: if there is no wall between its code and this machine.

    """
    start = time.monotonic()
    limits = limits or Limits()
    taken = take_in(submission, key, name)
    attempt = Attempt(taken.cells, key, limits)
    if only is not None:
        attempt.ask_only(only)
    while True:
        with sandbox.run(len(attempt.tests), limits) as run:
            names = [test.marks.grade_id or "" for test in attempt.tests.values()]
            judges = Judges(key, limits, dict(zip(names, run.snapshots, strict=True)))
            sandbox.wait_for_later(judges)
            with judges:
                if not attempt.runs_to_the_end(run):
                    continue
                sandbox.prepare(len(names), limits)
                tests = _judged(attempt, judges)
        break
    by_name = {test.name: test for test in tests}
    return Grade(
        tests=tuple(tests),
        notebook=graded_notebook(taken.cells, attempt.outputs, by_name),
        missing=taken.found.missing,
        misplaced=taken.found.misplaced,
        doubled=taken.found.repeated,
        stopped=tuple(attempt.stopped),
        sandbox=sandbox.name,
        seconds=time.monotonic() - start,
    )


def rebuilt_notebook(submission: bytes, key: Key, name: str = "the notebook") -> bytes:
    """Return a submission in JSON as it would be run, tests in full, before anything ran.

    Raises:
        NotebookUnreadable: if it is no notebook.

    """
    taken = take_in(submission, key, name)
    attempt = Attempt(taken.cells, key, Limits())
    unjudged = [test.marks.grade_id or "" for test in attempt.tests.values()]
    return graded_notebook(taken.cells, {}, dict.fromkeys(unjudged))


def _judged(attempt: Attempt, judges: Judges) -> list[TestGrade]:
    """Return what the referee says of each test, now that the student's output is sealed."""
    found: dict[str, TestGrade] = {}
    waiting = []
    for place, test in attempt.tests.items():
        done = attempt.outputs.get(place)
        if done is None or done.hit == "time":
            found |= _lost(attempt, place)
        else:
            waiting.append(test)
    found |= judges.judge(waiting)
    for place, test in attempt.tests.items():
        # It was asked of what there was. If that was not enough, it is not the answer that failed.
        has_failed = found[test.marks.grade_id or ""].verdict is Verdict.FAILED
        if has_failed and attempt.is_left_out(place):
            found |= _lost(attempt, place)
    return [found[test.marks.grade_id or ""] for test in attempt.tests.values()]


def _lost(attempt: Attempt, place: int) -> dict[str, TestGrade]:
    marks = attempt.tests[place].marks
    name = marks.grade_id or ""
    verdict, said = attempt.why_lost(place)
    return {name: TestGrade(name, verdict, 0.0, marks.points, said, said)}
