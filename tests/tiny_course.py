"""A course with one small chapter, written by hand so that a test can see all of it."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from autograder.course import MARKER, Course

ROOT = Path(__file__).resolve().parents[1]


def marked(cell: NotebookNode, name: str, **marks: object) -> NotebookNode:
    """Give ``cell`` nbgrader's marks, as they stand in a released notebook."""
    cell.metadata.nbgrader = {
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
        "cell_type": cell.cell_type,
        **marks,
    }
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return cell


class TinyCourse:
    """The course folder, and what an instructor and a student do in it."""

    chapter = "01_tiny"

    def __init__(self, root: Path) -> None:
        self.course = Course(root)
        root.mkdir(exist_ok=True)
        (root / MARKER).write_bytes((ROOT / MARKER).read_bytes())
        self.release()

    def release(
        self, lesson: str = "Lesson", stub: str = "two = ...", points: str = "1,2\n"
    ) -> None:
        """Write a release of the chapter, with a data file beside it."""
        test = new_code_cell("assert two == 2", id="test_two")
        notebook = new_notebook(
            cells=[
                new_markdown_cell(lesson, id="lesson"),
                marked(new_code_cell(stub, id="two"), "two", solution=True),
                marked(test, "test_two", grade=True, locked=True, points=1),
            ],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        path = self.course.release(self.chapter)
        (path.parent / "data").mkdir(parents=True, exist_ok=True)
        (path.parent / "data" / "points.csv").write_text(points)
        nbformat.write(notebook, path)

    def answer(self, source: str) -> None:
        """Save ``source`` as the student's answer, as JupyterLab would."""
        notebook = self.copy()
        notebook.cells[1].source = source
        nbformat.write(notebook, self.course.working_copy(self.chapter))

    def copy(self) -> NotebookNode:
        """Return the student's copy."""
        return nbformat.read(self.course.working_copy(self.chapter), as_version=4)
