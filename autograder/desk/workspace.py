"""The student's own copies of the chapters: laid out, brought up to date, brought back fresh.

Beside each copy, in ``work/<chapter>/.autograder/``, lies what it came from: the release as
it was then (``release/``) and its hash (``release.json``). What a copy has to give way to is
moved or copied to ``work/backups/<chapter>/<date>/`` first.

``python -m autograder.desk.workspace`` prepares the copies of the course around it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.chapter.companions import DATA, companions
from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import read_notebook
from autograder.course import Course, find_course
from autograder.desk.carry import carry_answers
from autograder.errors import AutograderError, NotebookUnreadable, WorkspaceError


def prepare(course: Course) -> list[str]:
    """Lay out what is not in ``work/`` yet, and carry answers into chapters released anew.

    A student's text is never overwritten: a copy that changes is backed up first, and one
    that cannot be read is left alone.

    Returns:
        A line for each thing that was done, or could not be.

    Raises:
        WorkspaceError: if the files cannot be written.

    """
    with _one_clear_line():
        return [line for chapter in course.released() for line in _prepare(course, chapter)]


def reset(course: Course, chapter: str) -> Path | None:
    """Bring ``chapter`` back as released.

    Returns:
        The folder that the student's version was moved to; None where there was none.

    Raises:
        WorkspaceError: if the files cannot be moved or written.

    """
    with _one_clear_line():
        mine = course.working_copy(chapter).parent
        backup = None
        if mine.exists():
            backup = _new_backup(course, chapter)
            mine.rename(backup)
        _apply(course, chapter, _plan(course, chapter))
        return backup


def pristine(course: Course, chapter: str) -> NotebookNode | None:
    """Return the release that the student's copy came from; None where that is not known."""
    try:
        return read_notebook(course.kept_release(chapter))
    except (FileNotFoundError, NotebookUnreadable):
        return None


def _prepare(course: Course, chapter: str) -> list[str]:
    mine = course.working_copy(chapter)
    if not mine.exists():
        _apply(course, chapter, _plan(course, chapter))
        return [f"{chapter}: copied to {_relative(course, mine.parent)}/"]
    try:
        read_notebook(mine)
    except NotebookUnreadable as error:
        return [
            f"{chapter}: {error}. It was left as it is: mend it if you can; otherwise "
            f"'autograder reset {chapter}' puts it aside and brings a fresh copy."
        ]
    released = course.release(chapter).parent
    if _recorded_digest(course, chapter) == _digest(released):
        missing = [name for name in _files(released) if not (mine.parent / name).exists()]
        for name in missing:
            write_atomically(mine.parent / name, (released / name).read_bytes())
        return [f"{chapter}: brought back {', '.join(missing)}"] if missing else []
    plan = _plan(course, chapter)
    backup = _apply(course, chapter, plan)
    if backup:
        return [
            f"{chapter}: updated to the new release, your answers with it; your copy from "
            f"before is in {_relative(course, backup)}/"
        ]
    return [f"{chapter}: updated to the new release"] if plan.writes else []


@dataclass
class _Plan:
    """What bringing a copy to the current release means, file by file."""

    #: New content of files in the student's folder.
    writes: dict[str, bytes] = field(default_factory=dict)
    #: The student's version of those that they had worked in.
    worked_in: dict[str, bytes] = field(default_factory=dict)


def _plan(course: Course, chapter: str) -> _Plan:
    released, mine = course.release(chapter).parent, course.working_copy(chapter).parent
    plan = _Plan()
    for name in _files(released):
        new, present = (released / name).read_bytes(), _content(mine / name)
        before = _content(course.kept_release(chapter).parent / name)
        if present is None or (present == before and present != new):
            plan.writes[name] = new
        elif present != new and (new != before or not _is_the_students(name)):
            plan.worked_in[name] = present
            is_notebook = name == f"{chapter}.ipynb"
            plan.writes[name] = _carried(course, chapter) if is_notebook else new
    return plan


def _is_the_students(name: str) -> bool:
    """Tell whether a student may change the released file ``name`` and keep it changed.

    That goes for the notebook and its data, and not for what its tests use.
    """
    return name.endswith(".ipynb") or name.startswith(f"{DATA}/")


def _apply(course: Course, chapter: str, plan: _Plan) -> Path | None:
    """Do what the plan says; return the folder with the backup, None if none was needed."""
    backup = None
    if plan.worked_in:
        backup = _new_backup(course, chapter)
        for name, content in plan.worked_in.items():
            write_atomically(backup / name, content)
    for name, content in plan.writes.items():
        write_atomically(course.working_copy(chapter).parent / name, content)
    _record(course, chapter)
    return backup


def _carried(course: Course, chapter: str) -> bytes:
    result = carry_answers(
        release=read_notebook(course.release(chapter)),
        student=read_notebook(course.working_copy(chapter)),
        old=pristine(course, chapter),
    )
    text: str = nbformat.writes(result)
    return text.encode("utf-8") + b"\n"


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _record(course: Course, chapter: str) -> None:
    """Keep the release that the copy now comes from beside it, the hash last."""
    released, kept = course.release(chapter).parent, course.kept_release(chapter).parent
    shutil.rmtree(kept, ignore_errors=True)
    for name in _files(released):
        write_atomically(kept / name, (released / name).read_bytes())
    content = json.dumps({"sha256": _digest(released)}, indent=1) + "\n"
    write_atomically(course.release_record(chapter), content.encode())


def _recorded_digest(course: Course, chapter: str) -> str | None:
    try:
        record = json.loads(course.release_record(chapter).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None  # Made by hand, or cut short: then it is compared anew.
    return record.get("sha256") if isinstance(record, dict) else None


def _digest(folder: Path) -> str:
    """Return one sha256 for all files of a release, their names included."""
    total = hashlib.sha256()
    for name in _files(folder):
        content = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        total.update(f"{content}  {name}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> list[str]:
    """Return what a student gets of the release in ``folder``, which has the chapter's name.

    The notebook is last: until it is there, the student's copy counts as not made.
    """
    chapter = folder.name
    return [*companions(folder, chapter), f"{chapter}.ipynb"]


def _new_backup(course: Course, chapter: str) -> Path:
    """Return the path of a folder that is not there yet, named by the time of day."""
    folder = course.backups(chapter)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y-%m-%d-%H-%M-%S")
    path, count = folder / stamp, 1
    while path.exists():
        count += 1
        path = folder / f"{stamp}-{count}"
    return path


def _relative(course: Course, path: Path) -> str:
    return path.relative_to(course.root).as_posix()


@contextmanager
def _one_clear_line() -> Iterator[None]:
    """Turn what the file system refuses into a line that says so."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename or 'A file'} cannot be read or written ({error.strerror}). "
            "Close JupyterLab and what else has it open, see that the disk has room and that "
            "the folder is yours, and run the command again."
        ) from error


if __name__ == "__main__":
    try:
        for line in prepare(find_course()):
            print(line)
    except AutograderError as error:
        sys.exit(str(error))
