"""The referee behind ``nbgrader autograde`` and formgrader's Autograde button.

Two of nbgrader's steps, named in ``nbgrader_config.py``: `TakeIn` rebuilds a submission from its
key, and `Referee` takes the place of running it in one kernel together with its tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.chapter.key import Key
from autograder.chapter.notebook_file import parse_notebook
from autograder.classroom.configuration import limits_in
from autograder.classroom.graders import hand_over
from autograder.classroom.keys import course_directory, key_of, source_folder
from autograder.grading.grading import rebuilt_notebook

Resources = dict[str, Any]


class _WithKey(NbGraderPreprocessor):  # type: ignore[misc]
    def key(self, resources: Resources) -> Key:
        """Return the key of the notebook that ``resources`` name."""
        names = resources["nbgrader"]
        root = self.config.CourseDirectory.get("root", str(Path.cwd()))
        course = course_directory(self.config, Path(root))
        source = source_folder(course, names["assignment"]) / f"{names['notebook']}.ipynb"
        return key_of(self.config, course, source)


class TakeIn(_WithKey):
    """Rebuild a submission: the author's cells in their order, the student's text in answers."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Return the rebuilt notebook, tests in full."""
        content = rebuilt_notebook(nbformat.writes(nb).encode(), self.key(resources))
        return parse_notebook(content, Path()), resources


class Referee(_WithKey):
    """Grade a submission behind the wall; nbgrader reads the points off the cells' outputs."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Return the graded notebook."""
        content = nbformat.writes(nb).encode("utf-8", "replace")
        name = f"{resources['nbgrader']['notebook']}.ipynb"
        future = hand_over(content, self.key(resources), limits_in(self.config), name)
        return parse_notebook(future.result().notebook, Path()), resources
