"""Make the report: gather what is kept of a class, find what it tells, write it down twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from autograder.chapter.cells import grade_id, marks
from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.class_summary import REPORTED_BY_ITSELF
from autograder.classroom.export import class_and_results
from autograder.classroom.report.findings import Findings, find
from autograder.classroom.report.gains import as_record, gains
from autograder.classroom.report.lessons import Section, exercises, teaching, title_of
from autograder.classroom.report.names import Names, pseudonyms, real_names
from autograder.classroom.report.page import page
from autograder.classroom.results import Result
from autograder.classroom.roster import read_roster
from autograder.course import Course
from autograder.errors import GradingError, NotebookUnreadable
from autograder.lesson.misconceptions import KNOWN


def write_report(course: Course, chapters: Sequence[str], *, with_names: bool = True) -> Path:
    """Write ``var/report/report.html``, and ``report.json`` beside it.

    Args:
        course: The course whose outcomes are told.
        chapters: Those to tell of; chapters that nobody handed in are left out.
        with_names: Whether students are named, or numbered.

    Returns:
        The page.

    Raises:
        GradingError: if nothing of ``chapters`` was graded.

    """
    _, everything = class_and_results(course)
    results = [result for result in everything if result.chapter in chapters]
    if all(result.points is None for result in results):
        raise GradingError(
            f"No submission of {', '.join(chapters)} has a grade yet. Run `autograder grade` first."
        )
    students = sorted({result.student for result in results})
    roster = read_roster(course.roster)
    names = real_names(students, roster) if with_names else pseudonyms(students, course.pseudonyms)
    taught = teaching(course)
    sentences = {each.name: each.says for each in reversed(KNOWN)}
    found = [
        _found(
            course, chapter, [r for r in results if r.chapter == chapter], taught, sentences, names
        )
        for chapter in dict.fromkeys(result.chapter for result in results)
    ]
    gained = gains(everything)
    data = {
        "with_names": with_names,
        "chapters": [asdict(each) for each in found],
        "gains": [as_record(each) for each in gained],
    }
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    write_atomically(course.report.with_suffix(".json"), text.encode("utf-8"))
    write_atomically(course.report, page(found, gained, real_names=with_names).encode("utf-8"))
    return course.report


def after_grading(course: Course, results: Sequence[Result]) -> str:
    """Write the report on what was graded, if that is soon done; return a line that tells.

    Args:
        course: The course.
        results: What was graded.

    """
    chapters = list(dict.fromkeys(result.chapter for result in results))
    if len(results) > REPORTED_BY_ITSELF:
        return f"For the report on the class: autograder report {' '.join(chapters)}"
    if all(result.points is None for result in results):
        return "There is no grade to report on."
    return f"Wrote {write_report(course, chapters)}"


def _found(
    course: Course,
    chapter: str,
    results: Sequence[Result],
    taught: dict[str, Section],
    sentences: dict[str, str],
    names: Names,
) -> Findings:
    graded = [result.student for result in results if result.points is not None]
    answers = {student: answers_in(course.autograded(student, chapter)) for student in graded}
    return find(
        chapter=chapter,
        title=title_of(read_notebook(course.solution(chapter))),
        exercises=exercises(course, chapter),
        results=results,
        answers=answers,
        stubs=answers_in(course.entered(chapter)),
        teaching=taught,
        sentences=sentences,
        names=names,
    )


def answers_in(path: Path) -> dict[str, str]:
    """Return what stands in the answer cells of a notebook, by name; nothing if it is not there."""
    try:
        cells = read_notebook(path).cells
    except (OSError, NotebookUnreadable):
        return {}
    return {
        name: cell.source for cell in cells if (name := grade_id(cell)) and marks(cell).solution
    }
