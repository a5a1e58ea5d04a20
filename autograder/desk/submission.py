"""Make the zip files that a student hands in and ``autograder collect`` takes apart."""

from __future__ import annotations

import getpass
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from nbformat import NotebookNode

from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import read_notebook
from autograder.course import Course, is_student_id
from autograder.desk.workspace import pristine
from autograder.errors import NotebookUnreadable, SubmissionError


def submit(course: Course, chapters: list[str], student: str | None) -> list[Path]:
    """Make a zip in ``work/submissions/`` of each of ``chapters`` that the student has begun.

    Args:
        course: The course that the student works in.
        chapters: Those to hand in; a chapter in which nothing was written is left out.
        student: The student id; None for the login name.

    Returns:
        The paths of the zips.

    Raises:
        SubmissionError: if the id will not do, if nothing was begun, or if a notebook cannot
            be read. In the last case the others have been made, and the message names them.

    """
    student = check_student(student or _login_name())
    now = datetime.now(UTC)
    made, refused = [], []
    for chapter in chapters:
        path = course.working_copy(chapter)
        if not path.exists():
            continue
        try:
            if not _is_begun(
                read_notebook(path),
                pristine(course, chapter) or read_notebook(course.release(chapter)),
            ):
                continue
        except NotebookUnreadable as error:
            refused.append(
                f"{chapter} was not made ready: {error}. Mend the file if you can; otherwise "
                f"'autograder reset {chapter}' puts it aside and brings a fresh copy to answer in."
            )
            continue
        archive = course.hand_ins / archive_name(student, now, chapter)
        write_atomically(archive, _zipped(f"{chapter}.ipynb", path.read_bytes(), now))
        made.append(archive)
    if refused:
        raise SubmissionError("\n".join([*refused, *(f"Hand in {path}" for path in made)]))
    if not made:
        raise SubmissionError(
            f"There is nothing to hand in yet: no answer is saved in {' or '.join(chapters)}. "
            "Write one, save the notebook in JupyterLab and run the command again."
        )
    return made


def archive_name(student: str, when: datetime, chapter: str) -> str:
    """Return the name of a submission, as ``nbgrader_config.py`` takes it apart.

    The time is in UTC, as nbgrader reads it, and without separators: of its own example,
    ``20-53-07``, nbgrader takes ``-53`` for a time zone.
    """
    return f"{student}__{when.astimezone(UTC):%Y-%m-%d-%H%M%S}__{chapter}.zip"


def check_student(student: str) -> str:
    """Return ``student`` if it will do as an id: in nbgrader's database and in file names.

    Raises:
        SubmissionError: if it holds anything but ASCII letters, digits, '.', '_' and '-'.

    """
    if not is_student_id(student):
        raise SubmissionError(
            f"'{student}' cannot be a student id: letters without accents, digits, '.', '_' "
            "and '-' may be in it, a letter or digit first. Give yours with --student "
            "(make submit STUDENT=...)."
        )
    return student


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # An account without a name; Windows.
        raise SubmissionError(
            "Your login name cannot be found out. Give your student id with --student "
            "(make submit STUDENT=...)."
        ) from error


def _is_begun(mine: NotebookNode, released: NotebookNode) -> bool:
    def text(notebook: NotebookNode) -> list[tuple[str, str]]:
        return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]

    return text(mine) != text(released)


def _zipped(name: str, content: bytes, when: datetime) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name, when.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, content)
    return buffer.getvalue()
