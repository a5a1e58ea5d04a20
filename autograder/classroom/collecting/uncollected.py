"""Name the files that did not become a submission, and what else to know of collecting."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path

from autograder.classroom.collecting.channels import typed_time
from autograder.classroom.collecting.records import Record, load
from autograder.classroom.gradebook import read_time
from autograder.course import Course

#: A name of our form, as nbgrader_config.py takes it apart, behind what Canvas puts before it.
_NAME = re.compile(r"(?:[^\W\d_]+_(?:LATE_)?\d+_\d+_)?((.+)__\d{4}-\d\d-\d\d-\d{6}__.+)")


def uncollected(course: Course, chapters: Sequence[str]) -> Iterator[str]:
    """Yield a line for each file sent for ``chapters`` that did not become a submission.

    A file that `collect` has looked at is named as long as it is there, and so are those whose
    chapter nobody knows.
    """
    record = load(course.collected)
    for left in record.left:
        if Path(left.source).exists() and (not left.chapter or left.chapter in chapters):
            yield f"{left.where}  {left.chapter or '?'}  was not collected: {left.why}"
    for chapter in chapters:
        folder = course.downloaded(chapter)
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and not path.name.startswith(".") and not _was_seen(record, path):
                why = _why_not(course, chapter, path)
                if why:
                    yield f"{path.name}  {chapter}  was not collected: {why}"


def late_without_a_time(course: Course, chapters: Sequence[str]) -> Iterator[str]:
    """Yield a line for each submission that a platform calls late without telling when it came.

    nbgrader's penalties go by the time alone.
    """
    for (student, chapter), standing in sorted(load(course.collected).standings.items()):
        if chapter in chapters and standing.late and not standing.has_time:
            path = course.timestamp(student, chapter)
            if path.parent.is_dir() and not path.exists():
                yield (
                    f"{student}  {chapter}  is late, says {standing.channel}, but not by how much. "
                    f"For a penalty write the time into {path} and grade again"
                )


def _was_seen(record: Record, path: Path) -> bool:
    """Tell whether `collect` has looked at the file ``path`` as it is now."""
    return record.sources.get(str(path.resolve())) == path.stat().st_mtime


def _why_not(course: Course, chapter: str, path: Path) -> str | None:
    """Return why the file ``path`` is nobody's submission; None where it is somebody's."""
    if path.suffix not in (".zip", ".gz", ".ipynb"):
        return "it is neither a zip file nor a notebook"
    if path.suffix == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                archive.testzip()
        except Exception as error:  # zipfile has many ways to say so.
            return f"it is cut short or damaged ({error}). Ask for the file again"
    name = _NAME.fullmatch(path.stem)
    if not name:
        return "its name is not STUDENT__TIME__CHAPTER. `autograder collect` knows other names too"
    if not course.submission(name[2], chapter).parent.is_dir():
        return (
            f"there is no notebook in it, or it was not collected. Run `autograder collect {path}`"
        )
    if _is_newer(name[1], course.timestamp(name[2], chapter)):
        return f"it is newer than what was. Run `autograder collect {path}`"
    return None


def _is_newer(sent: str, collected: Path) -> bool:
    """Tell whether a file was sent after the one whose time stands in ``collected``."""
    when = typed_time(sent)
    try:
        then = read_time(collected.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):  # Put there by hand: nobody knows when.
        return False
    return bool(when and then and when > then.replace(tzinfo=UTC))
