"""Which tests two versions of a chapter's key judge differently.

A test's verdict depends on what ran before it on the student's side, and on the referee's side on
the whole test and on what it finds of the author's. Where both are as they were, so is the verdict.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from autograder.chapter.key import Key, KeyCell
from autograder.grading.trusted_names import Definitions, parse


def changed_tests(earlier: Key, later: Key) -> frozenset[str] | None:
    """Return the names of the tests of ``later`` that judge otherwise than in ``earlier``.

    None is returned where more than hidden parts and points of tests have changed: then all that
    a submission does may come out differently.
    """
    if _as_students_run_it(earlier) != _as_students_run_it(later):
        return None
    before, after = _how_judged(earlier), _how_judged(later)
    return frozenset(name for name in after if after[name] != before[name])


def _as_students_run_it(key: Key) -> Key:
    """Return a key without what only the referee knows of its tests."""
    cells = [
        replace(cell, full="", marks=replace(cell.marks, points=0)) if _is_asked(cell) else cell
        for cell in key.cells
    ]
    return replace(key, cells=tuple(cells))


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
