"""A notebook that is run on the student's side, and begun anew without a cell that ended Python."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from autograder.chapter.key import Key
from autograder.errors import SandboxRefused
from autograder.grading import wire
from autograder.grading.intake import Rebuilt
from autograder.grading.limits import GRACE, Limits, sentence
from autograder.grading.plan import Done, Error, Plan, Step
from autograder.grading.sandbox import Run
from autograder.grading.slices import Slice
from autograder.grading.verdicts import Stopped, Verdict

#: A notebook is begun anew, without the cell that ended Python, no more than so many times.
_MOST_RUNS = 12
#: A character that a cell puts out takes so many bytes at most, errors and their like so many more;
#: and a notebook may put out as much as so many cells.
_WIDEST, _WORDS, _MOST_CELLS_OUTPUT = 4, 5_000_000, 5

_VERDICTS = {
    "time": Verdict.TIMED_OUT,
    "memory": Verdict.OUT_OF_MEMORY,
    "output": Verdict.FAILED,
    "files": Verdict.FAILED,
    "processes": Verdict.FAILED,
    "death": Verdict.CRASHED,
    "notebook": Verdict.TIMED_OUT,
    "again": Verdict.CRASHED,
}


@dataclass
class Attempt:
    """What has been tried with one submission, and what came of it.

    Attributes:
        cells: Its cells.
        key: The chapter.
        limits: What it may use.
        slice: What need not be done; None where everything is. A slice only confirms.

    """

    cells: Sequence[Rebuilt]
    key: Key
    limits: Limits
    slice: Slice | None = None
    #: What each code cell put out, by its place among all cells.
    outputs: dict[int, Done] = field(default_factory=dict)
    stopped: list[Stopped] = field(default_factory=list)
    #: The limit or the end for which cells are not run, by place.
    lost: dict[int, str] = field(default_factory=dict)
    runs: int = 0
    #: Bytes of what they put out, as they came.
    size: int = 0
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.code = [k for k, cell in enumerate(self.cells) if cell.cell_type == "code"]
        keys = {k: key for k in self.code if (key := self.cells[k].key) is not None}
        #: The test cells, by place.
        self.tests = {k: key for k, key in keys.items() if key.marks.is_test}

    @property
    def has_gone_well(self) -> bool:
        """Whether no cell was stopped, and what students see of the tests raised nothing."""
        return not self.stopped and not any(
            isinstance(output, Error)
            for place in self.tests
            for output in self.outputs[place].outputs
        )

    def ask_only(self, names: Collection[str]) -> None:
        """Leave out all other tests, and what comes after these."""
        self.tests = {k: test for k, test in self.tests.items() if test.marks.grade_id in names}
        last = max(self.tests, default=-1)
        self.code = [k for k in self.code if k <= last]

    def why_lost(self, place: int) -> tuple[Verdict, str]:
        """Return for what a cell was stopped or left out, and what its student reads."""
        why = self.lost.get(place, "time")
        return _VERDICTS[why], sentence(why, self.limits)

    def is_left_out(self, place: int) -> bool:
        """Whether a cell was not run for what others had done before it."""
        return self.lost.get(place) in ("again", "notebook")

    def runs_to_the_end(self, run: Run) -> bool:
        """Run the notebook; False if it must be begun anew, which is then without one more cell."""
        self.runs += 1
        self.outputs, self.size = {}, 0
        end = self.started + self.limits.notebook_seconds
        steps = self._steps()
        plan = Plan(
            steps=tuple(steps),
            files={each.name: each.content for each in self.key.companions},
            cell_seconds=self.limits.cell_seconds,
            output_bytes=self.limits.output_bytes,
            sentences={what: sentence(what, self.limits) for what in ("time", "output")},
        )
        why = ""
        place = self.code[0] if self.code else 0
        try:
            wire.send(run.student, wire.pack(plan))
            for place in self.code:
                if time.monotonic() > end:
                    why = "notebook"
                    break
                deadline = time.monotonic() + self.limits.cell_seconds + GRACE
                done = self._put_out(wire.receive(run.student, deadline))
                if not self._is_passed_over(place):
                    self.outputs[place] = done
                if done.hit in ("time", "output"):
                    self._note(place, done.hit)
        except wire.Late:
            why = "time"
        except wire.Gone:
            why = run.hit() or "death"
        except wire.Garbled:
            why = "death"
        if not why:
            return True
        if refused := run.why_not():
            raise SandboxRefused(f"No wall could be built around a submission: {refused}.")
        rest = [k for k in self.code if k >= place]
        if why == "notebook" or self.runs >= _MOST_RUNS:
            # The snapshots that there are can be asked; the rest of the notebook is lost.
            why = "notebook" if why == "notebook" else "again"
            for k in rest:
                self.lost[k] = why
            self._note(place, why)
            return self.runs > _MOST_RUNS or why == "notebook"
        place = self._to_blame(place)
        self.lost[place] = why
        self.stopped = [s for s in self.stopped if s.cell != self._name(place)]
        self._note(place, why)
        return False

    def _is_passed_over(self, place: int) -> bool:
        return self.slice is not None and place in self.slice.left_out

    def _to_blame(self, place: int) -> int:
        """Return the cell that ended Python; one that was not run did not, an earlier one has."""
        if place not in self.lost:
            return place
        earlier = [
            k
            for k in self.code
            if k < place
            and k not in self.lost
            and ((key := self.cells[k].key) is None or not key.marks.is_test)
        ]
        return earlier[-1] if earlier else place

    def _put_out(self, frame: bytes) -> Done:
        """Return what a cell has put out; too much of it is not even read.

        Its own process counts too, but that is in the student's hands.
        """
        most = _WIDEST * self.limits.output_bytes + _WORDS
        self.size += len(frame)
        if len(frame) > most or self.size > _MOST_CELLS_OUTPUT * most:
            said = sentence("output", self.limits)
            return Done((Error("Stopped", said, (said,)),), "output")
        return wire.unpack(frame, Done)

    def _steps(self) -> list[Step]:
        answers: dict[int, list[int]] = {}
        asked_before = self.slice.asked_before if self.slice else {}
        for number, k in enumerate(self.tests):
            answers.setdefault(asked_before.get(k, k), []).append(number)
        return [
            Step(
                source=self.cells[k].source,
                answers=tuple(answers.get(k, ())),
                is_answer=(key := self.cells[k].key) is None or key.marks.solution,
                lost=sentence(self.lost[k], self.limits) if k in self.lost else "",
                is_passed_over=self._is_passed_over(k),
            )
            for k in self.code
        ]

    def _name(self, place: int) -> str:
        key = self.cells[place].key
        return (key.marks.grade_id if key else None) or f"number {place + 1}"

    def _note(self, place: int, why: str) -> None:
        name = self._name(place)
        if all(each.cell != name for each in self.stopped):
            self.stopped.append(Stopped(name, _VERDICTS[why], sentence(why, self.limits)))
