"""Where a student stands in one chapter: points, minutes, and the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.chapter.cards import CORE, Card, numbered
from autograder.lesson.memory.states import OPEN, State


@dataclass(frozen=True)
class Step:
    """One exercise or prediction: its heading in the chapter, its card and its state."""

    heading: str
    card: Card
    state: State

    @property
    def is_left(self) -> bool:
        """Whether there is something left to do here."""
        return self.state in OPEN

    @property
    def words(self) -> str:
        """The state as a student reads it, told by a sign and by words."""
        if self.card.kind == "open":
            return _OPEN_WORDS[self.state]
        if self.card.kind in ("prediction", "question") and self.state is State.PASSED:
            return "✓ noted"
        return _WORDS[self.state]


_WORDS = {State.PASSED: "✓ passed", State.FAILED: "✗ test fails", State.UNTRIED: "– not tried"}
_OPEN_WORDS = {
    State.WRITTEN: "✓ written; a person will read it",
    State.UNTRIED: "– not written, or not saved",
    State.UNSEEN: "a person will read it",
}


@dataclass(frozen=True)
class Standing:
    """A chapter's steps, in order, and what they come to."""

    steps: tuple[Step, ...]

    @property
    def earned(self) -> int:
        """Points of the tests that passed."""
        return sum(s.card.points for s in self.steps if s.state is State.PASSED)

    @property
    def by_tests(self) -> int:
        """Points that tests give."""
        return sum(s.card.points for s in self.steps if s.card.kind != "open")

    @property
    def by_a_person(self) -> int:
        """Points that a person gives, for answers in words."""
        return sum(s.card.points for s in self.steps if s.card.kind == "open")

    @property
    def minutes_left(self) -> int:
        """A newcomer's minutes for what is left."""
        return sum(s.card.minutes for s in self.steps if s.is_left)

    @property
    def core(self) -> Standing:
        """The same without what the core does without."""
        return Standing(tuple(s for s in self.steps if s.card.path == CORE))

    @property
    def next_step(self) -> Step | None:
        """The first step that is left; None at the end."""
        return next((s for s in self.steps if s.is_left), None)

    @property
    def is_begun(self) -> bool:
        """Whether anything was tried."""
        return any(s.state not in (State.UNTRIED, State.UNSEEN) for s in self.steps)

    def of_section(self, name: str) -> str:
        """Tell whether a section's exercises are ``done``, ``begun`` or ``open``."""
        mine = Standing(tuple(s for s in self.steps if s.card.section == name))
        if not mine.is_begun:
            return "open"
        return "begun" if mine.next_step else "done"

    @property
    def summary(self) -> str:
        """Points and minutes in words, and which of the chapter's they leave out."""
        text = f"{self.earned} of the {self.by_tests} points that tests give; "
        text += f"{self.by_tests - self.earned} still open."
        if self.by_a_person:
            text += f" A person gives the other {self.by_a_person}, for what you answer in words."
        if self.minutes_left:
            text += f" About {self.minutes_left} minutes left for exercises and predictions; "
            text += "reading is not counted here."
        return text

    @property
    def core_summary(self) -> str:
        """The same of the core, empty where all is core."""
        core = self.core
        if len(core.steps) == len(self.steps):
            return ""
        left = f"; about {core.minutes_left} minutes left" if core.minutes_left else ""
        return f"The core alone: {core.earned} of its {core.by_tests} points{left}."


def standing(cards: Sequence[Card], states: Mapping[str, State]) -> Standing:
    """Return where somebody stands whose exercises are in ``states``, by name.

    An exercise that is not in there was not tried or, if it is answered in words, not seen.
    """
    steps = []
    for number, card in enumerate(cards):
        unknown = State.UNSEEN if card.kind == "open" else State.UNTRIED
        heading = f"{numbered(card, cards[: number + 1])} · {card.title}"  # as the build made it
        steps.append(Step(heading, card, states.get(card.name, unknown)))
    return Standing(tuple(steps))
