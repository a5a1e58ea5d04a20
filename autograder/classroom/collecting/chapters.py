"""Tell which chapter a notebook is of: by what is in it, and only then by what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from autograder.chapter.companions import companions
from autograder.chapter.notebook_file import parse_notebook, read_notebook
from autograder.course import Course
from autograder.errors import NotebookUnreadable
from autograder.grading.recognition import most_like


@dataclass
class Chapters:
    """The chapters of a course, as students got them."""

    course: Course

    @cached_property
    def names(self) -> list[str]:
        """Their names, in order."""
        return self.course.released() or self.course.authored()

    @cached_property
    def _cells(self) -> dict[str, list[NotebookNode]]:
        found = {}
        for name in self.names:
            for path in (self.course.release(name), self.course.solution(name)):
                if path.is_file():
                    found[name] = read_notebook(path).cells
                    break
        return found

    @cached_property
    def companions(self) -> set[str]:
        """What lies beside their notebooks, by name: students who zip a folder hand it in too."""
        folders = {name: self.course.release(name).parent for name in self.names}
        return {
            PurePosixPath(each).name
            for name, folder in folders.items()
            for each in companions(folder, name)
        }

    def of_content(self, content: bytes) -> str | None:
        """Return the chapter that a notebook's cells are of; None where they do not tell."""
        try:
            return most_like(parse_notebook(content, Path()), self._cells)
        except NotebookUnreadable:
            return None

    def of_names(self, names: Sequence[str]) -> str | None:
        """Return the chapter that the innermost of ``names`` names, in full or by its number."""
        for name in reversed(names):
            stem = PurePosixPath(name).stem
            for chapter in self.names:
                if chapter in name or re.fullmatch(rf"{re.escape(chapter[:2])}\b.*", stem):
                    return chapter
        return None


def is_notebook(name: str, content: Path) -> bool:
    """Tell whether a file is a notebook, or was meant to be: by its name, else by what it holds."""
    if name.lower().endswith(".ipynb") or ".ipynb" in name.lower():
        return True
    with content.open("rb") as file:
        head = file.read(1_000_000)
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"cells"' in head
