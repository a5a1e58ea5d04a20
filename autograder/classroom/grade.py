"""Grade what lies in ``var/submitted``, behind a wall, so that none stops or moves the others.

What a submission earns is found by ``autograder.grading``, in as many processes as there are
cores; this one alone writes to nbgrader's gradebook, with nbgrader's own steps.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.authoring.release import load_config
from autograder.chapter.key import Key, read_key
from autograder.chapter.notebook_file import parse_notebook, read_notebook
from autograder.classroom import hand_grades, outcomes
from autograder.classroom.by_hand import await_a_person
from autograder.classroom.collecting.uncollected import late_without_a_time, uncollected
from autograder.classroom.configuration import limits_in
from autograder.classroom.export import write_grades
from autograder.classroom.gradebook import open_gradebook, read_grades
from autograder.classroom.graders import hand_over
from autograder.classroom.nbgrader_steps import Finished, generate_feedback, release_into
from autograder.classroom.recording import Place, record, steps_after_running
from autograder.classroom.remarks import HAND_IN_AGAIN, how_it_went, what_lies_there
from autograder.classroom.results import Outcome, Result
from autograder.course import Course
from autograder.errors import GradingError, NotebookUnreadable, SandboxRefused
from autograder.grading import Grade, Limits, Verdict
from autograder.grading.inspection import Submission, answered_beside
from autograder.grading.intake import take_in
from autograder.grading.recognition import Recognised, exercises_there, wrote_something

Progress = Callable[[str], object]

#: The largest notebook that is looked at, in bytes: pictures fit in, a flood of output does not.
_LARGEST = 50_000_000


def grade_course(
    course: Course,
    chapters: Sequence[str],
    *,
    progress: Progress,
    student: str | None = None,
) -> list[Result]:
    """Grade every submission of ``chapters``; write outcomes, feedback and ``var/grades.csv``.

    Args:
        course: The course whose ``var/submitted`` holds the submissions.
        chapters: Names of the chapters to grade.
        progress: Called with a line for each submission as it is done.
        student: Whose submissions; everybody's if nobody is named.

    Returns:
        A result for each submission, by chapter and student.

    Raises:
        GradingError: if nothing was handed in, or a chapter cannot be released.

    """
    students = _students(course, student)
    results: list[Result] = []
    for chapter in chapters:
        handed_in = [s for s in students if course.submission(s, chapter).parent.is_dir()]
        if not handed_in:
            progress(f"{chapter}: nobody handed it in")
            continue
        key = read_key(chapter, course.solution(chapter), enter_in_gradebook(course, chapter))
        graded = list(_graded(course, key, handed_in, progress))
        results += _hand_back(course, chapter, graded, progress, student)
    for line in _strays(course, students):
        progress(line)
    for line in (*late_without_a_time(course, chapters), *uncollected(course, chapters)):
        progress(line)
    if not results:
        raise GradingError(
            f"Nothing in {course.submitted} belongs to {', '.join(chapters)}. "
            "A submission is a file STUDENT/CHAPTER/CHAPTER.ipynb in there."
        )
    others = [
        result
        for result in outcomes.load(course.outcomes)
        if student and result.student != student and result.chapter in chapters
    ]
    outcomes.store(course.outcomes, [*results, *others], chapters)
    write_grades(course)
    return results


def enter_in_gradebook(course: Course, chapter: str) -> Path:
    """Make sure that the gradebook holds ``chapter`` as it is now; return the student notebook.

    The student notebook goes to ``var/entered``, never to ``notebooks``. Nothing is done
    where it is newer than the solution notebook.

    Raises:
        GradingError: if there is no solution notebook, or nbgrader refuses it.

    """
    solution = course.solution(chapter)
    if not solution.is_file():
        raise GradingError(f"{solution} is missing. Run `autograder build {chapter}` first.")
    released = course.entered(chapter)
    fresh = released.is_file() and released.stat().st_mtime >= solution.stat().st_mtime
    if fresh and course.gradebook.is_file():
        return released
    course.var.mkdir(parents=True, exist_ok=True)
    done = release_into(course, chapter)
    if not done.ok or not released.is_file():
        shutil.rmtree(released.parent, ignore_errors=True)
        raise GradingError(_why_not_released(course, chapter, done))
    return released


def _why_not_released(course: Course, chapter: str, done: Finished) -> str:
    if "Cannot add or remove cells" in done.log:
        return (
            f"The graded cells of {chapter} are others than those that submissions were graded "
            f"with. Bring the old cells back, or move {course.gradebook} away (it keeps the "
            "grades given by hand) and grade everything afresh."
        )
    return f"nbgrader could not release {chapter}: {done.last_words}"


def _students(course: Course, wanted: str | None) -> list[str]:
    """Return the names of the folders in ``var/submitted``, of ``wanted`` alone if it is given.

    Raises:
        GradingError: if there are none, or ``wanted`` is not among them.

    """
    folder = course.submitted
    students = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    if not students:
        raise GradingError(
            f"There is nothing to grade: {folder} holds no submission. Collect what was handed in, "
            "as in `autograder collect DOWNLOAD.zip`, and grade again."
        )
    if wanted and wanted not in students:
        raise GradingError(
            f"'{wanted}' handed in nothing. In {folder} there is: {', '.join(students)}."
        )
    return [wanted] if wanted else students


def _strays(course: Course, students: Sequence[str]) -> Iterator[str]:
    """Yield a line for each folder in ``var/submitted`` that is no chapter's, or holds nothing."""
    known = set(course.authored())
    for student in students:
        folders = sorted(p.name for p in (course.submitted / student).iterdir() if p.is_dir())
        if not folders:
            yield f"{student}  handed in nothing"
        for name in folders:
            if name not in known:
                yield f"{student}  {name}  is no chapter of this course: left alone"


