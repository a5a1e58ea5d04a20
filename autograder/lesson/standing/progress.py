"""Show where a student stands in a chapter: ``progress()``, at the chapter's end."""

from __future__ import annotations

from autograder.chapter.cards import CORE
from autograder.lesson.memory import own_cards
from autograder.lesson.memory.states import State
from autograder.lesson.standing.steps import Standing, Step, standing
from autograder.lesson.standing.stored import read_stored, title_of
from autograder.lesson.standing.tables import Cell, Table


def progress() -> Table:
    """Return a table of the tasks of the chapter in whose folder the notebook lies.

    It tells points, state, what is left and the next step.

    The state of an exercise is what its test said last in this kernel or, where it has not run
    since the kernel started, what the saved notebook shows. An answer in words counts as
    written once the notebook is saved.

    Raises:
        CardsUnreadable: if the chapter's cards are missing or damaged.

    """
    from autograder.lesson.checks import check  # needs torch, which a contents page does not

    deck = own_cards.own_cards()
    name = deck.chapter
    saved = read_stored(own_cards.FOLDER / f"{name}.ipynb", deck.cards)
    now = standing(deck.cards, {**(saved.states if saved else {}), **check.verdicts})

    def link(step: Step | None) -> str:
        return saved.link_to(step.heading, f"{name}.ipynb") if saved and step else ""

    return Table(
        title=f"Your progress in chapter {title_of(name, saved)}",
        heading=("Task", "Kind", "Points", "State"),
        rows=[_row(step, link(step)) for step in now.steps],
        lines=[
            Cell(now.summary),
            *([Cell(now.core_summary)] if now.core_summary else []),
            Cell(_FROM_FILE if saved else _FROM_KERNEL),
        ],
        lead=[Cell(_next(now, name), link(now.next_step))],
    )


_KINDS = {
    "code": "code",
    "plot": "plot",
    "open": "in words",
    "prediction": "prediction",
    "question": "question",
}

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
    kind = _KINDS[card.kind] + (", deeper" if card.path != CORE else "")
    return [Cell(step.heading, link), Cell(kind), Cell(points), Cell(step.words)]


def _next(now: Standing, chapter: str) -> str:
    if now.next_step:
        return f"Next: {now.next_step.heading}"
    unseen = [step.heading.split(" · ")[0] for step in now.steps if step.state is State.UNSEEN]
    written = f"see that {' and '.join(unseen)} is answered, " if unseen else ""
    number = chapter.split("_", 1)[0].lstrip("0")
    return f"Next: {written}save the notebook, and hand it in with 'make submit CHAPTER={number}'."
