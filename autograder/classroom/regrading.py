"""Say which exercises were graded again because the chapter has changed, and what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.classroom.kept_grades import Found
from autograder.grading import Grade


@dataclass
class Regraded:
    """What became of submissions that had a grade by an earlier key.

    Attributes:
        asked: In how many a test was asked again, the others' verdicts standing, by its name.
        whole: How many were graded as a whole, by what had changed.
        moved: In how many the points of a test are others than before, by its name.

    """

    asked: Counter[str] = field(default_factory=Counter)
    whole: Counter[tuple[str, ...]] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)

    def note(self, found: Found, now: Grade) -> None:
        """Take in a submission: what was known of it, and its grade now."""
        if found.since.elsewhere:
            self.whole[found.since.elsewhere] += 1
        else:
            self.asked.update(found.since.tests)
        before = {test.name: test.points for test in found.grade.tests}
        self.moved.update(
            test.name for test in now.tests if before.get(test.name, test.points) != test.points
        )

    def lines(self) -> Iterator[str]:
        """Yield a line for each test, and for each reason to grade all."""
        for name, count in sorted(self.asked.items()):
            yield (
                f"{name} has changed since. It was asked again in {_submissions(count)}, and its "
                f"points moved in {self.moved[name]}; the verdicts of the other tests stand."
            )
        for what, count in self.whole.items():
            yield (
                f"{', '.join(what)}: changed since, and other cells may depend on it. "
                f"All of it was graded again in {_submissions(count)}."
            )
        moved = [f"{name} in {count}" for name, count in sorted(self.moved.items())]
        if self.whole:
            yield f"Points moved: {', '.join(moved) or 'none'}."


def _submissions(count: int) -> str:
    return f"{count} submission{'s' * (count != 1)}"
