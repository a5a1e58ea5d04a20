"""The control: nbgrader as it comes grades the same notebooks, each in one ordinary kernel.

Many students hand in one assignment, which its own preprocessors grade in one go.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from tests.attacks.assignment import HONEST, NAME, SECRETS, notebook, solution, written
from tests.attacks.attack import Attack

#: Hands in right answers, after everybody else.
LAST = "zz-honest"


@dataclass(frozen=True)
class Stock:
    """What came of a submission: its points, None if it has no grade; and what leaked."""

    points: float | None
    leaks: bool

    def shows(self, attack: Attack, last: Stock) -> bool:
        """Whether an attack did what it is known to do here."""
        return {
            "points": self.points is not None and self.points > attack.worth,
            "leak": self.leaks,
            "ungraded": self.points is None,
            "aborts": last.points is None,
        }[attack.on_stock]


def grade_with_nbgrader(attacks: Sequence[Attack], folder: Path) -> dict[str, Stock]:
    """Return what nbgrader makes of each attack, by its name, and of `LAST`.

    Args:
        attacks: What is handed in; one that aborts the run is not to stand with others.
        folder: An empty folder for the course, and for what kernels leave in their home.

    """
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(written(notebook({}, solution())))
    files = {attack.name: attack.submission(is_whole=True) for attack in attacks}
    files[LAST] = written(notebook(HONEST))
    for name, content in files.items():
        path = folder / "submitted" / name / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    database = f"sqlite:///{folder}/gradebook.db"
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.assignment_id = NAME
    config.CourseDirectory.db_url = database
    # Whoever tries to find out what becomes of an endless loop need not wait half a minute.
    config.Execute.timeout = 10
    course = CourseDirectory(config=config)
    with _at_home_in(folder / "home"), _quiet():
        GenerateAssignment(coursedir=course, config=config).start()
        with contextlib.suppress(Exception, SystemExit):  # it tells so of failed submissions
            Autograde(coursedir=course, config=config, create_student=True).start()
    with Gradebook(database) as book:
        return {name: _found(folder, book, name) for name in files}


def _found(folder: Path, book: Gradebook, name: str) -> Stock:
    graded = folder / "autograded" / name / NAME / f"{NAME}.ipynb"
    try:
        submission = book.find_submission(NAME, name)
    except MissingEntry:
        return Stock(None, False)
    if not graded.is_file():
        return Stock(None, False)
    cells = json.loads(graded.read_text())["cells"]
    said = json.dumps([cell.get("outputs", []) for cell in cells])
    grades = [grade for nb in submission.notebooks for grade in nb.grades]
    is_lost = any(grade.auto_score is None for grade in grades)
    return Stock(
        None if is_lost else float(submission.score),
        any(secret in said for secret in SECRETS),
    )


@contextlib.contextmanager
def _at_home_in(folder: Path) -> Iterator[None]:
    """Let kernels find another home: some attacks write into it."""
    folder.mkdir()
    # nbgrader calls alembic by its name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    places = {
        "PATH": path,
        "HOME": folder,
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_DATA_DIR": folder / "data",
    }
    before = Path.cwd()
    with patch.dict(os.environ, {name: str(place) for name, place in places.items()}):
        try:
            yield
        finally:
            os.chdir(before)  # nbgrader leaves it elsewhere when a submission fails


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    import logging

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
