"""Notebooks as plain text: a course that a test writes, short enough to be read whole.

A cell begins with a line ``# %% KIND NAME POINTS TAGS``. Kinds are those of nbgrader: ``solution``,
``test``, ``locked``, ``open`` (graded by hand, in code), ``essay`` (the same in words), ``task``;
``text`` and ``code`` are ordinary cells.
"""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KINDS = {
    "solution": {"solution": True},
    "test": {"grade": True, "locked": True},
    "locked": {"locked": True},
    "open": {"grade": True, "solution": True},
    "essay": {"grade": True, "solution": True},
    "task": {"task": True, "locked": True},
}


def notebook(text: str) -> NotebookNode:
    """Return the notebook that ``text`` describes."""
    cells = []
    for place, part in enumerate(text.strip().split("# %% ")[1:]):
        head, _, source = part.partition("\n")
        kind, *rest = head.split()
        cell = new_markdown_cell if kind in ("text", "essay", "task") else new_code_cell
        made = cell(source.strip("\n"), id=f"cell-{place}")
        if kind in KINDS:
            made.metadata.nbgrader = _marks(kind, made.cell_type, *rest[:2])
            rest = rest[2:]
        if rest:
            made.metadata.tags = rest
        cells.append(made)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _marks(kind: str, cell_type: str, name: str, points: str = "0") -> dict[str, object]:
    marks = {
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "schema_version": 3,
        "cell_type": cell_type,
        **KINDS[kind],
    }
    return {**marks, "points": float(points)} if marks["grade"] or marks["task"] else marks
