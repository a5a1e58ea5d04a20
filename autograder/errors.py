"""Every error that a person can meet, each saying what happened and what to do about it.

::

    AutograderError
    ├── CourseNotFound       no course folder here or above
    ├── ChapterNotFound      no chapter of that name
    ├── AuthoringError       a chapter's text file is at fault
    │   ├── CardError        an exercise card cannot be read
    │   ├── PlanError        a course cannot be assembled as its plan says
    │   ├── ExecutionError   a cell of the solution raised
    │   └── LintError        a chapter breaks a rule
    ├── WorkspaceError       a student's own files stand in the way
    │   ├── NotebookUnreadable  a file is not a notebook, or no longer one
    │   └── SubmissionError     there is something that cannot be handed in
    ├── LabError             JupyterLab cannot be opened
    ├── RosterError          the list of the class cannot be read
    ├── CollectingError      there is nothing to collect, or the record of it cannot be read
    ├── GradingError         nbgrader could not do what it was asked
    │   ├── NotAgreed           a chapter has changed after it was graded, and nobody said yes
    │   ├── GraderLost          a process that graded was ended from outside
    │   ├── AlreadyGrading      another command is grading the same course
    │   ├── GradebookUnusable   the gradebook is locked, read-only or damaged
    │   ├── NoRoom              the disk is full, or takes no more
    │   └── ClusterError        the graders of a cluster cannot be reached, or are other ones
    ├── GiveBackError        nothing can be made that a learning platform would take back
    ├── SandboxRefused       no wall can be built between students' code and this machine
    ├── KeyUnreadable        what grading is to go by is not the key of a chapter
    ├── BundleError          what would be handed out is incomplete or holds an answer
    ├── PictureError         what was given cannot be drawn (also a ValueError)
    │   └── GraphTooLarge    a graph has more nodes than a picture can hold
    └── CheckError
        ├── CheckFailed      an answer is wrong (also an AssertionError)
        ├── ArgumentChanged  a function has changed a tensor that it was given
        ├── CheckBroken      the check is wrong, not the answer
        ├── UnknownExercise  no exercise of that name
        └── CardsUnreadable  the chapter's cards are missing or damaged
"""

from __future__ import annotations


class AutograderError(Exception):
    """The root: ``except AutograderError`` catches what a person can mend, and no bug."""


class CourseNotFound(AutograderError):
    """A command ran outside the course folder."""


class ChapterNotFound(AutograderError):
    """A command named a chapter that the course does not have."""


class AuthoringError(AutograderError):
    """A chapter's text file is at fault; the message names file, cell and remedy."""


class CardError(AuthoringError):
    """An exercise card (the YAML cell above an exercise) cannot be read."""


class PlanError(AuthoringError):
    """A course cannot be assembled as its plan says; the message names what to change."""


class ExecutionError(AuthoringError):
    """A cell of the solution raised without being tagged ``raises-exception``."""


class LintError(AuthoringError):
    """A chapter breaks one or more rules; the message has a line for each."""


class WorkspaceError(AutograderError):
    """A student's own files stand in the way; nothing was overwritten."""


class NotebookUnreadable(WorkspaceError):
    """A file is not a notebook; the message names the file and what is wrong with it."""


class SubmissionError(WorkspaceError):
    """There is nothing to hand in, or something that cannot be; the rest was made ready."""


class LabError(AutograderError):
    """JupyterLab cannot be opened; the message says what to install or to close."""


class RosterError(AutograderError):
    """The list of the class cannot be read; the message names the line and what to write there."""


class CollectingError(AutograderError):
    """There is nothing to collect from, or what was collected before cannot be read."""


class GradingError(AutograderError):
    """nbgrader could not do what it was asked; the message ends with its last words."""


class GiveBackError(AutograderError):
    """Nothing can be made that a learning platform would take back; the message says what lacks."""


class NotAgreed(GradingError):
    """A chapter has changed after it was graded, and nobody said yes to what that will do."""


class GraderLost(GradingError):
    """A process that graded was ended from outside, again and again; the rest goes on."""


class AlreadyGrading(GradingError):
    """Another command is grading the same course; the message tells its process."""


class GradebookUnusable(GradingError):
    """The gradebook is locked, read-only or damaged; what was graded before is kept."""


class NoRoom(GradingError):
    """The disk is full, or takes no more; nothing half-written is left behind."""


class ClusterError(GradingError):
    """The graders of a cluster cannot be reached, or are not those of this machine."""


class SandboxRefused(AutograderError):
    """No wall can be built between students' code and this machine; nothing was graded."""


class KeyUnreadable(AutograderError):
    """What grading is to go by is not the key of a chapter, or not of the chapter as it is."""


class BundleError(AutograderError):
    """The students' bundle would be incomplete or hold an answer; none was written."""


class PictureError(AutograderError, ValueError):
    """What was given cannot be drawn; the message names it and says what can."""


class GraphTooLarge(PictureError):
    """A graph has more nodes than a picture can hold; the message says how many, and what helps."""


class CheckError(AutograderError):
    """Root of what a check in a notebook can say."""

    def _render_traceback_(self) -> list[str]:
        """Show the message alone: IPython calls this instead of printing a traceback.

        The frames would be ours, not the student's, and in a graded notebook they
        would quote the lines of a hidden test.
        """
        return str(self).splitlines()


class CheckFailed(CheckError, AssertionError):
    """An answer is wrong. An ``AssertionError``, so every test runner counts it as a failure.

    ``mistakes`` are the names of the misconceptions that explain it: the first hint and the
    report on a class are about these.
    """

    def __init__(self, message: str, mistakes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.mistakes = mistakes


class ArgumentChanged(CheckError):
    """A student's function has changed a tensor that it was given, or set a mark on it."""


class CheckBroken(CheckError):
    """The oracles of a check disagree with each other: the check is at fault, not the answer."""


class UnknownExercise(CheckError):
    """A hint was asked for an exercise that the chapter does not have."""


class CardsUnreadable(CheckError):
    """The file with the chapter's cards is missing or damaged: no hints, no progress, no harm."""