def _without_a_grade(key: Key, student: str, outcome: Outcome, remark: str) -> Result:
    return Result(student, key.chapter, outcome, None, key.max_points, remark=remark)


def _graded(
    course: Course, key: Key, students: Sequence[str], progress: Progress
) -> Iterator[Result]:
    """Yield the result of each submission of a chapter, in the order of ``students``.

    All are given to the graders first; one process, this one, writes to the gradebook.
    """
    config = load_config(course.config)
    limits, steps = limits_in(config), steps_after_running(config)
    handed_over = {name: _hand_over(course, key, name, limits) for name in students}
    for name, given in handed_over.items():
        seconds = 0.0
        try:
            if isinstance(given, Result):
                result = given
            else:
                submission, future = given
                grade = future.result()
                seconds = grade.seconds
                record(_place(course, key.chapter, name), key, grade, steps)
                result = _examined(course, key, submission, grade)
        except SandboxRefused:
            raise
        except Exception as error:  # Whatever one submission does, the others are graded.
            remark = f"The grader stumbled: {type(error).__name__}: {error}"
            _forget(course, name, key.chapter)
            result = _without_a_grade(key, name, Outcome.HARNESS_ERROR, remark)
        result = replace(result, submitted=_timestamp(course, name, key.chapter))
        progress(f"{name}  {key.chapter}  {result.outcome.value}  {seconds:.1f} s")
        yield result


def _place(course: Course, chapter: str, student: str) -> Place:
    return Place(
        assignment=chapter,
        notebook=chapter,
        student=student,
        submitted=course.submission(student, chapter).parent,
        autograded=course.autograded(student, chapter).parent,
        db_url=f"sqlite:///{course.gradebook}",
    )


def _hand_over(
    course: Course, key: Key, student: str, limits: Limits
) -> Result | tuple[Submission, Future[Grade]]:
    """Give a submission to a grader, or say why it has no grade."""
    _forget(course, student, key.chapter)
    path = course.submission(student, key.chapter)
    try:
        if not path.is_file():
            remark = what_lies_there(path, course.authored())
            return _without_a_grade(key, student, Outcome.NO_NOTEBOOK, remark)
        content = _content(path)
        taken = take_in(content, key, path.name)
        if other := _foreign(course, key, taken.notebook, taken.known):
            return _without_a_grade(key, student, Outcome.NO_NOTEBOOK, other)
        submission = Submission(student, taken.notebook, taken.known, taken.found)
        return submission, hand_over(content, key, limits, path.name)
    except NotebookUnreadable as error:
        remark = f"{error}. {HAND_IN_AGAIN}"
        return _without_a_grade(key, student, Outcome.BROKEN, remark)
    except OSError as error:
        remark = f"{path.name} cannot be read: {error.strerror}. {HAND_IN_AGAIN}"
        return _without_a_grade(key, student, Outcome.BROKEN, remark)


