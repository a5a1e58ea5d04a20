"""What every misconception has: words for the student, and a test of the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.likeness import alike, telling_entries

#: A match counts if this many probe points support it, with this many telling entries in all:
#: where each answer is a single number, three points are needed.
_POINTS, _ENTRIES = 2, 3


class Misconception:
    """A mistake with a name. A subclass says what it looks like and predicts its numbers.

    Most need only the class attributes and :meth:`predicts`. One that shows itself without
    numbers (an error, a warning, a missing answer) sets ``symptom`` and overrides :meth:`fits`.
    """

    #: Short, in lower case with hyphens; reports count by it.
    name: ClassVar[str]
    #: One sentence to the student. It states what the evidence shows, not what the student did.
    says: str
    #: One question that leads on.
    asks: str
    #: Where to look, without any API; the idea, on different numbers; the first line or the API,
    #: never the finished expression. Each ends in something to do that takes less than a minute.
    hints: tuple[str, str, str]

    #: Misconceptions that may lead to the same numbers share a family and count as one.
    family: ClassVar[str]
    #: Of one family, the member of the highest rank that fits is named: the one that knows most.
    rank: ClassVar[int] = 0
    #: Whether it shows itself without numbers, so that one case is enough.
    symptom: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if "family" not in vars(cls) and "name" in vars(cls):
            cls.family = cls.name

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        """Return what is looked for: one, or one for each factor, axis or the like."""
        return (cls(),)

    def predicts(self, case: Case) -> torch.Tensor | None:
        """Return the answer that this mistake would give, or None where that is not known."""
        return None

    def fits(self, case: Case) -> bool:
        """Whether the answer is what this mistake would give, and clearly not the right one."""
        predicted = self._prediction(case)
        return (
            predicted is not None
            and case.answer is not None
            and alike(case.answer, predicted)
            and self.telling(case) > 0
        )

    def telling(self, case: Case) -> int:
        """Return how many entries of the prediction are clearly not the right ones."""
        predicted = self._prediction(case)
        if predicted is None or case.answer is None:
            return 0
        return telling_entries(predicted, case.reference, case.answer.dtype)

    def explains(self, cases: Sequence[Case]) -> bool:
        """Whether it fits several probe points independently, and contradicts none."""
        supporting: list[Case] = []
        for case in cases:
            if self.fits(case):
                if not any(case.repeats(other) for other in supporting):
                    supporting.append(case)
            elif not self.indifferent(case):
                return False
        entries = sum(self.telling(case) for case in supporting)
        return len(supporting) >= _POINTS and entries >= _ENTRIES

    def indifferent(self, case: Case) -> bool:
        """Whether a case that it does not fit speaks neither for nor against it.

        That is so where the mistake changes too little to be told from the right answer.
        """
        predicted = self._prediction(case)
        if predicted is None or case.answer is None:
            return case.right
        return alike(case.answer, predicted)

    def _prediction(self, case: Case) -> torch.Tensor | None:
        told = case.foretold.get(self.name)
        # One of several ways is picked by predicts.
        predicted = told if isinstance(told, torch.Tensor) else self.predicts(case)
        if predicted is None or not predicted.isfinite().all():
            return None
        return predicted.detach()


class InSeveralWays(Misconception):
    """A mistake that is made in several ways; a check foretells what comes of each, in their order.

    Args:
        way: Which of them, from 0.

    """

    #: What each way says and asks, where they differ in that.
    words: ClassVar[Sequence[tuple[str, str]]] = ()
    #: How many there are, where ``words`` does not tell.
    ways: ClassVar[int] = 0

    def __init__(self, way: int) -> None:
        self._way = way
        if self.words:
            self.says, self.asks = self.words[way]

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        """Return one for each way."""
        return [cls(way) for way in range(len(cls.words) or cls.ways)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        """Return what this way leads to, or None where the check foretells no such way."""
        foretold = case.foretold.get(self.name, ())
        return foretold[self._way] if self._way < len(foretold) else None
