"""What a class believed before a course and after it, question by question.

Both forms of a plan's questionnaire ask about the same ideas; who answered both is counted. What
the figures can show and what not stands in the instructor's manual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder.classroom.results import Result

BEFORE, AFTER = "_questions_before", "_questions_after"


@dataclass(frozen=True)
class Gain:
    """One idea, in numbers of students who answered both forms.

    Attributes:
        idea: The question's name, in words.
        students: How many answered both.
        before: How many of them were right before the course.
        after: How many were right after it.
        learned: How many were wrong before and right after.
        lost: How many were right before and wrong after.

    """

    idea: str
    students: int
    before: int
    after: int
    learned: int
    lost: int

    @property
    def normalized(self) -> float | None:
        """The share of what could be gained that was; None where all were right before.

        R. Hake's normalized gain, American Journal of Physics 66, 1998, of the class's shares.
        """
        left = self.students - self.before
        return (self.after - self.before) / left if left else None


def as_record(gain: Gain) -> dict[str, Any]:
    """Return a gain as JSON can hold it."""
    return asdict(gain) | {"normalized": gain.normalized}


def gains(results: Sequence[Result]) -> list[Gain]:
    """Return the gain of each idea that both forms ask about, in the order of the first form."""
    first = {r.student: r.scores for r in results if r.chapter.endswith(BEFORE) and r.scores}
    second = {r.student: r.scores for r in results if r.chapter.endswith(AFTER) and r.scores}
    both = sorted(first.keys() & second.keys())
    tests = dict.fromkeys(test for student in both for test in first[student])
    return [
        _gain(test, [(first[s].get(test, 0) > 0, second[s].get(test, 0) > 0) for s in both])
        for test in tests
    ]


def _gain(test: str, right: Sequence[tuple[bool, bool]]) -> Gain:
    return Gain(
        idea=test.removeprefix("test_").replace("_", " "),
        students=len(right),
        before=sum(before for before, _ in right),
        after=sum(after for _, after in right),
        learned=sum(after and not before for before, after in right),
        lost=sum(before and not after for before, after in right),
    )
