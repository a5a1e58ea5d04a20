"""Rules for sections: the core stands alone, and what a section builds on stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.assemble import refuse_lost_names
from autograder.authoring.chapter import Chapter
from autograder.authoring.library import Library, Piece, read_library, without
from autograder.authoring.plan import PlannedChapter, Taken
from autograder.course import Course
from autograder.errors import PlanError

#: The longest core of a chapter, in a newcomer's minutes: an evening.
CORE_MINUTES = 120

#: A number where a name belongs; a book's own sections are not ours.
_NUMBERED = re.compile(r"(?<!edition, )\b[Ss]ections? \d+(?![.\d])")


def section_faults(course: Course, chapter: Chapter) -> Iterator[str]:
    """Yield a line for each rule that the sections of a chapter break."""
    if not any(section.origin for section in chapter.sections):  # it was not assembled
        text = course.source(chapter.name).read_text(encoding="utf-8")
        for found in sorted(set(_NUMBERED.findall(text))):
            yield f"'{found}' will be wrong when sections move: write [](#name)"
        if chapter.core_minutes > CORE_MINUTES:
            yield f"the core takes {chapter.core_minutes} minutes; {CORE_MINUTES} are the most"
    library = read_library(course)
    for piece in library.pieces.values():
        if piece.chapter == chapter.name:
            yield from _ground(piece, library)
    yield from _core_alone(chapter.name, library)


def _ground(piece: Piece, library: Library) -> Iterator[str]:
    """Complain of what a section cannot build on."""
    order = list(library.pieces)
    for need in piece.card["needs"]:
        ground = library.pieces.get(need)
        if ground is None:
            yield f"{piece.name}: it needs {need}, and no section is called so"
        elif order.index(need) >= order.index(piece.name):
            yield f"{piece.name}: it needs {need}, which does not stand before it"
        elif piece.is_core and not ground.is_core:
            yield f"{piece.name}: it is core and needs {need}, which is deeper"


def _core_alone(chapter: str, library: Library) -> Iterator[str]:
    """Complain if a lesson cell of the core goes on with the answer to a deeper exercise."""
    core = [p for p in library.pieces.values() if p.chapter == chapter and p.is_core]
    alone = PlannedChapter(chapter, "", "", tuple(Taken(piece, piece.deeper) for piece in core))
    try:
        refuse_lost_names(alone, {piece.name: without(piece, piece.deeper) for piece in core})
    except PlanError as error:
        yield f"the core does not stand alone: {error}"
