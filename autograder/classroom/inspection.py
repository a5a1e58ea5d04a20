"""Look at a submission before nbgrader does: what could stop it, and what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.chapter.cells import grade_id
from autograder.chapter.key import Key


@dataclass(frozen=True)
class Inspection:
    """What a look at a submitted notebook found.

    Attributes:
        repeated: Names that more than one cell carries.
        missing: Released cells that the notebook lacks, in order.
        answered: Solution cells whose text differs from the released one.

    """

    repeated: tuple[str, ...]
    missing: tuple[str, ...]
    answered: tuple[str, ...]


def inspect(notebook: NotebookNode, key: Key) -> Inspection:
    """Compare a submitted notebook with the cells of its release."""
    names = [name for cell in notebook.cells if (name := grade_id(cell)) in key.named]
    # A line break at the end is no answer, and no editor agrees with another about it.
    written = {grade_id(cell): cell.source.strip() for cell in notebook.cells}
    return Inspection(
        repeated=tuple(name for name, count in Counter(names).items() if name and count > 1),
        missing=tuple(name for name in key.named if name not in written),
        answered=tuple(
            name
            for name, cell in key.named.items()
            if cell.marks.solution and written.get(name, "") not in ("", cell.released.strip())
        ),
    )
