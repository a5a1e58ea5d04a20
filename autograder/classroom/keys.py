"""The key of any assignment of a course of nbgrader's: from its source, by nbgrader's own steps."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.authoring.release import release_steps, student_version
from autograder.chapter.json_file import read_json
from autograder.chapter.key import Companion, Key, make_key
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom.rerelease.names import with_former_names
from autograder.course import Course
from autograder.errors import GradingError


def course_directory(config: Config, root: Path) -> CourseDirectory:
    """Return nbgrader's description of the course at ``root``."""
    return CourseDirectory(config=config, root=str(root))


def source_folder(course: CourseDirectory, assignment: str) -> Path:
    """Return where an assignment's source notebooks lie."""
    path: str = course.format_path(course.source_directory, ".", assignment)
    return Path(course.root) / path


def source_notebooks(course: CourseDirectory, assignment: str) -> list[Path]:
    """Return an assignment's source notebooks, by name.

    Raises:
        GradingError: if there are none.

    """
    folder = source_folder(course, assignment)
    found = sorted(path for path in folder.glob("*.ipynb") if path.is_file())
    if not found:
        raise GradingError(
            f"{folder} holds no notebook: there is no assignment '{assignment}', or it lies "
            "elsewhere (c.CourseDirectory.source_directory in nbgrader_config.py)."
        )
    return found


def key_of(config: Config, course: CourseDirectory, source: Path) -> Key:
    """Return the key of the notebook at ``source``.

    Raises:
        GradingError: if it cannot be released.
        NotebookUnreadable: if it is no notebook.

    """
    solution = read_notebook(source)
    _give_lasting_ids(solution, read_json(source.read_bytes()))
    release = student_version(solution, source.stem, release_steps(config))
    key = make_key(source.stem, solution.cells, release.cells, _companions(course, source.parent))
    return with_former_names(Course(Path(course.root)), key)


def _give_lasting_ids(notebook: NotebookNode, raw: Any) -> None:
    """Let the cells be called the same whenever the notebook is read.

    Before format 4.5 cells have no ids, and reading one makes them up.
    """
    said = {cell.get("id") for cell in raw.get("cells", [])}
    for place, cell in enumerate(notebook.cells):
        if cell.id not in said:
            cell.id = f"cell-{place}"


def _companions(course: CourseDirectory, folder: Path) -> Iterator[Companion]:
    """Yield the files that nbgrader copies along with a notebook."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        ignored = any(fnmatch.fnmatch(p, i) for p in name.parts for i in course.ignore)
        if path.is_file() and path.suffix != ".ipynb" and not ignored:
            yield Companion(name.as_posix(), path.read_bytes())
