"""Tell which of a student's cells are their versions of a release's cells.

Editors drop what a cell is known by: its nbgrader marks, its id, or both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from nbformat import NotebookNode

from autograder.chapter.cells import grade_id

#: What a cell is known by; None where that says nothing.
Trait = Callable[[NotebookNode], Hashable | None]


@dataclass(frozen=True)
class Rule:
    """A student's cell may be a version of a release's where they share a trait.

    Attributes:
        of_release: What a release's cell is known by.
        of_student: The same of a student's.

    """

    of_release: Trait
    of_student: Trait


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
    for rule in rules:
        having = defaultdict(list)  # looked up: a chapter has a hundred cells, and so has a copy
        for cell in left:
            having[rule.of_student(cell)].append(cell)
        taken = set()
        for new in release:
            trait = None if new.id in found else rule.of_release(new)
            if trait is not None and (copies := having[trait]):
                best = found[new.id] = choose(new, copies)
                having[trait] = [cell for cell in copies if cell is not best]
                taken.add(id(best))
        left = [cell for cell in left if id(cell) not in taken]
    return found


def text(cell: NotebookNode) -> Hashable:
    """Return what tells whether two cells are of a kind and read the same, but for space around."""
    return cell.cell_type, cell.source.strip()


def _text_of_nameless(cell: NotebookNode) -> Hashable | None:
    return text(cell) if grade_id(cell) is None else None


#: Both carry the same name, nbgrader's ``grade_id``.
by_name = Rule(grade_id, grade_id)
#: Both have the same id.
by_id = Rule(attrgetter("id"), attrgetter("id"))
#: The student's has no name of its own, and reads as the release's.
by_text = Rule(text, _text_of_nameless)


def same(one: NotebookNode, other: NotebookNode) -> bool:
    """Whether both are of a kind and read the same, but for space around."""
    return text(one) == text(other)
