"""Where things lie: the folders of a course, and the chapters in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import ChapterNotFound, CourseNotFound

#: The file that marks the top of a course, as it does for nbgrader.
MARKER = "nbgrader_config.py"

_STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Course:
    """A course folder. Every path of the project is derived here and nowhere else."""

    root: Path

    @property
    def config(self) -> Path:
        """nbgrader's configuration, and ours."""
        return self.root / MARKER

    @property
    def glossary(self) -> Path:
        """The manual's page of terms, made from the chapters."""
        return self.root / "docs" / "glossary.md"

    @property
    def course_page(self) -> Path:
        """The manual's map of the course, made from the chapters."""
        return self.root / "docs" / "course.md"

    @property
    def readme(self) -> Path:
        """What the course says of itself, with a table of its chapters."""
        return self.root / "README.md"

    @property
    def lock(self) -> Path:
        """The exact versions of what is installed."""
        return self.root / "requirements.lock"

    @property
    def package(self) -> Path:
        """This package, as it lies in the course."""
        return self.root / "autograder"

    @property
    def solutions(self) -> Path:
        """Where authors write: one text file and one executed notebook a chapter."""
        return self.root / "solutions"

    def plan(self, name: str) -> Path:
        """A plan of a shorter course that comes with this one."""
        return self.root / "plans" / f"{name}.yml"

    def plans(self) -> list[str]:
        """Names of the plans that come with the course."""
        return sorted(path.stem for path in (self.root / "plans").glob("*.yml"))

    def assembled(self, plan: str) -> Path:
        """Where the course goes that a plan makes."""
        return self.var / "courses" / plan

    @property
    def notebooks(self) -> Path:
        """Pristine student notebooks, as released; nobody works in here."""
        return self.root / "notebooks"

    @property
    def work(self) -> Path:
        """The student's own copies."""
        return self.root / "work"

    @property
    def var(self) -> Path:
        """The instructor's data: submissions, gradebook, feedback."""
        return self.root / "var"

    @property
    def dist(self) -> Path:
        """Bundles to hand out."""
        return self.root / "dist"

    def source(self, chapter: str) -> Path:
        """The chapter's text file, the one file that is edited by hand."""
        return self.solutions / chapter / f"{chapter}.py"

    def solution(self, chapter: str) -> Path:
        """The chapter's executed solution notebook."""
        return self.solutions / chapter / f"{chapter}.ipynb"

    def answers(self, chapter: str) -> Path:
        """Where the sample answers to the chapter's exercises lie, right and wrong ones."""
        return self.solutions / chapter / "answers"

    def release(self, chapter: str) -> Path:
        """The chapter's release, which is its student notebook; its companions lie beside it."""
        return self.notebooks / chapter / f"{chapter}.ipynb"

    def working_copy(self, chapter: str) -> Path:
        """The student's own copy of the chapter."""
        return self.work / chapter / f"{chapter}.ipynb"

    def kept_release(self, chapter: str) -> Path:
        """The release that the student's copy came from, as it was then."""
        return self.work / chapter / ".autograder" / "release" / f"{chapter}.ipynb"

    def release_record(self, chapter: str) -> Path:
        """The hash of that release, as JSON."""
        return self.work / chapter / ".autograder" / "release.json"

    def backups(self, chapter: str) -> Path:
        """Versions of the student's that a newer one took the place of, a folder each."""
        return self.work / "backups" / chapter

    @property
    def contents(self) -> Path:
        """The page that shows a student how far they are."""
        return self.work / "contents.ipynb"

    @property
    def lab_workspaces(self) -> Path:
        """Where JupyterLab notes which tabs are open."""
        return self.work / ".lab" / "workspaces"

    @property
    def hand_ins(self) -> Path:
        """The zip files that a student has made to hand in."""
        return self.work / "submissions"

    def entered(self, chapter: str) -> Path:
        """The student notebook as nbgrader made it when it entered it in the gradebook."""
        return self.var / "entered" / chapter / f"{chapter}.ipynb"

    def entered_from(self, chapter: str) -> Path:
        """A hash of what it was made from."""
        return self.var / "entered" / f"{chapter}.sha256"

    def entered_key(self, chapter: str) -> Path:
        """The chapter's key as it was then, tests and model answers in full."""
        return self.var / "entered" / f"{chapter}.key.json"

    def former_names(self, chapter: str) -> Path:
        """What cells of ``chapter`` were called in earlier releases, as JSON."""
        return self.var / "entered" / f"{chapter}.renamed.json"

    def before_release(self, chapter: str, time: str) -> Path:
        """The gradebook, and the points that went, before ``chapter`` was released with others."""
        return self.var / "before_release" / chapter / time

    def downloaded(self, chapter: str) -> Path:
        """Where the zip files of ``chapter`` are put that are to be collected."""
        return self.var / "downloaded" / chapter / "archive"

    @property
    def roster(self) -> Path:
        """Who is in the class, as CSV."""
        return self.var / "roster.csv"

    @property
    def demo(self) -> Path:
        """The sample class's own course."""
        return self.var / "demo"

    @property
    def submitted(self) -> Path:
        """What students handed in: STUDENT/CHAPTER/CHAPTER.ipynb."""
        return self.var / "submitted"

    def submitted_before(self, student: str, chapter: str) -> Path:
        """What ``student`` handed in before that, a folder for each version."""
        return self.var / "submitted_before" / student / chapter

    @property
    def collected(self) -> Path:
        """What was collected, from whom, and what was left over, as JSON."""
        return self.var / "collected.json"

    @property
    def downloads(self) -> Path:
        """What an instructor downloaded from a learning platform."""
        return self.var / "downloaded"

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.var / "gradebook.db"

    def hand_graded(self, student: str, chapter: str) -> Path:
        """Which answers of ``student`` a person has graded, as JSON."""
        return self.var / "hand_graded" / student / f"{chapter}.json"

    @property
    def kept_grades(self) -> Path:
        """Grades by what they depend on: deleting them costs time, and nothing else."""
        return self.var / "kept" / "grades"

    def receipt(self, student: str, chapter: str) -> Path:
        """What was handed back to ``student``, and what it was made from, as JSON."""
        return self.var / "kept" / "receipts" / chapter / f"{student}.json"

    @property
    def summary(self) -> Path:
        """What the last command said of the class as a whole, as JSON."""
        return self.var / "kept" / "class.json"

    @property
    def grading_lock(self) -> Path:
        """Held by the one command that grades."""
        return self.var / "kept" / "grading.lock"

    @property
    def outcomes(self) -> Path:
        """How the grading of each submission ended, as JSON."""
        return self.var / "outcomes.json"

    @property
    def grades(self) -> Path:
        """The class's points, as CSV."""
        return self.var / "grades.csv"

    @property
    def report(self) -> Path:
        """What a class got right and wrong, as a page; the same as data lies beside it."""
        return self.var / "report" / "report.html"

    def give_back(self, chapter: str) -> Path:
        """The folder for what a learning platform takes back."""
        return self.var / "give_back" / chapter

    @property
    def pseudonyms(self) -> Path:
        """Who is called what in a report without names, as JSON."""
        return self.var / "pseudonyms.json"

    def submission(self, student: str, chapter: str) -> Path:
        """The notebook that ``student`` handed in."""
        return self.submitted / student / chapter / f"{chapter}.ipynb"

    def timestamp(self, student: str, chapter: str) -> Path:
        """When ``student`` handed it in, as far as anybody says."""
        return self.submitted / student / chapter / "timestamp.txt"

    def submission_secret(self, student: str, chapter: str) -> Path:
        """What nbgrader's exchange gives feedback for it back by."""
        return self.submitted / student / chapter / "submission_secret.txt"

    def autograded(self, student: str, chapter: str) -> Path:
        """The same notebook after its tests ran."""
        return self.var / "autograded" / student / chapter / f"{chapter}.ipynb"

    @property
    def feedbacks(self) -> Path:
        """The pages that go back to students."""
        return self.var / "feedback"

    def feedback(self, student: str, chapter: str) -> Path:
        """The page that goes back to ``student``."""
        return self.feedbacks / student / chapter / f"{chapter}.html"

    def authored(self) -> list[str]:
        """Names of the chapters that have a text file, in order."""
        return sorted(p.stem for p in self.solutions.glob("*/*.py") if p.stem == p.parent.name)

    def released(self) -> list[str]:
        """Names of the chapters that have a student notebook, in order."""
        return sorted(p.stem for p in self.notebooks.glob("*/*.ipynb") if p.stem == p.parent.name)


def is_student_id(text: str) -> bool:
    """Tell whether ``text`` will do as a student id: in nbgrader's database and in file names.

    ASCII letters, digits, '.', '_' and '-' may be in it, a letter or digit first.
    """
    return _STUDENT.fullmatch(text) is not None


def find_course(start: Path | None = None) -> Course:
    """Return the course that ``start`` (default: the current folder) lies in.

    Raises:
        CourseNotFound: if neither it nor any folder above holds ``nbgrader_config.py``.

    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / MARKER).is_file():
            return Course(folder)
    raise CourseNotFound(
        f"{here} is not in a course folder: there is no {MARKER} here or above. "
        "Change into the folder of the course and run the command again."
    )


def pick(wanted: tuple[str, ...] | list[str], there: list[str]) -> list[str]:
    """Return the chapters of ``there`` that ``wanted`` names, all of them where it is empty.

    A chapter may be named by its number (``1`` or ``01``) or by its full name.

    Raises:
        ChapterNotFound: for the first name that fits no chapter.

    """
    chosen = []
    for name in wanted:
        fits = [
            c for c in there if c == name or (name.isdigit() and c.startswith(f"{int(name):02d}_"))
        ]
        if not fits:
            listed = ", ".join(there) or "none at all"
            raise ChapterNotFound(f"There is no chapter '{name}'. The chapters here: {listed}.")
        chosen += fits
    return chosen or list(there)
