"""What every misconception has: words for the student, and a test of the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import torch

from autograder.lesson.misconceptions.evidence import Probe
from autograder.lesson.misconceptions.numbers import alike, telling_entries

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
    #: Whether it shows itself without numbers, so that one probe is enough.
    symptom: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if "family" not in vars(cls) and "name" in vars(cls):
            cls.family = cls.name

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        """Return what is looked for: one, or one for each factor, axis or the like."""
        return (cls(),)

    def predicts(self, probe: Probe) -> torch.Tensor | None:
        """Return the answer that this mistake would give, or None where that is not known."""
        return None

    def fits(self, probe: Probe) -> bool:
        """Whether the answer is what this mistake would give, and clearly not the right one."""
        predicted = self._prediction(probe)
        return (
            predicted is not None
            and probe.answer is not None
            and alike(probe.answer, predicted)
            and self.telling(probe) > 0
        )

    def telling(self, probe: Probe) -> int:
        """Return how many entries of the prediction are clearly not the right ones."""
        predicted = self._prediction(probe)
        if predicted is None or probe.answer is None:
            return 0
        return telling_entries(predicted, probe.reference, probe.answer.dtype)

    def explains(self, probes: Sequence[Probe]) -> bool:
        """Whether it fits several probe points independently, and contradicts none."""
        supporting: list[Probe] = []
        for probe in probes:
            if self.fits(probe):
                if not any(probe.repeats(other) for other in supporting):
                    supporting.append(probe)
            elif not self.indifferent(probe):
                return False
        entries = sum(self.telling(probe) for probe in supporting)
        return len(supporting) >= _POINTS and entries >= _ENTRIES

    def indifferent(self, probe: Probe) -> bool:
        """Whether a probe that it does not fit speaks neither for nor against it.

        That is so where the mistake changes too little to be told from the right answer.
        """
        predicted = self._prediction(probe)
        if predicted is None or probe.answer is None:
            return probe.right
        return alike(probe.answer, predicted)

    def _prediction(self, probe: Probe) -> torch.Tensor | None:
        told = probe.foretold.get(self.name)
        # One of several ways is picked by predicts.
        predicted = told if isinstance(told, torch.Tensor) else self.predicts(probe)
        if predicted is None or not predicted.isfinite().all():
            return None
        return predicted.detach()
