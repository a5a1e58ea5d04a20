"""Grade an assignment of any course of nbgrader's, as its configuration lays it out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.authoring.release import load_config
from autograder.chapter.key import Key
from autograder.classroom.configuration import limits_in
from autograder.classroom.graders import hand_over
from autograder.classroom.keys import course_directory, key_of, source_notebooks
from autograder.classroom.nbgrader_steps import alembic_at_hand
from autograder.classroom.recording import Place, Step, record, steps_after_running
from autograder.classroom.remarks import about_cells
from autograder.classroom.results import Outcome, Result
from autograder.course import MARKER
from autograder.errors import GradingError, NotebookUnreadable
from autograder.grading import Grade, Verdict
from autograder.grading.intake import take_in

Progress = Callable[[str], object]


@dataclass(frozen=True)
class _Course:
    """A course folder, its configuration and nbgrader's reading of it."""

    root: Path
    config: Config
    directory: CourseDirectory

    def folder(self, kind: str, student: str, assignment: str) -> Path:
        """Return nbgrader's folder of that kind: ``submitted`` or ``autograded``."""
        named = getattr(self.directory, f"{kind}_directory")
        path: str = self.directory.format_path(named, student, assignment)
        return self.root / path

    def students(self, assignment: str) -> list[str]:
        """Return who handed something in, by name."""
        parent = self.root / self.directory.submitted_directory
        found = parent.iterdir() if parent.is_dir() else iter(())
        return sorted(
            p.name for p in found if self.folder("submitted", p.name, assignment).is_dir()
        )


def grade_assignment(
    root: Path, assignment: str, *, progress: Progress, student: str | None = None
) -> list[Result]:
    """Grade what was handed in for ``assignment`` in the course at ``root``.

    Scores go into nbgrader's gradebook and graded notebooks beside it, where formgrader and
    ``nbgrader generate_feedback`` look for them.

    Args:
        root: The course folder, with or without ``nbgrader_config.py``.
        assignment: nbgrader's name of the assignment.
        progress: Called with a line for each submission as it is done.
        student: Whose submission; everybody's if nobody is named.

    Returns:
        A result for each student, by name.

    Raises:
        GradingError: if nothing was handed in, or the assignment was never released.

    """
    course = _open(root.resolve())
    keys = {
        source.stem: key_of(course.config, course.directory, source)
        for source in source_notebooks(course.directory, assignment)
    }
    _refuse_unreleased(course, assignment, keys)
    students = [name for name in course.students(assignment) if student in (None, name)]
    if not students:
        raise GradingError(
            f"Nobody{f' called {student!r}' if student else ''} handed in {assignment}: there is "
            f"no {course.folder('submitted', student or 'STUDENT', assignment)}."
        )
    limits, steps = limits_in(course.config), steps_after_running(course.config)
    given = {
        name: {
            notebook: _given(course.folder("submitted", name, assignment), key)
            for notebook, key in keys.items()
        }
        for name in students
    }
    waiting: dict[str, dict[str, Future[Grade]]] = {
        name: {
            notebook: hand_over(content, keys[notebook], limits, notebook)
            for notebook, content in notebooks.items()
            if isinstance(content, bytes)
        }
        for name, notebooks in given.items()
    }
    results = []
    for name in students:
        result = _recorded(course, assignment, name, keys, given[name], waiting[name], steps)
        progress(f"{name}  {assignment}  {result.outcome.value}")
        results.append(result)
    return results


def _open(root: Path) -> _Course:
    config = load_config(root / MARKER)
    url = str(config.CourseDirectory.get("db_url", "sqlite:///gradebook.db"))
    scheme, _, path = url.partition("sqlite:///")
    if not scheme and path and not Path(path).is_absolute():
        # nbgrader means the folder that it is started in.
        url = f"sqlite:///{root / path}"
    config.CourseDirectory.db_url = url
    return _Course(root, config, course_directory(config, root))


def _refuse_unreleased(course: _Course, assignment: str, keys: dict[str, Key]) -> None:
    with alembic_at_hand(), Gradebook(course.directory.db_url) as gradebook:
        for notebook in keys:
            try:
                gradebook.find_notebook(notebook, assignment)
            except MissingEntry as error:
                raise GradingError(
                    f"The gradebook does not know {notebook} of {assignment}. Release it first: "
                    f"nbgrader generate_assignment {assignment}."
                ) from error


def _given(folder: Path, key: Key) -> bytes | str:
    """Return a submitted notebook, or why there is none."""
    path = folder / f"{key.chapter}.ipynb"
    if not path.is_file():
        return f"{path.name} is missing."
    content = path.read_bytes()
    try:
        take_in(content, key, path.name)
    except NotebookUnreadable as error:
        return f"{error}."
    return content


def _recorded(
    course: _Course,
    assignment: str,
    student: str,
    keys: dict[str, Key],
    given: dict[str, bytes | str],
    waiting: dict[str, Future[Grade]],
    steps: Sequence[Step],
) -> Result:
    """Return a student's result, after storing what each notebook earned."""
    folder = course.folder("autograded", student, assignment)
    shutil.rmtree(folder, ignore_errors=True)
    remarks = [said for said in given.values() if isinstance(said, str)]
    grades: list[Grade] = []
    for notebook, future in waiting.items():
        grade = future.result()
        grades.append(grade)
        place = Place(
            assignment=assignment,
            notebook=notebook,
            student=student,
            submitted=course.folder("submitted", student, assignment),
            autograded=folder,
            db_url=course.directory.db_url,
        )
        record(place, keys[notebook], grade, steps)
        remarks += about_cells(grade)
    most = sum(key.max_points for key in keys.values())
    if not grades:
        return Result(student, assignment, Outcome.BROKEN, None, most, remark=" ".join(remarks))
    return replace(
        _read(course, assignment, student, most),
        outcome=_outcome(grades),
        remark=" ".join(remarks),
    )


def _outcome(grades: list[Grade]) -> Outcome:
    verdicts = {test.verdict for grade in grades for test in grade.tests}
    stops = {each.verdict for grade in grades for each in grade.stopped}
    if Verdict.HARNESS_ERROR in verdicts:
        return Outcome.HARNESS_ERROR
    if Verdict.TIMED_OUT in stops:
        return Outcome.TIMED_OUT
    if stops:
        return Outcome.CRASHED
    return Outcome.WITH_GAPS if any(grade.missing for grade in grades) else Outcome.GRADED


def _read(course: _Course, assignment: str, student: str, most: float) -> Result:
    with Gradebook(course.directory.db_url) as gradebook:
        submission = gradebook.find_submission(assignment, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        penalty = sum(float(n.late_submission_penalty or 0.0) for n in submission.notebooks)
        scores = {grade.name: float(grade.score) for grade in grades}
        by_hand = sum(float(g.max_score) for g in grades if g.needs_manual_grade)
    points = max(0.0, sum(scores.values()) - penalty)
    return Result(
        student,
        assignment,
        Outcome.GRADED,
        points,
        most,
        to_grade_by_hand=by_hand,
        scores=scores,
        late_penalty=penalty,
    )
