"""Carry a student's work from their copy of a chapter into a newer release of it.

The new release's cells come in its order. A cell of the student's copy that is known by its
exercise's name, its id or its text is their version of one of these: an answer goes into its cell,
and what they made of another cell stands below it, under a heading. Everything else that they wrote
stays where it stood. Nothing that a student wrote is dropped.

A cell that reads as before still shows what it showed, so that a mended typo costs nobody the
verdicts of their tests. A verdict on another test, or on another answer, goes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.chapter.cells import checksum, grade_id, raw_marks
from autograder.chapter.matching import by_id, by_name, by_text, matched, same

#: Heads a student's version of a cell that the new release brings differently.
EDITED = "**Your version of a cell that has changed**, from before this chapter was updated:"
#: Heads the answers, at the end, whose exercises the new release no longer has.
VANISHED = "## Your answers to exercises that this chapter no longer has"


def carry_answers(
    release: NotebookNode, student: NotebookNode, old: NotebookNode | None = None
) -> NotebookNode:
    """Return the new release with the student's work in it; the arguments stay as they are.

    All notebooks are as ``read_notebook`` returns them.

    Args:
        release: The new release.
        student: The student's copy, of whatever release it came from.
        old: The release that the student's copy came from, as it was then. Without it a cell
            that differs from the new release counts as edited by the student, unless its
            nbgrader checksum says otherwise.

    """
    result, copies = deepcopy(release), deepcopy(student.cells)
    before = _Before(old.cells if old else [])
    versions = _matched(result.cells, copies, before)
    above, below, homeless = _placed(copies, versions, before)
    answered = {
        grade_id(new)
        for new in result.cells
        if _is_answer(new) and new.id in versions and _filled(new, versions[new.id], before.of(new))
    }
    cells = below.get(_TOP, [])
    for new in result.cells:
        kept = _merged(new, versions.get(new.id), before.of(new), answered)
        cells += [*above.get(new.id, []), new, *kept, *below.get(new.id, [])]
    cells += above[_END]
    if homeless:
        cells += [_heading(VANISHED, homeless[0]), *homeless]
    result.cells = _with_free_ids(cells, result.cells)
    return result


class _Before:
    """The cells of the release that the copy came from, by the exercise's name or else by id."""

    def __init__(self, cells: Iterable[NotebookNode]) -> None:
        self._ids = {cell.id: cell for cell in cells}
        self._names = {grade_id(cell): cell for cell in self._ids.values() if grade_id(cell)}

    def of(self, cell: NotebookNode) -> NotebookNode | None:
        return self._names.get(grade_id(cell)) or self._ids.get(cell.id)


def _matched(
    release: list[NotebookNode], student: list[NotebookNode], before: _Before
) -> dict[str, NotebookNode]:
    """Return the student's version of each cell of the release that they have one of, by its id.

    Where one was copied, of an answer the copy counts that was worked in, and of another cell the
    last one that was run, which is the one that progress() reads.
    """

    def best(new: NotebookNode, copies: list[NotebookNode]) -> NotebookNode:
        first = sorted(copies, key=lambda cell: cell.id != new.id)
        if _is_answer(new):
            return [*(c for c in copies if not _is_untouched(c, before.of(new))), *first][0]
        ran = [c for c in copies if same(c, new) and c.get("execution_count")]
        return [*ran[-1:], *first][0]

    return matched(release, student, (by_name, by_id, by_text), best)


_Places = dict[str, list[NotebookNode]]
#: Places that are no cell's: an id is never empty, and has no space.
_TOP, _END = "", "the end"


