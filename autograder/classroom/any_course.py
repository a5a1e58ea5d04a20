"""Grade an assignment of any course of nbgrader's, as its configuration lays it out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.authoring.release import load_config
from autograder.chapter.key import Key
from autograder.classroom import graders
from autograder.classroom.configuration import limits_in
from autograder.classroom.graders import Graders
from autograder.classroom.grading_alone import alone
from autograder.classroom.in_turn import as_they_are_done
from autograder.classroom.kept_grades import KeptGrades
from autograder.classroom.keys import course_directory, key_of, source_notebooks
from autograder.classroom.nbgrader_steps import alembic_at_hand
from autograder.classroom.reading import read_steadily
from autograder.classroom.recorded_before import RecordedBefore, source_of
from autograder.classroom.recording import Place, record, steps_after_running
from autograder.classroom.remarks import about_cells
from autograder.classroom.results import Outcome, Result
from autograder.classroom.trouble import told
from autograder.classroom.unchanged_assignment import KEPT, Places, forget, remember, state_of
from autograder.classroom.watching import Lines, Watch, unheard
from autograder.course import MARKER, Course
from autograder.errors import GraderLost, GradingError, NotebookUnreadable
from autograder.grading import Grade, Verdict
from autograder.grading.intake import take_in

Progress = Callable[[str], object]


@dataclass(frozen=True)
class _Course:
    """A course folder, its configuration and nbgrader's reading of it."""

    root: Path
    config: Config
    directory: CourseDirectory

    @property
    def kept(self) -> Path:
        """Where grades are kept by what they depend on."""
        return self.root / KEPT

    @property
    def gradebook(self) -> Path:
        """nbgrader's database, for messages."""
        return Path(self.directory.db_url.partition("sqlite:///")[2] or self.directory.db_url)

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
    root: Path,
    assignment: str,
    *,
    progress: Progress = unheard,
    student: str | None = None,
    fresh: bool = False,
    by: Graders | None = None,
    watch: Watch | None = None,
) -> list[Result]:
    """Grade what was handed in for ``assignment`` in the course at ``root``.

    Scores go into nbgrader's gradebook and graded notebooks beside it, where formgrader and
    ``nbgrader generate_feedback`` look for them.

    Args:
        root: The course folder, with or without ``nbgrader_config.py``.
        assignment: nbgrader's name of the assignment.
        progress: Called with a line for each submission as it is done, where nobody watches.
        student: Whose submission; everybody's if nobody is named.
        fresh: Whether to take no grade from earlier runs.
        by: Who grades; processes of this machine if nobody is named.
        watch: Who is told how far it is.

    Returns:
        A result for each student, by name.

    Raises:
        GradingError: if nothing was handed in, the assignment was never released, another command
            grades this course, or gradebook or disk cannot be written.

    """
    course = _open(root.resolve())
    sources = source_notebooks(course.directory, assignment)
    places = _places(course, assignment, sources)
    given = state_of(places.given, course.root, assignment)  # as it is before any of it is read
    keys = {s.stem: key_of(course.config, course.directory, s) for s in sources}
    _refuse_unreleased(course, assignment, keys)
    students = [name for name in course.students(assignment) if student in (None, name)]
    if not students:
        raise GradingError(
            f"Nobody{f' called {student!r}' if student else ''} handed in {assignment}: there is "
            f"no {course.folder('submitted', student or 'STUDENT', assignment)}."
        )
    with alone(course.kept / "grading.lock"), told(course.gradebook):
        by = by or graders.graders()
        forget(course.root, assignment)
        try:
            of_course = _Assignment(course, assignment, keys, by, fresh)
            results = of_course.graded(students, watch or Lines(progress))
            if student is None and of_course.all_stand(results):
                remember(places, given, results)
            return results
        except BaseException:
            graders.stop()
            raise


def _open(root: Path) -> _Course:
    config = load_config(root / MARKER)
    url = str(config.CourseDirectory.get("db_url", "sqlite:///gradebook.db"))
    scheme, _, path = url.partition("sqlite:///")
    if not scheme and path and not Path(path).is_absolute():
        # nbgrader means the folder that it is started in.
        url = f"sqlite:///{root / path}"
    config.CourseDirectory.db_url = url
    return _Course(root, config, course_directory(config, root))


def _places(course: _Course, assignment: str, sources: Sequence[Path]) -> Places:
    """Return where what results depend on lies, and what is written of them."""
    directory = course.directory
    formerly = [Course(course.root).former_names(source.stem) for source in sources]
    folders = [directory.source_directory, directory.submitted_directory]
    return Places(
        course.root,
        assignment,
        given=[course.root / MARKER, *formerly, *map(course.root.joinpath, folders)],
        written=[course.root / directory.autograded_directory],
        gradebook=course.gradebook,
    )


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


@dataclass(frozen=True)
class _NoGrade:
    """Why a notebook has no grade, and whether that is the grader's fault."""

    why: str
    is_ours: bool = False


