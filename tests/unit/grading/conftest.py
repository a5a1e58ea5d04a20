"""The tiny course's key, without a gradebook."""

from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.authoring.release import load_config, release_steps, student_version
from autograder.chapter.key import Companion, Key, make_key
from tests.unit.classroom.conftest import CHAPTER, ROOT, solution_notebook


@pytest.fixture(scope="session")
def release_notebook() -> NotebookNode:
    """The tiny chapter as nbgrader releases it."""
    steps = release_steps(load_config(Path(ROOT) / "nbgrader_config.py"))
    return student_version(solution_notebook(), CHAPTER, steps)


@pytest.fixture(scope="session")
def key(release_notebook: NotebookNode) -> Key:
    files = [Companion("tiny_exercises.py", b"SIX = 6\n")]
    return make_key(CHAPTER, solution_notebook().cells, release_notebook.cells, files)
