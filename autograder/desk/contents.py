"""The contents page: how far a student is in every chapter, as their saved notebooks show it.

`write_contents` leaves it in ``work/contents.ipynb``, output and all, so that it can be read
without a kernel; the cell in it makes the table anew. ``python -m autograder.desk.contents``
writes the page of the course around it and prints its name or, where it cannot, one line on stderr.
"""

from __future__ import annotations

import contextlib
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.chapter import cards
from autograder.chapter.files import write_atomically
from autograder.course import Course, find_course
from autograder.errors import CardsUnreadable
from autograder.lesson.memory.states import State
from autograder.lesson.pictures.figures import Image
from autograder.lesson.standing.course_map import MARKS, describe, lines, size
from autograder.lesson.standing.course_map import draw as drawn
from autograder.lesson.standing.steps import Standing, standing
from autograder.lesson.standing.stored import Stored, read_stored, title_of
from autograder.lesson.standing.tables import Cell, Table

_TEXT = """\
# Contents

Click a chapter to open it. The table is as of when you started the lab; to bring it up to date,
save your chapter, click the cell with `contents()` and press <kbd>Shift</kbd>+<kbd>Enter</kbd>.

Write no notes here: this page is replaced at every start."""

_CODE = """\
from autograder.desk.contents import contents

contents()"""

_MAP_TEXT = """\
## The map

An arrow leads from what a section builds on. Sections with a bold outline are the core; those with
a broken outline are deeper, and the core does without them."""

_MAP_CODE = """\
from autograder.desk.contents import course_map

course_map()"""

#: All that JupyterLab would add by itself, so that the page does not count as changed.
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": platform.python_version(),
    },
}


def contents(course: Course | None = None) -> Table:
    """Return a table of the released chapters, each with the state of the student's copy.

    Args:
        course: The student's course; None for the one that the working folder lies in.

    Raises:
        CourseNotFound: if the working folder lies in no course.

    """
    course = course or find_course()
    found = [_read(course, chapter) for chapter in course.released()]
    in_all = Standing(tuple(step for _, now in found for step in now.steps))
    return Table(
        title="Your chapters",
        heading=("Chapter", "Test points", "Predictions", "Minutes", "State", "Next"),
        rows=[row for row, _ in found],
        lines=[
            Cell(f"In all {in_all.summary}"),
            *([Cell(in_all.core_summary)] if in_all.core_summary else []),
            Cell(_NOTE),
        ],
    )


_NOTE = (
    "The head of a chapter counts all its points, and the minutes for reading it as well. Minutes "
    "are a newcomer's. Grading tries your answers on more inputs than the tests here."
)


def write_contents(course: Course) -> Path:
    """Write the contents page into the student's folder, and return its path.

    Raises:
        OSError: if it cannot be written.

    """
    cells = [new_markdown_cell(_TEXT, id="title"), _shown(_CODE, contents(course), "contents")]
    shown = course_map(course)
    if shown.table.rows:
        cells += [new_markdown_cell(_MAP_TEXT, id="map-title"), _shown(_MAP_CODE, shown, "map")]
    page = new_notebook(cells=cells, metadata=_METADATA)
    write_atomically(course.contents, (nbformat.writes(page) + "\n").encode())
    return course.contents


def _shown(source: str, value: Table | CourseMap, name: str) -> NotebookNode:
    """Return a code cell with what it shows, as if it had been run."""
    data = {"text/html": value._repr_html_(), "text/plain": repr(value)}
    return new_code_cell(source, id=name, outputs=[new_output("display_data", data)])


@dataclass(frozen=True)
class CourseMap:
    """The picture of the sections, and the same as a table whose cells lead there."""

    picture: Image | None
    table: Table

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        picture = self.picture._repr_html_() if self.picture else ""
        return f'<div style="overflow-x: auto;">{picture}</div>{self.table._repr_html_()}'


