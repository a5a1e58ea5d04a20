"""Grade what lies in ``var/submitted``, behind a wall, so that none stops or moves the others.

What a submission earns is found by ``autograder.grading``, in processes of this machine or of a
cluster; this process alone writes to nbgrader's gradebook, with nbgrader's own steps. It may be
killed at any moment: the next one goes on where it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.authoring.release import load_config
from autograder.chapter.files import remove_drafts, write_atomically
from autograder.chapter.key import Key, read_key
from autograder.chapter.notebook_file import parse_notebook, read_notebook
from autograder.classroom import gradebook_rows, graders, hand_grades, outcomes, receipts
from autograder.classroom.by_hand import await_a_person
from autograder.classroom.class_summary import made_from, remember, standing, written_for
from autograder.classroom.collecting.uncollected import late_without_a_time, uncollected
from autograder.classroom.configuration import limits_in
from autograder.classroom.entering import Agreement, enter_in_gradebook, nobody
from autograder.classroom.export import write_grades
from autograder.classroom.gradebook import open_gradebook, read_grades
from autograder.classroom.graders import Graders
from autograder.classroom.grading_alone import alone
from autograder.classroom.in_turn import as_they_are_done
from autograder.classroom.kept_grades import Found, KeptGrades, with_new_verdicts
from autograder.classroom.nbgrader_steps import Finished, write_page
from autograder.classroom.reading import read_steadily
from autograder.classroom.receipts import Receipt, Unfinished
from autograder.classroom.recording import Place, Step, record, steps_after_running
from autograder.classroom.regrading import Regraded
from autograder.classroom.remarks import HAND_IN_AGAIN, how_it_went, what_lies_there
from autograder.classroom.rerelease.names import with_former_names
from autograder.classroom.results import Outcome, Result
from autograder.classroom.trouble import told
from autograder.classroom.watching import Lines, Watch, unheard
from autograder.course import Course
from autograder.errors import (
    ClusterError,
    GradebookUnusable,
    GradingError,
    NoRoom,
    NotebookUnreadable,
    SandboxRefused,
)
from autograder.grading import Grade, Limits, Verdict
from autograder.grading.inspection import Submission, answered_beside
from autograder.grading.intake import take_in
from autograder.grading.recognition import Recognised, exercises_there, wrote_something

Progress = Callable[[str], object]

#: Not one submission's affair: all would meet it.
_EVERYBODYS = (SandboxRefused, GradebookUnusable, NoRoom, ClusterError)


def grade_course(
    course: Course,
    chapters: Sequence[str],
    *,
    progress: Progress = unheard,
    student: str | None = None,
    fresh: bool = False,
    by: Graders | None = None,
    watch: Watch | None = None,
    agreed: Agreement = nobody,
) -> list[Result]:
    """Grade every submission of ``chapters``; write outcomes, feedback and ``var/grades.csv``.

    Submissions to which all was handed back already, as it would be now, are left alone.

    Args:
        course: The course whose ``var/submitted`` holds the submissions.
        chapters: Names of the chapters to grade.
        progress: Called with a line for each submission as it is done, where nobody watches.
        student: Whose submissions; everybody's if nobody is named.
        fresh: Whether to take nothing from earlier runs.
        by: Who grades; processes of this machine if nobody is named.
        watch: Who is told how far it is.
        agreed: Who says whether a chapter that has changed is released again where students have
            points for it.

    Returns:
        A result for each submission, by chapter and student.

    Raises:
        NotAgreed: if nobody did; nothing was graded then.
        GradingError: if nothing was handed in, a chapter cannot be released, another command
            grades this course, or gradebook or disk cannot be written.

    """
    students = _students(course, student)
    watch = watch or Lines(progress)
    with alone(course.grading_lock), told(course.gradebook):
        gradebook_rows.refuse_unusable(course.gradebook)
        remove_drafts(course.var)
        try:
            run = _Run(course, by or graders.graders(), watch, fresh, agreed)
            return _graded_chapters(run, chapters, students, student)
        except BaseException:
            graders.stop()  # else what is under way would be waited for
            raise


@dataclass(frozen=True)
class _Run:
    """What one command grades with."""

    course: Course
    by: Graders
    watch: Watch
    fresh: bool
    agreed: Agreement


def _graded_chapters(
    run: _Run, chapters: Sequence[str], students: Sequence[str], student: str | None
) -> list[Result]:
    course, watch = run.course, run.watch
    results: list[Result] = []
    keys: dict[str, Key] = {}
    there = {c: [s for s in students if course.submission(s, c).parent.is_dir()] for c in chapters}
    for chapter, handed_in in there.items():
        if not handed_in:
            watch.say(f"{chapter}: nobody handed it in")
            continue
        released = enter_in_gradebook(course, chapter, run.agreed)
        key = read_key(chapter, course.solution(chapter), released)
        keys[chapter] = with_former_names(course, key)
    for chapter, key in keys.items():
        results += _Chapter(run, key).graded(there[chapter])
    said = [
        *_strays(course, students),
        *late_without_a_time(course, chapters),
        *uncollected(course, chapters),
    ]
    for line in said:
        watch.say(line)
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
    if student is None:
        remember(course, chapters, said)
    return results


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


@dataclass(frozen=True)
class _Taken:
    """A submission that is being graded.

    Attributes:
        submission: Whose, and what a look at it found.
        content: The notebook as it was read.
        name: What the file is called.
        found: What is known of its grade from earlier.

    """

    submission: Submission
    content: bytes
    name: str
    found: Found | None


@dataclass(frozen=True)
class _Recorded:
    """A submission whose grade stands in the gradebook, if it has one."""

    result: Result
    is_lasting: bool


class _Chapter:
    """The submissions of one chapter, on their way from file to gradebook and feedback page."""

    def __init__(self, run: _Run, key: Key) -> None:
        self.run, self.course, self.key = run, run.course, key
        self.chapter = key.chapter
        config = load_config(self.course.config)
        self.limits: Limits = limits_in(config)
        self.steps: Sequence[Step] = steps_after_running(config)
        self.kept = KeptGrades(self.course.kept_grades)
        self.of_course = receipts.course_digest(self.course, self.chapter)
        self.taken: dict[str, _Taken] = {}
        self.regraded = Regraded()
        #: What stood between students' code and this machine.
        self.walls: set[str] = set()

    def graded(self, students: Sequence[str]) -> list[Result]:
        """Return the result of each submission, in the order of ``students``."""
        stand = {} if self.run.fresh else standing(self.course, self.chapter, students)
        results = {name: outcomes.from_record(said.result) for name, said in stand.items()}
        left = [name for name in students if name not in stand]
        if stand:
            self.run.watch.say(
                f"{self.chapter}: {len(stand)} of {len(students)} stand as they were handed back"
            )
        self.run.watch.begin(self.chapter, len(left))
        # Grading, recording and pages overlap: while one waits, there is work for all cores.
        at_once = 4 * self.run.by.at_once + 4
        begun = as_they_are_done(left, self._hand_over, at_once)
        recorded = (self._recorded(name, given) for name, given in begun)
        for each, page in as_they_are_done(recorded, self._page, at_once):
            result = self._handed_back(each, page)
            self.run.watch.done(result, result.seconds)
            results[result.student] = result
        for line in self.regraded.lines():
            self.run.watch.say(f"{self.chapter}: {line}")
        if "Landlock" in self.walls:
            self.run.watch.say(
                f"{self.chapter}: graded behind Landlock, for want of bubblewrap or of namespaces. "
                "`autograder doctor` says why."
            )
        return [results[name] for name in students]

    def _hand_over(self, student: str) -> Result | Grade | Future[Grade]:
        """Give a submission to a grader, or say what is known of it, or why it has no grade."""
        self._bring_back(student)
        path = self.course.submission(student, self.chapter)
        try:
            if not path.is_file():
                remark = what_lies_there(path, self.course.authored())
                return _without_a_grade(self.key, student, Outcome.NO_NOTEBOOK, remark)
            content = read_steadily(path)
            taken = take_in(content, self.key, path.name)
            if other := _foreign(self.course, self.key, taken.notebook, taken.known):
                return _without_a_grade(self.key, student, Outcome.NO_NOTEBOOK, other)
            submission = Submission(student, taken.notebook, taken.known, taken.found)
            found = None if self.run.fresh else self.kept.find(content, self.key, self.limits)
            self.taken[student] = _Taken(submission, content, path.name, found)
            if found is None or found.since.elsewhere:
                return self._ask(content, path.name)
            return found.grade if found.stands else self._ask(content, path.name, found.since.tests)
        except NotebookUnreadable as error:
            remark = f"{error}. {HAND_IN_AGAIN}"
            return _without_a_grade(self.key, student, Outcome.BROKEN, remark)
        except _EVERYBODYS:
            raise
        except GradingError as error:
            return _without_a_grade(self.key, student, Outcome.HARNESS_ERROR, str(error))
        except OSError as error:
            remark = f"{path.name} cannot be read: {error.strerror}. {HAND_IN_AGAIN}"
            return _without_a_grade(self.key, student, Outcome.BROKEN, remark)

    def _ask(self, content: bytes, name: str, only: frozenset[str] | None = None) -> Future[Grade]:
        return self.run.by.hand_over(content, self.key, self.limits, name, only)

    def _bring_back(self, student: str) -> None:
        """Undo what a command that was killed had begun; remove what an earlier version left.

        A page of an earlier version would speak for this one.
        """
        path = self.course.receipt(student, self.chapter)
        begun = receipts.read(path)
        if isinstance(begun, Unfinished):
            gradebook_rows.put_back(self.course.gradebook, begun.before)
            noted = self.course.hand_graded(student, self.chapter)
            if begun.hand_graded is None:
                noted.unlink(missing_ok=True)
            else:
                write_atomically(noted, begun.hand_graded.encode("utf-8"))
        path.unlink(missing_ok=True)
        for each in (self.course.autograded, self.course.feedback):
            shutil.rmtree(each(student, self.chapter).parent, ignore_errors=True)

    def _recorded(self, student: str, given: Result | Grade | Future[Grade]) -> _Recorded:
        """Write a submission's grade into the gradebook."""
        try:
            if isinstance(given, Result):
                result = given
            else:
                grade = given.result() if isinstance(given, Future) else given
                with told(self.course.gradebook):
                    result = self._entered(self.taken[student], grade)
        except _EVERYBODYS:
            raise
        except Exception as error:  # Whatever one submission does, the others are graded.
            remark = str(error)
            if not isinstance(error, GradingError):
                remark = f"The grader stumbled: {type(error).__name__}: {error}"
            self._bring_back(student)
            result = _without_a_grade(self.key, student, Outcome.HARNESS_ERROR, remark)
        finally:
            self.taken.pop(student, None)
        when = _timestamp(self.course, student, self.chapter)
        is_lasting = result.outcome is not Outcome.HARNESS_ERROR
        return _Recorded(replace(result, submitted=when), is_lasting)

    def _entered(self, taken: _Taken, grade: Grade) -> Result:
        """Keep a grade, enter it in the gradebook, and return the result."""
        student = taken.submission.student
        self.walls.add(grade.sandbox)
        if taken.found is None or not taken.found.is_by_this_key:
            grade = self._whole(taken, grade)
            self.kept.keep(taken.content, self.key, self.limits, grade)
        noted = self.course.hand_graded(student, self.chapter)
        held = gradebook_rows.rows(self.course.gradebook, self.chapter, student)
        before = Unfinished(
            before=held.get(student, {}),
            hand_graded=noted.read_text(encoding="utf-8") if noted.is_file() else None,
        )
        receipts.write(self.course.receipt(student, self.chapter), before)
        record(_place(self.course, self.chapter, student), self.key, grade, self.steps)
        return _examined(self.course, self.key, taken.submission, grade)

    def _whole(self, taken: _Taken, grade: Grade) -> Grade:
        """Return the grade of all tests, where only some were asked."""
        found = taken.found
        if found is None or found.stands:
            return grade
        if not found.since.elsewhere:
            grade = (
                with_new_verdicts(found.grade, grade, found.since.tests)
                or self._ask(taken.content, taken.name).result()
            )
        self.regraded.note(found, grade)
        return grade

    def _page(self, each: _Recorded) -> _Recorded | Future[Finished]:
        """Let the feedback page be written, if there is a grade to write one of."""
        if each.result.points is None:
            return each
        student = each.result.student
        return graders.graders().submit(
            f"the page of {student}", write_page, self.course, self.chapter, student
        )

    def _handed_back(self, each: _Recorded, page: _Recorded | Future[Finished]) -> Result:
        """Write the receipt of a submission; a page that failed is said in the remark."""
        result = each.result
        is_lasting = each.is_lasting
        if isinstance(page, Future):
            try:
                done = page.result()
            except GradingError as error:
                done = Finished(ok=False, log=str(error))
            if not self.course.feedback(result.student, self.chapter).is_file():
                remark = f"{result.remark} No feedback page: {done.last_words}".strip()
                result, is_lasting = replace(result, remark=remark), False
        if is_lasting:
            self._write_receipt(result)
        return result

    def _write_receipt(self, result: Result) -> None:
        student = result.student
        held = gradebook_rows.rows(self.course.gradebook, self.chapter, student)
        receipt = Receipt(
            made_from=made_from(self.course, self.chapter, student, self.of_course),
            gradebook=gradebook_rows.fingerprint(held.get(student)),
            files=written_for(self.course, self.chapter, student),
            result=outcomes.as_record(result),
        )
        receipts.write(self.course.receipt(student, self.chapter), receipt)


def _place(course: Course, chapter: str, student: str) -> Place:
    return Place(
        assignment=chapter,
        notebook=chapter,
        student=student,
        submitted=course.submission(student, chapter).parent,
        autograded=course.autograded(student, chapter).parent,
        db_url=f"sqlite:///{course.gradebook}",
    )


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
