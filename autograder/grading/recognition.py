"""Know a release's cells in a submission again, whatever an editor took off them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from nbformat import NotebookNode

from autograder.chapter.cells import Cell, grade_id, is_unanswered, marks, raw_marks
from autograder.chapter.key import Key
from autograder.chapter.matching import Rule, by_id, by_name, by_text, matched


@dataclass(frozen=True)
class Recognised:
    """What is what in a submission.

    Attributes:
        released: The cell of the release that a cell is the student's version of, by that
            version's id.
        own: The ids of the cells that the student put in.

    """

    released: dict[str, NotebookNode]
    own: frozenset[str]

    @property
    def exercises(self) -> int:
        """How many cells are there that take answers or give points."""
        return sum(map(_is_exercise, self.released.values()))


def recognise(notebook: NotebookNode, key: Key) -> Recognised:
    """Tell which cells of ``notebook`` are the release's, and give these their marks back.

    A cell is known by its name, or a former one, else by its id, else by its text; an answer, whose
    text is the student's, by its place: it stands alone between two cells that are known.
    """
    release = _release(key)
    formerly = dict(key.formerly)
    by_former_name = Rule(grade_id, lambda cell: formerly.get(grade_id(cell) or ""))
    rules = (by_name, by_former_name, by_id, _by_released_text)
    versions = matched(release, notebook.cells, rules, _the_one_that_counts)
    versions |= _by_place(notebook.cells, release, versions)
    for new in release:
        cell = versions.get(new.id)
        if cell is not None and grade_id(new) and grade_id(cell) != grade_id(new):
            cell.metadata["nbgrader"] = NotebookNode(raw_marks(new))
    cells = {cell.id: cell for cell in release}
    released = {version.id: cells[id_] for id_, version in versions.items()}
    return Recognised(released, frozenset(cell.id for cell in notebook.cells) - set(released))


def _the_one_that_counts(new: NotebookNode, copies: list[NotebookNode]) -> NotebookNode:
    """Return the last copy with an answer in it; if none has one, the last."""
    if not marks(new).solution:
        return copies[-1]
    stub = new.source.strip()
    answered = [c for c in copies if c.source.strip() != stub and not is_unanswered(c.source)]
    return (answered or copies)[-1]


def exercises_there(notebook: NotebookNode, cells: Iterable[Cell]) -> int:
    """Return how many of a chapter's exercise cells are in ``notebook``, by name or id."""
    there = {cell.id for cell in notebook.cells} | {grade_id(cell) for cell in notebook.cells}
    return sum(
        _is_exercise(cell) and (cell.get("id") in there or grade_id(cell) in there)
        for cell in cells
    )


def most_like(notebook: NotebookNode, chapters: Mapping[str, Sequence[Cell]]) -> str | None:
    """Return which of ``chapters``, whose cells are given, ``notebook`` is of; None if of none.

    An exercise is known by its name or id. Where an editor took these, the texts of the cells that
    are not the student's tell.
    """
    found = {name: exercises_there(notebook, cells) for name, cells in chapters.items()}
    if not any(found.values()):
        texts = {cell.source.strip() for cell in notebook.cells} - {""}
        found = {name: len(texts & _texts(cells)) for name, cells in chapters.items()}
    best = max(found, key=found.__getitem__, default=None)
    return best if best is not None and found[best] else None


def _texts(cells: Iterable[Cell]) -> set[str]:
    return {cell.get("source", "").strip() for cell in cells if not marks(cell).solution}


def wrote_something(cell: NotebookNode) -> bool:
    """Tell whether a cell of the student's own says anything."""
    return not is_unanswered(cell.source)


def _is_exercise(cell: Cell) -> bool:
    return marks(cell).grade or marks(cell).solution


def _release(key: Key) -> list[NotebookNode]:
    """Return the cells that students got."""
    return [
        NotebookNode(
            id=cell.id,
            cell_type=cell.cell_type,
            source=cell.released,
            metadata={"nbgrader": {**asdict(cell.marks), "schema_version": 3}}
            if cell.marks.grade_id
            else {},
        )
        for cell in key.cells
    ]


def _text_of_what_is_no_answer(new: NotebookNode) -> Hashable | None:
    # Many answers have the same stub: it would be taken for another exercise's.
    return None if marks(new).solution else by_text.of_release(new)


_by_released_text = Rule(_text_of_what_is_no_answer, by_text.of_student)


def _by_place(
    cells: Sequence[NotebookNode],
    release: Sequence[NotebookNode],
    versions: dict[str, NotebookNode],
) -> dict[str, NotebookNode]:
    """Return the nameless cells that stand alone where an answer should, by the answer's id."""
    places = {cell.id: place for place, cell in enumerate(cells)}
    homes = {new: places[cell.id] for new, cell in versions.items()}
    found = {}
    for i, new in enumerate(release):
        if new.id in versions or not marks(new).solution:
            continue
        above = -1 if i == 0 else homes.get(release[i - 1].id)
        below = len(cells) if i + 1 == len(release) else homes.get(release[i + 1].id)
        if above is not None and below is not None and below - above == 2:
            cell = cells[above + 1]
            if grade_id(cell) is None and cell.cell_type == new.cell_type:
                found[new.id] = cell
    return found
