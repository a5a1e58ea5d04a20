"""Let ``nbgrader zip_collect`` take one file at a time.

By itself it stops at the first that it cannot take, and then nobody's is collected. ``autograder
collect`` does without it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import parse_utc


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