def course_map(course: Course | None = None) -> CourseMap:
    """Return a map of the course's sections: what is done, begun and open, and where it leads.

    Args:
        course: The student's course; None for the one that the working folder lies in.

    Raises:
        CourseNotFound: if the working folder lies in no course.

    """
    course = course or find_course()
    decks = [deck for name in course.released() if (deck := _deck(course, name)).sections]
    states: dict[str, str] = {}
    for deck in decks:
        mine = read_stored(course.working_copy(deck.chapter), deck.cards)
        now = standing(deck.cards, mine.states if mine else {})
        states |= {section.name: now.of_section(section.name) for section in deck.sections}
    columns = max((len(line) for deck in decks for line in lines(deck)), default=1)
    rows = []
    for deck in decks:
        number = deck.chapter.partition("_")[0].lstrip("0")
        for line in lines(deck):  # as the picture has them
            cells = [
                Cell(_section(section, states), _place(course, deck, section)) for section in line
            ]
            rows.append([Cell(number), *cells, *[Cell("")] * (columns - len(cells))])
    table = Table("Sections", ("Chapter", *["Section"] * columns), rows)
    svg = drawn(decks, states=states)
    width, height = size(decks)
    alt = describe(decks, states)
    picture = Image(svg.encode(), "svg+xml", alt, width, height) if decks else None
    return CourseMap(picture, table)


def _section(section: cards.Section, states: dict[str, str]) -> str:
    known = "" if section.path == cards.CORE else " (deeper)"
    return f"{MARKS[states[section.name]]}{section.number}. {section.title}{known}"


def _place(course: Course, deck: cards.Deck, section: cards.Section) -> str:
    """Return the address of a section in the student's copy; empty where there is none."""
    mine = course.working_copy(deck.chapter)
    address = mine.relative_to(course.work).as_posix()
    return f"{address}#cell-id={section.cell_id}" if mine.is_file() else ""


def _read(course: Course, chapter: str) -> tuple[list[Cell], Standing]:
    """Return the chapter's row, and what it is made from."""
    of_chapter = _deck(course, chapter).cards
    mine = course.working_copy(chapter)
    released, saved = (read_stored(p, of_chapter) for p in (course.release(chapter), mine))
    # No answer in words can be out of sight here: what was not saved is not written.
    untried = {card.name: State.UNTRIED for card in of_chapter}
    now = standing(of_chapter, {**untried, **(saved.states if saved else {})})

    address = mine.relative_to(course.work).as_posix() if mine.is_file() else ""
    row = [
        Cell(title_of(chapter, released), link=address),
        Cell(f"{now.earned} of {now.by_tests}", bar=(now.earned, now.by_tests)),
        Cell(_predictions(now)),
        Cell(_minutes(now)),
        Cell(", ".join([_state(now, mine, bool(saved)), *_handed_in(course, chapter)])),
        _next(now, saved, address),
    ]
    return row, now


def _deck(course: Course, chapter: str) -> cards.Deck:
    """Return the released cards of ``chapter``; an empty deck where they are missing."""
    try:
        return cards.load(cards.beside(course.release(chapter)))
    except CardsUnreadable:
        return cards.Deck(chapter, ())


def _next(now: Standing, saved: Stored | None, address: str) -> Cell:
    """Return where to go on in the copy at ``address``; nothing where it is done or unreadable."""
    if saved is None:
        return Cell("")
    if not now.is_begun:
        return Cell("Start", link=address)
    if now.next_step is None:
        return Cell("")
    heading = now.next_step.heading
    return Cell(heading, link=saved.link_to(heading, address))


def _minutes(now: Standing) -> str:
    core = now.core.minutes_left
    return f"{now.minutes_left} left" + (f", {core} in the core" if core < now.minutes_left else "")


def _predictions(now: Standing) -> str:
    states = [step.state for step in now.steps if step.card.kind == "prediction"]
    return f"{states.count(State.PASSED)} of {len(states)}"


def _state(now: Standing, mine: Path, readable: bool) -> str:
    if mine.is_file() and not readable:
        return "✗ cannot be read: 'make reset' brings a fresh copy"
    if not now.is_begun:
        return "– not started"
    return "… begun" if now.next_step else "✓ done"


def _handed_in(course: Course, chapter: str) -> Iterator[str]:
    """Yield the day of the last submission that was made ready, if there is one."""
    # STUDENT__TIME__CHAPTER.zip, the time in UTC: see submission.archive_name.
    names = (path.stem for path in course.hand_ins.glob(f"*__*__{chapter}.zip"))
    if times := sorted(name.split("__")[1] for name in names):
        with contextlib.suppress(ValueError):  # a file that somebody else put there
            made = datetime.strptime(times[-1], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
            yield f"zip made on {made.astimezone():%Y-%m-%d}"


if __name__ == "__main__":
    try:
        print(write_contents(find_course()).name)
    except Exception as error:  # Whatever is wrong with the page, `make lab` opens without it.
        why = (str(error).splitlines() or [""])[0] or type(error).__name__
        print(f"There is no contents page this time: {why}", file=sys.stderr)
