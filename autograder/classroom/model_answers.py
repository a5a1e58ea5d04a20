"""Show the author's answer and rubric below an answer that a person grades, in formgrader alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.chapter.cells import grade_id, marks
from autograder.chapter.notebook_file import read_notebook
from autograder.course import find_course

Resources = dict[str, Any]


class ShowModelAnswers(Preprocessor):  # type: ignore[misc]
    """A step of the exporter with which formgrader draws a submission.

    Nothing is written: neither the graded notebook nor what is made of it for a student ever holds
    a model answer.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Put the author's answer below each answer of ``nb`` that a person grades."""
        # Formgrader alone says this; feedback has the same base class, and must not get here.
        if "submission_id" not in resources:
            return nb, resources
        # The server may have been started anywhere; the graded notebook lies in its course.
        course = find_course(Path(resources["metadata"]["path"]))
        path = course.solution(resources["assignment_id"])
        if not path.is_file():
            return nb, resources
        authors = {grade_id(cell): cell for cell in read_notebook(path).cells}
        cells: list[NotebookNode] = []
        for cell in nb.cells:
            cells.append(cell)
            said = marks(cell)
            if said.grade and said.solution and said.grade_id in authors:
                cells.append(_model_answer(authors[said.grade_id]))
        nb.cells = cells
        return nb, resources


def _model_answer(authors: NotebookNode) -> NotebookNode:
    text = authors.source
    if authors.cell_type == "code":
        text = f"```python\n{text}\n```"
    return nbformat.v4.new_markdown_cell(
        f"**From the solution. Students do not see this.**\n\n{text}"
    )
