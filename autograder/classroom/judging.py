"""Close two gaps in how nbgrader reads a verdict from what a test cell put out."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.chapter.cells import marks


class PlainVerdicts(NbGraderPreprocessor):  # type: ignore[misc]
    """A step of ``nbgrader autograde``, between running the tests and storing their scores.

    nbgrader takes the first output that means anything to it. A value shown before an error
    would win over the error, so errors go first; and any word on stderr, a warning of torch's
    for one, would cost all points, so it stands on stdout.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Put the outputs of a test cell into the order in which they count."""
        if marks(cell).grade and cell.cell_type == "code":
            cell.outputs = sorted(cell.outputs, key=lambda output: output.output_type != "error")
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources
