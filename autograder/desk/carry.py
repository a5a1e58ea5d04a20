"""Carry a student's work from their copy of a chapter into a newer release of it.

The instructor's cells come in the new order. Into them go the student's answers, by exercise
name; what the student wrote beside them stays after the cell that it stood after. Where both
sides changed the same cell, the instructor's version takes the place and the student's stands
below it, under a heading. Nothing that a student wrote is dropped.

A cell that reads as before still shows what it showed, so that a mended typo costs nobody the
verdicts of their tests. A verdict on another test, or on another answer, goes.
"""

from __future__ import annotations

from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

#: Heads a student's version of a cell that the new release brings differently.
EDITED = "**Your version of a cell that has changed**, from before this chapter was updated:"
#: Heads the answers, at the end, whose exercises the new release no longer has.
VANISHED = "## Your answers to exercises that this chapter no longer has"

#: What makes two cells the same one: the exercise's name, or else the cell's id.
_Key = tuple[str, str]


def carry_answers(
    release: NotebookNode, student: NotebookNode, old: NotebookNode | None = None
) -> NotebookNode:
    """Return the new release with the student's work in it; the arguments stay as they are.

    All notebooks are in format 4.5, every cell with an id of its own.

    Args:
        release: The new release.
        student: The student's copy, of whatever release it came from.
        old: The release that the student's copy came from, as it was then. Without it a cell
            that differs from the new release counts as edited by the student, unless its
            nbgrader checksum says otherwise.

    """
    before = {_key(cell): cell for cell in old.cells} if old else {}
    versions = _match(student, release, before)
    extras, homeless = _sort_out_the_rest(student, release, before, versions)

    taken = {cell.id for cell in release.cells}
    cells = _with_free_ids(extras.get(None, []), taken)
    for new in release.cells:
        key = _key(new)
        cell, kept = _merged(new, versions.get(key), before.get(key))
        cells += [cell, *_with_free_ids([*kept, *extras.get(key, [])], taken)]
    if homeless:
        cells += _with_free_ids([_heading(VANISHED, homeless[0]), *homeless], taken)
    _show_what_ran(cells, student, before, _carried(cells, versions))

    result = deepcopy(release)
    result.cells = cells
    return result


def _match(
    student: NotebookNode, release: NotebookNode, before: dict[_Key, NotebookNode]
) -> dict[_Key, NotebookNode]:
    """Return the student's version of each cell of ours that they have one of.

    A cell is known by its exercise's name, else by its id, else, for tools that drop ids, by
    its text. Where a cell with a name was copied, the copy that was worked in counts.
    """
    here = {_key(cell) for cell in release.cells}
    known = [*before.values(), *release.cells]
    left = list(student.cells)
    found: dict[_Key, NotebookNode] = {}

    def settle(key: _Key, cell: NotebookNode) -> None:
        found[key] = cell
        left[:] = [other for other in left if other is not cell]

    for one in known:
        copies = [cell for cell in left if _name(one) and _name(cell) == _name(one)]
        if copies and _key(one) not in found:
            untouched = before.get(_key(one))
            settle(
                _key(one),
                min(copies, key=lambda c: (_is_untouched(c, untouched), c.id != one.id)),
            )
    for one in known:
        if _key(one) not in found:
            for cell in [cell for cell in left if cell.id == one.id]:
                settle(_key(one), cell)
    for one in known:
        # A cell that the release dropped has no place to go to: then its text proves nothing.
        if _key(one) not in found and _key(one) in here and not _name(one):
            for cell in [cell for cell in left if not _name(cell) and _same(cell, one)][:1]:
                settle(_key(one), cell)
    return found


def _sort_out_the_rest(
    student: NotebookNode,
    release: NotebookNode,
    before: dict[_Key, NotebookNode],
    versions: dict[_Key, NotebookNode],
) -> tuple[dict[_Key | None, list[NotebookNode]], list[NotebookNode]]:
    """Return the student's cells that are no version of a cell of the release.

    First those that have a place: under the cell of the release that they follow, None for
    the top. What followed a cell that is gone stands under what came in its place. Then the
    answers to exercises that are gone.
    """
    here = {_key(cell) for cell in release.cells}
    successors = _successors(list(before.values()) or student.cells, release)
    matched = {id(cell): key for key, cell in versions.items()}
    extras: dict[_Key | None, list[NotebookNode]] = {}
    homeless: list[NotebookNode] = []
    predecessor: _Key | None = None
    for cell in student.cells:
        key = matched.get(id(cell))
        twin = versions.get(_key(cell))
        ours = before.get(key or _key(cell))
        if key in here:
            predecessor = key
        elif key is None and twin is not None:
            if not (_is_untouched(cell, None) or _same(cell, twin)):
                extras.setdefault(predecessor, []).append(_own(cell))
        elif key is None and not _name(cell):
            extras.setdefault(predecessor, []).append(_own(cell))
        else:  # The instructor's, who dropped or reworded it.
            predecessor = successors.get(key or _key(cell), predecessor)
            if _is_untouched(cell, ours):
                continue
            if _is_answer(ours or cell):
                homeless.append(_kept(cell))
            else:
                extras.setdefault(predecessor, []).extend(_below(cell))
    return extras, homeless


def _successors(before: list[NotebookNode], release: NotebookNode) -> dict[_Key, _Key | None]:
    """Return which cell of ``release`` stands where each cell of ``before`` stood that is gone.

    A reworded lesson cell has a new id, so it is one that is gone and one that is new. Of a
    row of cells that are gone, the first is taken to have become the first of the new ones in
    their place, and so on. Where there is none, the cell above it is meant, None for the top.
    """
    here = {_key(cell) for cell in release.cells}
    there = {_key(cell) for cell in before}
    newcomers: dict[_Key | None, list[_Key]] = {}
    above: _Key | None = None
    for key in map(_key, release.cells):
        if key in there:
            above = key
        else:
            newcomers.setdefault(above, []).append(key)

    successors: dict[_Key, _Key | None] = {}
    above, gone = None, 0
    for key in map(_key, before):
        if key in here:
            above, gone = key, 0
        else:
            row = newcomers.get(above, [])
            successors[key] = row[min(gone, len(row) - 1)] if row else above
            gone += 1
    return successors


def _merged(
    new: NotebookNode, theirs: NotebookNode | None, old: NotebookNode | None
) -> tuple[NotebookNode, list[NotebookNode]]:
    """Return the cell ``new``, with the student's version in it or else to be kept below it."""
    fresh = deepcopy(new)
    if theirs is None or (_is_untouched(theirs, old) and not _same(theirs, new)):
        return fresh, []
    if _takes_text(new, theirs, old):
        return _filled(fresh, theirs), []
    return fresh, ([] if _same(theirs, new) else _below(theirs))


def _takes_text(new: NotebookNode, theirs: NotebookNode, old: NotebookNode | None) -> bool:
    """Tell whether the student's text goes into ``new`` itself."""
    if _is_answer(new):
        # Not where the exercise became another kind of exercise.
        return old is None or (old.cell_type == new.cell_type and _is_answer(old))
    unchanged = old is not None and _same(old, new)
    return unchanged and not _name(new) and theirs.cell_type == new.cell_type


def _filled(cell: NotebookNode, theirs: NotebookNode) -> NotebookNode:
    """Return ``cell`` with the student's text in it, and what belongs to that text."""
    cell.source = theirs.source
    if cell.cell_type == "code" and theirs.cell_type == "code":
        cell.outputs = deepcopy(theirs.outputs)
        cell.execution_count = theirs.execution_count
    if cell.cell_type == "markdown" and "attachments" in theirs:
        cell.attachments = deepcopy(theirs.attachments)
    return cell


def _carried(cells: list[NotebookNode], versions: dict[_Key, NotebookNode]) -> set[str | None]:
    """Return the names of the answers that stand among ``cells`` as the student had them."""
    return {
        _name(cell)
        for cell in cells
        if _is_answer(cell)
        and (theirs := versions.get(_key(cell))) is not None
        and _same(cell, theirs)
    }


def _show_what_ran(
    cells: list[NotebookNode],
    student: NotebookNode,
    before: dict[_Key, NotebookNode],
    carried: set[str | None],
) -> None:
    """Give the instructor's cells with a name what they showed in the student's copy, in place.

    That goes for what reads the same in the old release, the copy and the new release; for a
    test, only where its answer was carried too. `_filled` has done it for answers, and for
    cells without a name.
    """
    for cell in cells:
        name = _name(cell)
        if name is None or cell.cell_type != "code":
            continue
        if _marks(cell).get("grade") and name.removeprefix("test_") not in carried:
            continue
        old = before.get(_key(cell))
        runs = [
            theirs
            for theirs in student.cells
            if _name(theirs) == name
            and _same(theirs, cell)
            and _is_untouched(theirs, old)
            and theirs.execution_count is not None
        ]
        if runs:  # Of copies the last one, which is the one that progress() reads.
            cell.outputs = deepcopy(runs[-1].outputs)
            cell.execution_count = runs[-1].execution_count


def _below(cell: NotebookNode) -> list[NotebookNode]:
    """Return the student's version of a cell under its heading; nothing where it is blank."""
    return [_heading(EDITED, cell), _kept(cell)] if cell.source.strip() else []


def _heading(text: str, first: NotebookNode) -> NotebookNode:
    # The same arguments must give the same notebook, so the id is made from what it heads.
    return new_markdown_cell(text, id=f"above-{first.id}"[:64])


def _kept(cell: NotebookNode) -> NotebookNode:
    """Return a version of one of our cells as a cell of the student's, no longer ours by id."""
    own = _own(cell)
    own.id = f"kept-{cell.id}"[:64]
    return own


def _own(cell: NotebookNode) -> NotebookNode:
    """Return ``cell`` as one of the student's own: nbgrader neither grades nor locks it."""
    own = deepcopy(cell)
    for name in ("nbgrader", "deletable", "editable"):
        own.metadata.pop(name, None)
    return own


def _marks(cell: NotebookNode) -> NotebookNode:
    marks = cell.metadata.get("nbgrader")
    return marks if isinstance(marks, dict) else NotebookNode()


def _name(cell: NotebookNode) -> str | None:
    """Return the exercise's name (nbgrader's ``grade_id``), None for a cell without one."""
    name = _marks(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def _key(cell: NotebookNode) -> _Key:
    name = _name(cell)
    return ("name", name) if name else ("id", cell.id)


def _is_answer(cell: NotebookNode) -> bool:
    return bool(_marks(cell).get("solution"))


def _same(one: NotebookNode, other: NotebookNode) -> bool:
    return bool(one.cell_type == other.cell_type and one.source.strip() == other.source.strip())


def _is_untouched(cell: NotebookNode, old: NotebookNode | None) -> bool:
    """Tell whether the student left ``cell`` as it was released, to ``old`` or its checksum."""
    if old is not None and _same(cell, old):
        return True
    if "checksum" not in _marks(cell):
        return False
    # nbgrader takes seconds to import, and most calls never get here.
    from nbgrader.utils import compute_checksum

    try:
        return bool(_marks(cell)["checksum"] == compute_checksum(cell))
    except (KeyError, TypeError, ValueError):  # Marks that the student broke.
        return False


def _with_free_ids(cells: list[NotebookNode], taken: set[str]) -> list[NotebookNode]:
    """Return ``cells``, renamed where their id is in ``taken``, which grows by their ids."""
    for cell in cells:
        wish, count = cell.id, 1
        while cell.id in taken:
            count += 1
            cell.id = f"{wish[:58]}-{count}"
        taken.add(cell.id)
    return cells
