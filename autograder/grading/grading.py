"""From a submission and a key to a grade: a function of these two, and of nothing else."""

from __future__ import annotations

import time
from collections.abc import Collection

from nbformat import NotebookNode

from autograder.chapter.cells import is_unanswered
from autograder.chapter.key import Key
from autograder.grading.attempt import Attempt
from autograder.grading.graded_notebook import graded_notebook
from autograder.grading.intake import Rebuilt, TakenIn, take_in
from autograder.grading.judging import Judges
from autograder.grading.limits import Limits
from autograder.grading.sandbox import Sandbox
from autograder.grading.slices import Slice, slice_of
from autograder.grading.verdicts import Grade, TestGrade, Verdict


def grade(
    submission: bytes,
    key: Key,
    *,
    sandbox: Sandbox,
    limits: Limits | None = None,
    name: str = "the notebook",
    only: Collection[str] | None = None,
    slices: bool = True,
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
        slices: Whether lesson cells may be left out that no answer and no test depends on. Nobody
            loses a point by it: where a test fails so, the whole notebook is run. It is tried where
            the file shows that all visible tests passed when they were last run; else a test is
            likely to fail, and the notebook would be run twice.

    Raises:
        NotebookUnreadable: if the submission is no notebook.
        SandboxRefused: if there is no wall between its code and this machine.

    """
    start = time.monotonic()
    limits = limits or Limits()
    taken = take_in(submission, key, name)
    attempt, tests = _tried(taken, key, sandbox, limits, only, slices)
    by_name = {test.name: test for test in tests}
    return Grade(
        tests=tuple(tests),
        notebook=graded_notebook(taken.cells, attempt.outputs, by_name),
        missing=taken.found.missing,
        misplaced=taken.found.misplaced,
        doubled=taken.found.repeated,
        stopped=tuple(attempt.stopped),
        is_slice=attempt.slice is not None and bool(attempt.slice.left_out),
        sandbox=sandbox.name,
        seconds=time.monotonic() - start,
    )


def _tried(
    taken: TakenIn,
    key: Key,
    sandbox: Sandbox,
    limits: Limits,
    only: Collection[str] | None,
    slices: bool,
) -> tuple[Attempt, list[TestGrade]]:
    """Run a notebook and have it judged: the slice of it that counts, or else all of it."""

    def attempt_with(part: Slice | None) -> Attempt:
        attempt = Attempt(taken.cells, key, limits, part)
        if only is not None:
            attempt.ask_only(only)
        return attempt

    if slices and _may_be_perfect(taken):
        part = slice_of(taken.cells)
        attempt = attempt_with(part)
        if part != Slice() and (tests := _ran_once(attempt, sandbox)):
            return attempt, tests
    attempt = attempt_with(None)
    while (tests := _ran_once(attempt, sandbox)) is None:
        pass
    return attempt, tests


def _may_be_perfect(taken: TakenIn) -> bool:
    """Whether all is answered, and the file shows no visible test that did not pass.

    What a file shows decides about time alone: a slice only confirms.
    """
    shown = {
        released.id: cell
        for cell in taken.notebook.cells
        if (released := taken.known.released.get(cell.id)) is not None
    }
    return not any(
        cell.key is not None
        and cell.cell_type == "code"
        and (
            (cell.key.marks.solution and _is_left(cell))
            or (cell.key.marks.grade and not _has_passed(shown.get(cell.key.id)))
        )
        for cell in taken.cells
    )


def _is_left(cell: Rebuilt) -> bool:
    """Whether an answer is still the author's stub."""
    released = cell.key.released.strip() if cell.key else None
    return is_unanswered(cell.source) or cell.source.strip() == released


def _has_passed(test: NotebookNode | None) -> bool:
    """Whether a student's test cell was run, and raised nothing."""
    if test is None or test.get("execution_count") is None:
        return False
    return not any(output.get("output_type") == "error" for output in test.get("outputs", ()))


def _ran_once(attempt: Attempt, sandbox: Sandbox) -> list[TestGrade] | None:
    """Return what becomes of the tests; None if the notebook must be begun anew.

    So it must where a slice cannot confirm that all is right.
    """
    names = [test.marks.grade_id or "" for test in attempt.tests.values()]
    with sandbox.run(len(names), attempt.limits) as run:
        judges = Judges(attempt.key, attempt.limits, dict(zip(names, run.snapshots, strict=True)))
        sandbox.wait_for_later(judges)
        with judges:
            if not attempt.runs_to_the_end(run):
                return None
            if attempt.slice is not None and not attempt.has_gone_well:
                return None
            sandbox.prepare(len(names), attempt.limits)
            return _judged(attempt, judges)


def rebuilt_notebook(submission: bytes, key: Key, name: str = "the notebook") -> bytes:
    """Return a submission in JSON as it would be run, tests in full, before anything ran.

    Raises:
        NotebookUnreadable: if it is no notebook.

    """
    taken = take_in(submission, key, name)
    attempt = Attempt(taken.cells, key, Limits())
    unjudged = [test.marks.grade_id or "" for test in attempt.tests.values()]
    return graded_notebook(taken.cells, {}, dict.fromkeys(unjudged))


def _judged(attempt: Attempt, judges: Judges) -> list[TestGrade] | None:
    """Return what the referee says of each test, now that the student's output is sealed."""
    if attempt.slice is not None:
        tests = judges.judge([*attempt.tests.values()], until_one_fails=True).values()
        return [*tests] if all(test.verdict is Verdict.PASSED for test in tests) else None
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