@dataclass
class _Assignment:
    """What was handed in for one assignment, on its way into the gradebook."""

    course: _Course
    name: str
    keys: Mapping[str, Key]
    by: Graders
    fresh: bool

    def __post_init__(self) -> None:
        self.before = RecordedBefore(
            self.course.root, self.course.kept / "receipts", self.course.gradebook, self.name
        )
        self.limits = limits_in(self.course.config)
        self.steps = steps_after_running(self.course.config)
        self.kept = KeptGrades(self.course.kept / "grades")
        #: What is being graded now, by student and notebook.
        self.contents: dict[tuple[str, str], bytes] = {}

    def all_stand(self, results: Sequence[Result]) -> bool:
        """Whether all results are what was recorded, and none is the grader's fault."""
        graded = {result.student for result in results if result.points is not None}
        recorded = self.before.find({name: self._source(name) for name in graded})
        return graded == set(recorded) and not any(
            result.outcome is Outcome.HARNESS_ERROR for result in results
        )

    def graded(self, students: Sequence[str], watch: Watch) -> list[Result]:
        """Return the result of each of ``students``, in their order."""
        sources = {name: self._source(name) for name in students}
        results = {} if self.fresh else self.before.find(sources)
        if results:
            watch.say(f"{self.name}: {len(results)} of {len(students)} stand as they were recorded")
        left = [name for name in students if name not in results]
        watch.begin(self.name, len(left))
        tasks = [(name, notebook) for name in left for notebook in self.keys]
        found: dict[str, dict[str, Grade | _NoGrade]] = {name: {} for name in left}
        at_once = 4 * self.by.at_once + 4
        for (name, notebook), given in as_they_are_done(tasks, self._begun, at_once):
            found[name][notebook] = self._grade(name, notebook, given)
            if len(found[name]) == len(self.keys):
                self.before.forget(name)
                result = self._recorded(name, found.pop(name))
                if result.outcome is not Outcome.HARNESS_ERROR:
                    written = self.course.folder("autograded", name, self.name).glob("*.ipynb")
                    self.before.note(result, sources[name], sorted(written))
                watch.done(result, result.seconds)
                results[name] = result
        return [results[name] for name in students]

    def _source(self, student: str) -> str:
        """Return what identifies all that a student's result depends on."""
        return source_of(
            [key.digest for key in self.keys.values()],
            repr(self.limits),
            self.course.root / MARKER,
            self.course.folder("submitted", student, self.name),
        )

    def _begun(self, task: tuple[str, str]) -> Grade | _NoGrade | Future[Grade]:
        """Return a kept grade, or why there is none, or let a notebook be graded."""
        student, notebook = task
        path = self.course.folder("submitted", student, self.name) / f"{notebook}.ipynb"
        key = self.keys[notebook]
        try:
            if not path.is_file():
                return _NoGrade(f"{path.name} is missing.")
            content = read_steadily(path)
            take_in(content, key, path.name)
        except NotebookUnreadable as error:
            return _NoGrade(f"{error}.")
        except GradingError as error:
            return _NoGrade(str(error), is_ours=True)
        kept = None if self.fresh else self.kept.find(content, key, self.limits)
        if kept is not None and kept.stands:
            return kept.grade
        self.contents[task] = content
        return self.by.hand_over(content, key, self.limits, notebook)

    def _grade(
        self, student: str, notebook: str, given: Grade | _NoGrade | Future[Grade]
    ) -> Grade | _NoGrade:
        """Return what came of a notebook, and keep its grade if it is new."""
        if not isinstance(given, Future):
            return given
        content = self.contents.pop((student, notebook))
        try:
            grade = given.result()
        except GraderLost as error:
            return _NoGrade(str(error), is_ours=True)
        self.kept.keep(content, self.keys[notebook], self.limits, grade)
        return grade

    def _recorded(self, student: str, found: Mapping[str, Grade | _NoGrade]) -> Result:
        """Return a student's result, after storing what each notebook earned."""
        folder = self.course.folder("autograded", student, self.name)
        shutil.rmtree(folder, ignore_errors=True)
        without = [each for each in found.values() if isinstance(each, _NoGrade)]
        remarks = [each.why for each in without]
        grades = {name: each for name, each in found.items() if isinstance(each, Grade)}
        for notebook, grade in grades.items():
            place = Place(
                assignment=self.name,
                notebook=notebook,
                student=student,
                submitted=self.course.folder("submitted", student, self.name),
                autograded=folder,
                db_url=self.course.directory.db_url,
            )
            record(place, self.keys[notebook], grade, self.steps)
            remarks += about_cells(grade)
        most = sum(key.max_points for key in self.keys.values())
        outcome = _outcome(list(grades.values())) if grades else Outcome.BROKEN
        if any(each.is_ours for each in without):
            outcome = Outcome.HARNESS_ERROR
        remark = " ".join(remarks)
        if not grades:
            return Result(student, self.name, outcome, None, most, remark=remark)
        seconds = sum(grade.seconds for grade in grades.values())
        read = _read(self.course, self.name, student, most)
        return replace(read, outcome=outcome, remark=remark, seconds=seconds)


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