def _placed(
    student: list[NotebookNode], versions: dict[str, NotebookNode], before: _Before
) -> tuple[_Places, _Places, list[NotebookNode]]:
    """Return the student's cells that are no version of one of the release's, and their places.

    First those that go above a cell of the release, then those that go below, by its id. A cell
    stays below the one that it followed. If that one is gone, something may have come in its place:
    then it stays above the next one that is left. At last the answers whose exercises are gone.
    """
    homes = {id(cell): key for key, cell in versions.items()}
    named = {grade_id(cell): cell for cell in versions.values() if grade_id(cell)}
    above: _Places = {}
    below: _Places = {}
    homeless: list[NotebookNode] = []
    predecessor, is_gone, waiting = _TOP, False, list[NotebookNode]()
    for cell in student:
        ours, twin = before.of(cell), named.get(grade_id(cell))
        if id(cell) in homes:
            predecessor, is_gone = homes[id(cell)], False
            above[predecessor], waiting = waiting, []
            continue
        if twin is not None:
            kept = [] if _is_untouched(cell, twin) else [_own(cell)]
        elif ours is None and grade_id(cell) is None:
            kept = [_own(cell)]
        else:  # The instructor's, who dropped or reworded it.
            is_gone = True
            is_answer = _is_answer(ours or cell)
            kept = [] if _is_untouched(cell, ours) else _edited(cell)
            homeless += kept[1:] if is_answer else []
            kept = [] if is_answer else kept
        (waiting if is_gone else below.setdefault(predecessor, [])).extend(kept)
    above[_END] = waiting
    return above, below, homeless


def _filled(new: NotebookNode, theirs: NotebookNode, old: NotebookNode | None) -> bool:
    """Put the student's answer into the cell ``new``, and tell whether it is there.

    Not where the exercise became another kind of exercise, and not an old stub.
    """
    is_other = old is not None and (old.cell_type != new.cell_type or not _is_answer(old))
    if is_other or (_is_untouched(theirs, old) and not same(theirs, new)):
        return False
    _give(new, theirs)
    return True


def _merged(
    new: NotebookNode,
    theirs: NotebookNode | None,
    old: NotebookNode | None,
    answered: set[str | None],
) -> list[NotebookNode]:
    """Give the cell ``new`` what the student's version may give it; return what goes below it.

    What a cell showed it shows again if it reads the same in the old release, the copy and the new
    one; a test only if its answer, one of those ``answered``, was carried too.
    """
    name = grade_id(new)
    if theirs is None or name in answered:
        return []
    is_untouched = _is_untouched(theirs, old)
    if same(theirs, new):
        is_verdict = bool(raw_marks(new).get("grade"))
        if name is None or (
            is_untouched and (not is_verdict or name.removeprefix("test_") in answered)
        ):
            _give(new, theirs)
        return []
    if name is None and old is not None and same(old, new) and old.cell_type == theirs.cell_type:
        _give(new, theirs)  # The student alone has changed it.
        return []
    return [] if is_untouched else _edited(theirs)


def _give(new: NotebookNode, theirs: NotebookNode) -> None:
    """Put the student's text into ``new``, and what belongs to that text."""
    new.source = theirs.source
    if new.cell_type == theirs.cell_type == "code":
        new.outputs, new.execution_count = theirs.outputs, theirs.execution_count
    if "attachments" in theirs:
        new.attachments = theirs.attachments


def _edited(cell: NotebookNode) -> list[NotebookNode]:
    """Return the student's version of a cell under its heading; nothing where it is blank."""
    own = _own(cell)
    own.id = f"kept-{cell.id}"[:64]
    return [_heading(EDITED, own), own] if cell.source.strip() else []


def _heading(text: str, first: NotebookNode) -> NotebookNode:
    # The same arguments must give the same notebook, so the id is made from what it heads.
    return new_markdown_cell(text, id=f"above-{first.id}"[:64])


def _own(cell: NotebookNode) -> NotebookNode:
    """Return ``cell`` as one of the student's own: nbgrader neither grades nor locks it."""
    own = deepcopy(cell)
    for name in ("nbgrader", "deletable", "editable"):
        own.metadata.pop(name, None)
    return own


def _is_answer(cell: NotebookNode) -> bool:
    return bool(raw_marks(cell).get("solution"))


def _is_untouched(cell: NotebookNode, old: NotebookNode | None) -> bool:
    """Tell whether the student left ``cell`` as it was released, to ``old`` or its checksum."""
    is_old = old is not None and same(cell, old)
    return is_old or raw_marks(cell).get("checksum") == checksum(cell)


def _with_free_ids(cells: list[NotebookNode], ours: list[NotebookNode]) -> list[NotebookNode]:
    """Return ``cells``, those that are not ``ours`` renamed where their id is taken."""
    taken = {cell.id for cell in ours}
    for cell in cells:
        if not any(cell is each for each in ours):
            numbered = (f"{cell.id[:58]}-{count}" for count in itertools.count(2))
            wishes = itertools.chain([cell.id], numbered)
            cell.id = next(wish for wish in wishes if wish not in taken)
            taken.add(cell.id)
    return cells
