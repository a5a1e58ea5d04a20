"""Tell which of a student's cells are their versions of a release's cells.

Editors drop what a cell is known by: its nbgrader marks, its id, or both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from nbformat import NotebookNode

from autograder.chapter.cells import grade_id

#: Tells whether the second cell, a student's, may be a version of the first, a release's.
Rule = Callable[[NotebookNode, NotebookNode], bool]


def matched(
    release: Sequence[NotebookNode],
    student: Iterable[NotebookNode],
    rules: Iterable[Rule],
    choose: Callable[[NotebookNode, list[NotebookNode]], NotebookNode],
) -> dict[str, NotebookNode]:
    """Return the student's version of each cell of the release that they have one of, by its id.

    Args:
        release: The cells of the release, every one with an id of its own.
        student: The student's cells.
        rules: What a cell is known by, the surest first: a later rule is asked about what the
            earlier ones have left over.
        choose: Told a cell of the release and all that a rule takes for it, returns one of these.

    """
    left = list(student)
    found: dict[str, NotebookNode] = {}
    for is_version in rules:
        for new in release:
            if new.id in found:
                continue
            copies = [cell for cell in left if is_version(new, cell)]
            if copies:
                best = found[new.id] = choose(new, copies)
                left = [cell for cell in left if cell is not best]
    return found


def by_name(new: NotebookNode, cell: NotebookNode) -> bool:
    """Whether both carry the same name, nbgrader's ``grade_id``."""
    return grade_id(new) is not None and grade_id(new) == grade_id(cell)


def by_id(new: NotebookNode, cell: NotebookNode) -> bool:
    """Whether both have the same id."""
    return bool(new.id == cell.id)


def by_text(new: NotebookNode, cell: NotebookNode) -> bool:
    """Whether the student's has no name of its own, and reads as the release's."""
    return grade_id(cell) is None and same(new, cell)


def same(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether both are of a kind and read the same, but for space around."""
    return bool(one.cell_type == other.cell_type and one.source.strip() == other.source.strip())
