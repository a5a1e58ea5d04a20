"""Look at a submission before nbgrader does: what could stop it, and what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.chapter.cells import grade_id, marks
from autograder.chapter.key import Key
from autograder.grading.order import misplaced
from autograder.grading.recognition import Recognised, wrote_something


@dataclass(frozen=True)
class Inspection:
    """What a look at a submitted notebook found.

    Attributes:
        repeated: Names that more than one cell carries.
        missing: Released cells that the notebook lacks, in order.
        misplaced: Released cells that stand elsewhere than in the release, in its order.
        answered: Solution cells whose text differs from the released one.

    """

    repeated: tuple[str, ...]
    missing: tuple[str, ...]
    misplaced: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True)
class Submission:
    """A student's notebook, and what a look at it found."""

    student: str
    notebook: NotebookNode
    known: Recognised
    found: Inspection

    @property
    def notes(self) -> int:
        """How many cells of the student's own say something."""
        own = [cell for cell in self.notebook.cells if cell.id in self.known.own]
        return sum(map(wrote_something, own))


def inspect(notebook: NotebookNode, key: Key) -> Inspection:
    """Compare a submitted notebook with the cells of its release."""
    names = [name for cell in notebook.cells if (name := grade_id(cell)) in key.named]
    # A line break at the end is no answer, and no editor agrees with another about it.
    written = {grade_id(cell): cell.source.strip() for cell in notebook.cells}
    answers = [name for name, cell in key.named.items() if cell.marks.solution]
    there = list(dict.fromkeys(reversed(names)))[::-1]  # Of copies the last one counts.
    moved = misplaced(there, key.named, answers)
    return Inspection(
        repeated=tuple(name for name, count in Counter(names).items() if name and count > 1),
        missing=tuple(name for name in key.named if name not in written),
        misplaced=tuple(name for name in key.named if name in moved),
        answered=tuple(
            name
            for name in answers
            if written.get(name, "") not in ("", key.named[name].released.strip())
        ),
    )


def answered_beside(notebook: NotebookNode, key: Key, known: Recognised) -> dict[str, str]:
    """Return where words of the student's stand near a blank answer cell of an open question.

    That is ``below`` or ``above``, by the question's name. Below, any cell of the student's own
    counts; above, where one tries things, one without code. It must come before the release's next
    cell, or be what was added to that one's text.

    Args:
        notebook: The submission with all cells of the release in it, in order.
        key: The chapter.
        known: What is what in the submission.

    """
    places = {grade_id(cell): place for place, cell in enumerate(notebook.cells)}
    found = {}
    for name, cell in key.named.items():
        place = places[name]
        is_open = cell.marks.grade and cell.marks.solution
        if is_open and notebook.cells[place].source.strip() in ("", cell.released.strip()):
            if _words_begin(notebook.cells[place + 1 :], known, ("code", "markdown", "raw")):
                found[name] = "below"
            elif _words_begin(notebook.cells[:place][::-1], known, ("markdown", "raw")):
                found[name] = "above"
    return found


def _words_begin(cells: list[NotebookNode], known: Recognised, kinds: tuple[str, ...]) -> bool:
    """Tell whether the student says something before the release's next cell ends."""
    for cell in cells:
        if cell.id not in known.own:
            ours = known.released.get(cell.id)
            return (
                ours is not None
                and not marks(ours).grade_id
                and ours.cell_type == cell.cell_type == "markdown"
                and ours.source.strip() != cell.source.strip()
                and cell.source.strip().startswith(ours.source.strip())
            )
        if cell.cell_type in kinds and wrote_something(cell):
            return True
    return False
