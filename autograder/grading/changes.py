"""What two versions of a chapter's key judge differently, cell by cell.

A test's verdict depends on what ran before it on the student's side, and on the referee's side on
the whole test and on what it finds of the author's. Where both are as they were, so is the verdict.
What neither side runs, prose, model answers and rubrics, changes none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from autograder.chapter import cards
from autograder.chapter.key import Key, KeyCell
from autograder.grading.cell_names import RANDOM, cell_names
from autograder.grading.trusted_names import Definitions, names_bound, parse


@dataclass(frozen=True)
class Changes:
    """How a later key differs from an earlier one.

    Attributes:
        tests: Names of the tests that judge otherwise.
        elsewhere: What has changed beside them that a submission runs with, by name: then all that
            it does may come out differently. Empty where the other verdicts stand.

    """

    tests: frozenset[str] = frozenset()
    elsewhere: tuple[str, ...] = ()


def changes(earlier: Key, later: Key) -> Changes:
    """Return how ``later`` judges otherwise than ``earlier``.

    A test is judged by itself, whatever has changed in it, if it leaves nothing to other cells:
    neither version's visible part gives a value to a name, or draws random numbers, and both import
    the same.
    """
    before, after = _how_judged(earlier), _how_judged(later)
    return Changes(
        tests=frozenset(name for name in after if after[name] != before.get(name)),
        elsewhere=tuple(
            dict.fromkeys([*_other_cells(earlier, later), *_other_files(earlier, later)])
        ),
    )


def _other_cells(earlier: Key, later: Key) -> Iterator[str]:
    """Yield what to call each cell that runs otherwise on the student's side."""
    before, after = ([_as_it_runs(cell) for cell in key.cells] for key in (earlier, later))
    found: dict[str, None] = {}
    compared = SequenceMatcher(None, before, after, autojunk=False)
    for kind, begin, end, new_begin, new_end in compared.get_opcodes():
        cells = (
            list(enumerate(earlier.cells, 1))[begin:end],
            list(enumerate(later.cells, 1))[new_begin:new_end],
        )
        if kind != "equal":
            found |= dict.fromkeys(_called(*each) for part in cells for each in part)
            continue
        for (_, old), (_, new) in zip(*cells, strict=True):
            if _is_asked(new) and not _stays_to_itself(old, new):
                found[f"{new.marks.grade_id} (it gives names to other cells)"] = None
    yield from found


def _called(place: int, cell: KeyCell) -> str:
    return cell.marks.grade_id or f"cell {place}"


def _as_it_runs(cell: KeyCell) -> KeyCell:
    """Return a cell without what only the referee knows of it, or nobody runs."""
    said = replace(cell, full="")
    if _is_asked(cell):
        return replace(said, released="", marks=replace(cell.marks, points=0.0))
    if cell.cell_type == "code":
        return said
    if cell.marks.solution:  # Its stub tells whether it was answered.
        return replace(said, marks=replace(cell.marks, points=0.0))
    return replace(said, id="", released="", marks=replace(cell.marks, points=0.0))


def _stays_to_itself(before: KeyCell, after: KeyCell) -> bool:
    """Whether other cells find the same, whichever version of a test has run."""
    if before.released == after.released:
        return True
    first, second = (parse(cell.released).body for cell in (before, after))
    if not (first and second) or _imports(first) != _imports(second):
        return False
    for body in (first, second):
        others = [each for each in body if not isinstance(each, ast.Import | ast.ImportFrom)]
        names = cell_names(ast.Module(body, []))
        if names_bound(others) or names.changes or RANDOM in names.gives:
            return False
    return True


def _imports(body: list[ast.stmt]) -> set[str]:
    return {ast.dump(each) for each in body if isinstance(each, ast.Import | ast.ImportFrom)}


def _other_files(earlier: Key, later: Key) -> Iterator[str]:
    """Yield the names of files beside the notebook that are others; cards say what nobody runs."""
    before, after = ({c.name: c.content for c in key.companions} for key in (earlier, later))
    for name in sorted((before.keys() | after.keys()) - {cards.FILE}):
        if before.get(name) != after.get(name):
            yield name


def _is_asked(cell: KeyCell) -> bool:
    return cell.cell_type == "code" and cell.marks.is_test


def _how_judged(key: Key) -> dict[str, tuple[object, ...]]:
    """Return all that a test's verdict depends on there, by the test's name."""
    found: dict[str, tuple[object, ...]] = {}
    definitions = Definitions()
    for cell in key.cells:
        if cell.cell_type != "code":
            continue
        if _is_asked(cell):
            found[cell.marks.grade_id or ""] = (
                cell.full,
                cell.marks.points,
                *_what_it_finds(definitions, parse(cell.full).body),
            )
        definitions.enter(cell)
    return found


def _what_it_finds(definitions: Definitions, body: list[ast.stmt]) -> tuple[object, ...]:
    """Return what the referee takes from the cells above a test."""
    statements, others = definitions.needed_for(body)
    return (
        [ast.dump(statement) for statement in (*definitions.stars, *statements)],
        sorted(others),
        sorted(definitions.shared & definitions.by_name.keys()),
        sorted(definitions.changing),
        sorted(definitions.classes),
    )
