"""Say in a line what happened to a submission, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.classroom.gradebook import Grades
from autograder.classroom.nbgrader_process import Finished
from autograder.classroom.results import Outcome
from autograder.grading.inspection import Submission

HAND_IN_AGAIN = "Ask for the file again."


def what_lies_there(path: Path, chapters: Sequence[str]) -> str:
    """Return a remark on a submission without a file at ``path``, of a course of ``chapters``."""
    if path.is_dir():
        return f"{path.name} is a folder, not a file. {HAND_IN_AGAIN}"
    others = sorted(p.name for p in path.parent.glob("*.ipynb") if p.is_file())
    foreign = [name for name in others if Path(name).stem in chapters]
    if foreign:
        return (
            f"There is no {path.name}, but the notebook of another chapter: {', '.join(foreign)}. "
            "Ask for this chapter's."
        )
    if others:
        return f"There is no {path.name}, but {', '.join(others)}. Rename it and grade again."
    return f"The folder holds no {path.name}. {HAND_IN_AGAIN}"


def why_ungraded(done: Finished) -> tuple[Outcome, str]:
    """Return what became of a submission that nbgrader did not grade, and why."""
    if done.overran:
        return Outcome.TIMED_OUT, (
            f"The whole notebook was stopped after {done.seconds:.0f} s and is not graded."
        )
    if "CellTimeoutError" in done.log:  # Where an interrupt helps, nbgrader grades the rest.
        return Outcome.TIMED_OUT, (
            "A cell hit the time limit, could not be interrupted, and nothing is graded. "
            "Look for a loop that catches every exception."
        )
    if "DeadKernelError" in done.log:
        return Outcome.CRASHED, (
            "The kernel died while the notebook ran: out of memory, or a cell that ended Python. "
            "Run it from top to bottom to find the cell."
        )
    if done.status < 0:
        return Outcome.CRASHED, (
            f"nbgrader itself was killed (signal {-done.status}): this machine ran out of memory, "
            "or the notebook did it."
        )
    return Outcome.HARNESS_ERROR, f"nbgrader gave up: {done.last_words}"


def how_it_went(
    submission: Submission, timed_out: list[str], beside: Mapping[str, str], grades: Grades
) -> tuple[Outcome, str]:
    """Return the outcome that tells most, and a remark that tells the rest."""
    found, remarks = submission.found, []
    unanswered = not (found.answered or grades.points or grades.to_grade_by_hand)
    if timed_out:
        remarks.append(
            f"Stopped at the time limit: cell{'s' * (len(timed_out) > 1)} {', '.join(timed_out)}. "
            "The rest is graded."
        )
    if found.missing:
        remarks.append(
            f"Missing, and put back as released: {', '.join(found.missing)}."
            if submission.known.exercises
            else "All cells were missing and came back empty."
        )
    if found.misplaced:
        remarks.append(f"Moved, and put back in order: {', '.join(found.misplaced)}.")
    remarks += [f"{name} is blank; there is text {where} it." for name, where in beside.items()]
    if not found.answered and not beside:
        remarks.append(_no_answer(submission.notes, grades.points))
    outcome = (
        Outcome.TIMED_OUT
        if timed_out
        else Outcome.UNANSWERED
        if unanswered
        else Outcome.WITH_GAPS
        if found.missing
        else Outcome.GRADED
    )
    return outcome, " ".join(remarks)


def _no_answer(notes: int, points: float) -> str:
    """Return a remark on a submission whose answer cells are all blank."""
    if points:
        return "The answer cells are blank; cells of the student's own earned the points."
    if notes:
        cells = "a cell" if notes == 1 else f"{notes} cells"
        return f"The answer cells are blank; {cells} of the student's own earned nothing."
    return "No answer was given."
