"""Show where a student stands in a chapter: ``progress()``, at the chapter's end."""

from __future__ import annotations

from pathlib import Path

from autograder.chapter import cards
from autograder.errors import UnknownChapter
from autograder.lesson.memory.states import State
from autograder.lesson.standing.steps import Standing, Step, standing
from autograder.lesson.standing.stored import read_stored, title_of
from autograder.lesson.standing.tables import Cell, Table


def progress(chapter: str | None = None) -> Table:
    """Return a table of the chapter's tasks: points, state, what is left, the next step.

    The state of an exercise is what its test said last in this kernel or, where it has not run
    since the kernel started, what the saved notebook shows. An answer in words counts as
    written once the notebook is saved.

    Args:
        chapter: the chapter's name, such as ``"02_head_gradients"``; without it, the chapter in
            whose folder the notebook lies or, failing that, that of the last check.

    Raises:
        UnknownChapter: if no chapter has this name, or if it cannot be told which is meant.

    """
    from autograder.lesson.checks import check  # needs torch, which a contents page does not

    verdicts = check.verdicts
    name = _find(chapter, latest=list(verdicts)[-1:])
    of_chapter = cards.load(_file(name))
    saved = read_stored(Path(f"{name}.ipynb"), of_chapter)
    now = standing(of_chapter, {**(saved.states if saved else {}), **verdicts})

    def link(step: Step | None) -> str:
        return saved.link_to(step.heading, f"{name}.ipynb") if saved and step else ""

    return Table(
        title=f"Your progress in chapter {title_of(name, saved)}",
        heading=("Task", "Kind", "Points", "State"),
        rows=[_row(step, link(step)) for step in now.steps],
        lines=[Cell(now.summary), Cell(_FROM_FILE if saved else _FROM_KERNEL)],
        lead=[Cell(_next(now, name), link(now.next_step))],
    )


_KINDS = {"code": "code", "plot": "plot", "open": "in words", "prediction": "prediction"}

_FROM_FILE = (
    "This counts the tests you ran since the kernel started, and what your notebook held when "
    "last saved. Grading tries your answers on other inputs as well."
)
_FROM_KERNEL = (
    "This counts the tests you ran since the kernel started; there is no saved notebook of yours "
    "to read. Grading tries your answers on other inputs as well."
)


def _row(step: Step, link: str) -> list[Cell]:
    card = step.card
    earned = card.points if step.state is State.PASSED else 0
    points = f"up to {card.points}" if card.kind == "open" else f"{earned} of {card.points}"
    return [Cell(step.heading, link), Cell(_KINDS[card.kind]), Cell(points), Cell(step.words)]


def _next(now: Standing, chapter: str) -> str:
    if now.next_step:
        return f"Next: {now.next_step.heading}"
    unseen = [step.heading.split(" · ")[0] for step in now.steps if step.state is State.UNSEEN]
    written = f"see that {' and '.join(unseen)} is answered, " if unseen else ""
    number = chapter.split("_", 1)[0].lstrip("0")
    return f"Next: {written}save the notebook, and hand it in with 'make submit CHAPTER={number}'."


def _find(asked: str | None, latest: list[str]) -> str:
    """Return the name of the chapter that is meant."""
    known = sorted(path.stem for path in cards.FOLDER.glob("*.json"))
    here = Path.cwd().name
    if asked in known or (asked is None and here in known):
        return asked or here
    if asked is None:
        for name in known:
            if any(card.name in latest for card in cards.load(_file(name))):
                return name
    what = f"No chapter is called {asked!r}." if asked else f"The folder {here!r} is no chapter's."
    raise UnknownChapter(
        f'{what} Name the chapter: progress("{known[0]}"), say. There are: {", ".join(known)}.'
    )


def _file(chapter: str) -> Path:
    return cards.FOLDER / f"{chapter}.json"