def _foreign(course: Course, key: Key, notebook: NotebookNode, known: Recognised) -> str | None:
    """Return a remark if the notebook is another chapter's, or none that could be recognised."""
    exercises = sum(cell.marks.grade or cell.marks.solution for cell in key.named.values())
    if 2 * known.exercises < exercises:
        others = [name for name in course.authored() if name != key.chapter]
        found = {name: _exercises_of(course, name, notebook) for name in others}
        best = max(found, key=found.__getitem__, default=None)
        if best is not None and found[best] > known.exercises:
            return f"This is the notebook of {best}. Ask for the one of {key.chapter}."
    if known.exercises or not any(map(wrote_something, notebook.cells)):
        return None
    return (
        f"None of the notebook's {len(notebook.cells)} cells could be recognised as an exercise "
        f"of {key.chapter}: an editor took their marks, or it is another notebook. "
        f"{HAND_IN_AGAIN}"
    )


def _exercises_of(course: Course, chapter: str, notebook: NotebookNode) -> int:
    try:
        return exercises_there(notebook, read_notebook(course.solution(chapter)).cells)
    except (OSError, NotebookUnreadable):  # That chapter is not made yet, which harms nobody.
        return 0


def _forget(course: Course, student: str, chapter: str) -> None:
    """Remove what an earlier version of the submission left: it would speak for this one."""
    for path in (course.autograded(student, chapter), course.feedback(student, chapter)):
        shutil.rmtree(path.parent, ignore_errors=True)


def _content(path: Path) -> bytes:
    """Return what the file ``path`` holds.

    Raises:
        NotebookUnreadable: if it is too large for a notebook.

    """
    size = path.stat().st_size
    if size > _LARGEST:
        raise NotebookUnreadable(
            f"{path.name} has {size / 1e6:.0f} MB, more than {_LARGEST / 1e6:.0f}"
        )
    return path.read_bytes()


def _examined(course: Course, key: Key, submission: Submission, grade: Grade) -> Result:
    """Return the result of a submission whose grade is in the gradebook."""
    student = submission.student
    at_fault = [t.name for t in grade.tests if t.verdict is Verdict.HARNESS_ERROR]
    beside = answered_beside(parse_notebook(grade.notebook, Path()), key, submission.known)
    with open_gradebook(course) as gradebook:
        await_a_person(gradebook, key.chapter, student, [*beside, *at_fault])
        grades = read_grades(gradebook, key.chapter, student)
    outcome, remark = how_it_went(submission, grade, beside, grades)
    gone = hand_grades.remark(hand_grades.load(course.hand_graded(student, key.chapter)))
    return Result(
        student=student,
        chapter=key.chapter,
        outcome=outcome,
        points=grades.points,
        max_points=key.max_points,
        to_grade_by_hand=grades.to_grade_by_hand,
        remark=f"{remark} {gone}".strip(),
        scores=grades.scores,
        late_penalty=grades.late_penalty,
        tests=grade.tests,
        seconds=grade.seconds,
    )


def _timestamp(course: Course, student: str, chapter: str) -> str:
    path = course.timestamp(student, chapter)
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""


def _hand_back(
    course: Course,
    chapter: str,
    graded: Sequence[Result],
    progress: Progress,
    student: str | None,
) -> list[Result]:
    """Write the feedback of all who have a grade; a page that fails is said in the remark."""
    with_grade = [result for result in graded if result.points is not None]
    if not with_grade:
        return list(graded)
    start = time.monotonic()
    done = generate_feedback(course, chapter, student)
    seconds = time.monotonic() - start
    progress(f"feedback  {chapter}  {len(with_grade)} pages  {seconds:.1f} s")
    return [
        result
        if result.points is None or course.feedback(result.student, chapter).is_file()
        else replace(result, remark=f"{result.remark} No feedback page: {done.last_words}".strip())
        for result in graded
    ]
