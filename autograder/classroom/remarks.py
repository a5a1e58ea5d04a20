"""Say in a line what happened to a submission, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.classroom.gradebook import Grades
from autograder.classroom.results import Outcome
from autograder.grading import Grade, Verdict
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


def about_cells(grade: Grade) -> list[str]:
    """Return what is to be said of cells that were stopped, and of those that stood there twice."""
    said = [f"Cell {each.cell}: {each.message}" for each in grade.stopped]
    if said:
        said.append("The rest is graded.")
    if grade.doubled:
        names = ", ".join(grade.doubled)
        said.append(f"More than one cell is called {names}: the last one with an answer counts.")
    return said


def how_it_went(
    submission: Submission, grade: Grade, beside: Mapping[str, str], grades: Grades
) -> tuple[Outcome, str]:
    """Return the outcome that tells most, and a remark that tells the rest."""
    found, remarks = submission.found, []
    unanswered = not (found.answered or grades.points or grades.to_grade_by_hand)
    at_fault = [test.name for test in grade.tests if test.verdict is Verdict.HARNESS_ERROR]
    if at_fault:
        remarks.append(
            f"{', '.join(at_fault)}: the test itself went wrong, and waits for you. "
            f"{next(t.message for t in grade.tests if t.name == at_fault[0])}"
        )
    remarks += about_cells(grade)
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
    stops = {each.verdict for each in grade.stopped}
    outcome = (
        Outcome.HARNESS_ERROR
        if at_fault
        else Outcome.TIMED_OUT
        if Verdict.TIMED_OUT in stops
        else Outcome.CRASHED
        if stops
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
