"""Collect what students sent, one file at a time, and name what did not become a submission.

The two plugins are parts of ``nbgrader zip_collect``: by itself it stops at the first file that it
cannot take, and then nobody's is collected.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import parse_utc

from autograder.course import Course

_NAME = re.compile(r"(?:[^\W\d_]+_(?:LATE_)?\d+_\d+_)?(.+)__(\d{4}-\d\d-\d\d-\d{6})__.+")


class OneByOne(ExtractorPlugin):  # type: ignore[misc]
    """Take each archive apart by itself; a damaged one is left out and said."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Extract what lies in ``archive_path`` to ``extracted_path``."""
        for path in sorted(p for p in Path(archive_path).rglob("*") if p.is_file()):
            with TemporaryDirectory() as alone, TemporaryDirectory() as out:
                copy = Path(alone) / path.relative_to(archive_path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
                try:
                    super().extract(alone, out)
                except Exception as error:  # Whatever one file does, the others are collected.
                    self.log.error("%s is not collected: %s", path, error)
                else:
                    shutil.copytree(out, extracted_path, dirs_exist_ok=True)


class ByFileName(FileNameCollectorPlugin):  # type: ignore[misc]
    """Tell student and time by a file's name; one with a time that is none is left out."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return what the name says, None for a file that is no submission."""
        said: dict[str, str] | None = super().collect(submitted_file)
        try:
            return said if said and parse_utc(said["timestamp"]) else None
        except ValueError:
            self.log.error("%s is not collected: its name holds no time", submitted_file)
            return None


def uncollected(course: Course, chapter: str) -> Iterator[str]:
    """Yield a line for each file sent for ``chapter`` that did not become a submission."""
    folder = course.downloaded(chapter)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.name.startswith("."):
            why = _why_not(course, chapter, path)
            if why:
                yield f"{path.name}  {chapter}  was not collected: {why}"


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
        return "its name is not STUDENT__TIME__CHAPTER. Rename it and collect again"
    if not course.submission(name[1], chapter).parent.is_dir():
        return f"there is no notebook in it, or `nbgrader zip_collect {chapter}` was not run since"
    if _is_newer(name[2], course.timestamp(name[1], chapter)):
        return f"it is newer than what was. Run `nbgrader zip_collect {chapter} --force`"
    return None


def _is_newer(sent: str, collected: Path) -> bool:
    """Tell whether a file was sent after the one whose time stands in ``collected``."""
    try:
        return bool(parse_utc(sent) > parse_utc(collected.read_text(encoding="utf-8").strip()))
    except (OSError, ValueError):  # Put there by hand: nobody knows when.
        return False
