"""Make the student's notebook from the solution: nbgrader's own steps, called in process.

`nbgrader generate_assignment` runs the same steps and takes seconds, most of them to start and to
write a gradebook that nobody asked for. Which steps there are says ``nbgrader_config.py`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from autograder.errors import AuthoringError

#: From a notebook and what is known about it to the next version of both.
Step = Callable[[NotebookNode, dict[str, Any]], tuple[NotebookNode, dict[str, Any]]]


def load_config(path: Path) -> Config:
    """Return what a course's ``nbgrader_config.py`` says, nothing if there is none."""
    if not path.is_file():
        return Config()
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


def release_steps(config: Config) -> list[Step]:
    """Return the steps of a release that ``config`` names, as it configures them.

    Not among them is ``SaveCells``, which changes no cell and writes to the gradebook.
    """
    named = GenerateAssignment(config=config).preprocessors
    kinds = [import_item(kind) if isinstance(kind, str) else kind for kind in named]
    return [kind(config=config) for kind in kinds if not issubclass(kind, SaveCells)]


def student_version(solution: NotebookNode, chapter: str, steps: Sequence[Step]) -> NotebookNode:
    """Return what students get of ``solution``; it is left as it is.

    Raises:
        AuthoringError: if a step refuses a cell.

    """
    notebook = nbformat.from_dict(solution)
    resources: dict[str, Any] = {"nbgrader": {"assignment": chapter, "notebook": chapter}}
    try:
        for step in steps:
            notebook, resources = step(notebook, resources)
    except Exception as error:  # Each step has its own ways to say that a cell is wrong.
        raise AuthoringError(f"nbgrader could not release {chapter}: {error}") from error
    return notebook
