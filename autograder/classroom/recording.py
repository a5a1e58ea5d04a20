"""Write a grade where nbgrader keeps it: its gradebook, and the graded notebook beside.

nbgrader's own steps read the points off the notebook and store them, as they do after
``nbgrader autograde``; formgrader and feedback find what they would find then.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key
from autograder.chapter.notebook_file import parse_notebook
from autograder.classroom.refereeing import Referee
from autograder.grading import Grade

#: From a notebook and what is known about it to the next version of both.
Step = Callable[[NotebookNode, dict[str, Any]], tuple[NotebookNode, dict[str, Any]]]


def steps_after_running(config: Config) -> list[Step]:
    """Return the steps of ``nbgrader autograde`` that come after the tests have run.

    They store scores and work out penalties.
    """
    named = Autograde(config=config).autograde_preprocessors
    kinds = [import_item(kind) if isinstance(kind, str) else kind for kind in named]
    running = (Execute, Referee)
    return [kind(config=config) for kind in kinds if not issubclass(kind, running)]


@dataclass(frozen=True)
class Place:
    """Where a submission's notebook belongs.

    Attributes:
        assignment: nbgrader's name of the assignment.
        notebook: Of the notebook in it.
        student: The student's id.
        submitted: The folder that was handed in.
        autograded: The folder for the graded notebook.
        db_url: Of nbgrader's gradebook.

    """

    assignment: str
    notebook: str
    student: str
    submitted: Path
    autograded: Path
    db_url: str

    @property
    def timestamp(self) -> Path:
        """The file that says when it was handed in."""
        return self.submitted / "timestamp.txt"

    @property
    def said_of_it(self) -> tuple[Path, Path]:
        """What the exchange says of it, which nbgrader's steps take along to the feedback page."""
        return self.timestamp, self.submitted / "submission_secret.txt"


def record(place: Place, key: Key, grade: Grade, steps: Sequence[Step]) -> None:
    """Store what a notebook earned.

    Args:
        place: Where it belongs.
        key: What it was graded by.
        grade: What the referee found.
        steps: nbgrader's steps after running the tests.

    """
    said = {}
    if hour := _handed_in(place.timestamp):
        said["timestamp"] = hour
    with Gradebook(place.db_url) as gradebook:
        gradebook.update_or_create_student(place.student)
    with Gradebook(place.db_url) as gradebook, warnings.catch_warnings():
        # What SQLAlchemy thinks of nbgrader's way to add a submission is not our user's affair.
        warnings.simplefilter("ignore", SAWarning)
        gradebook.update_or_create_submission(place.assignment, place.student, **said)
    path = place.autograded / f"{place.notebook}.ipynb"
    notebook = parse_notebook(grade.notebook, path)
    resources: dict[str, Any] = {
        "nbgrader": {
            "assignment": place.assignment,
            "notebook": place.notebook,
            "student": place.student,
            "db_url": place.db_url,
        },
        "metadata": {"path": str(place.autograded)},
        "unique_key": place.notebook,
    }
    for step in steps:
        notebook, resources = step(notebook, resources)
    for each in key.companions:
        write_atomically(place.autograded / each.name, each.content)
    for said_of_it in place.said_of_it:
        if said_of_it.is_file():
            write_atomically(place.autograded / said_of_it.name, said_of_it.read_bytes())
    write_atomically(path, nbformat.writes(notebook).encode("utf-8"))


def _handed_in(path: Path) -> Any:
    """Return when it was handed in, as nbgrader reads it; None if that is not known."""
    if not path.is_file():
        return None
    try:
        return parse_utc(path.read_text(encoding="utf-8", errors="replace").strip())
    except (ValueError, OverflowError):
        return None
