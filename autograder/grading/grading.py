"""From a submission and a key to a grade: a function of these two, and of nothing else."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import re
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.chapter.cells import checksum
from autograder.chapter.key import Key, KeyCell
from autograder.errors import SandboxRefused
from autograder.grading import isolation, wire
from autograder.grading.intake import Rebuilt, TakenIn, take_in
from autograder.grading.limits import GRACE, Limits, sentence
from autograder.grading.plan import Done, Error, Plan, Shown, Step, Stream
from autograder.grading.referee import Referee
from autograder.grading.sandbox import Run, Sandbox
from autograder.grading.verdicts import Grade, Stopped, TestGrade, Verdict

#: A notebook is begun anew, without the cell that ended Python, no more than so many times.
_MOST_RUNS = 12
#: A character that a cell puts out takes so many bytes at most, errors and their like so many more;
#: and a notebook may put out as much as so many cells.
_WIDEST, _WORDS, _MOST_CELLS_OUTPUT = 4, 5_000_000, 5

#: What an output's form may be called, and how deep JSON in it may be nested.
_MIME = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9.+_-]+(; ?[a-z]+=[A-Za-z0-9._-]+)*")
_DEEPEST = 100
_PYTHON = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}

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


def grade(
    submission: bytes,
    key: Key,
    *,
    sandbox: Sandbox,
    limits: Limits | None = None,
    name: str = "the notebook",
) -> Grade:
    """Return what a submission earns.

    Args:
        submission: A student's notebook, as the file holds it.
        key: The chapter.
        sandbox: Where the student's code runs.
        limits: What it may use.
        name: What the file is called, for the message.

    Raises:
        NotebookUnreadable: if the submission is no notebook.
        SandboxRefused: if there is no wall between its code and this machine.

    """
    start = time.monotonic()
    limits = limits or Limits()
    taken = take_in(submission, key, name)
    attempt = _Attempt(taken.cells, key, limits)
    while True:
        with sandbox.run(len(attempt.tests), limits) as run:
            if not attempt.runs_to_the_end(run):
                continue
            tests = _judged(attempt, run)
        break
    by_name = {test.name: test for test in tests}
    return Grade(
        tests=tuple(tests),
        notebook=_notebook(taken, attempt, by_name),
        missing=taken.found.missing,
        misplaced=taken.found.misplaced,
        doubled=taken.found.repeated,
        stopped=tuple(attempt.stopped),
        sandbox=sandbox.name,
        seconds=time.monotonic() - start,
    )


def rebuilt_notebook(submission: bytes, key: Key, name: str = "the notebook") -> bytes:
    """Return a submission in JSON as it would be run, tests in full, before anything ran.

    Raises:
        NotebookUnreadable: if it is no notebook.

    """
    taken = take_in(submission, key, name)
    attempt = _Attempt(taken.cells, key, Limits())
    unjudged = {
        cell.key.marks.grade_id or "": None
        for k in attempt.tests
        if (cell := taken.cells[k]).key is not None
    }
    return _notebook(taken, attempt, dict.fromkeys(unjudged))


@dataclass
class _Attempt:
    """A notebook that is run, and begun anew without a cell that ended Python."""

    cells: Sequence[Rebuilt]
    key: Key
    limits: Limits
    #: What each code cell put out, by its place among all cells.
    outputs: dict[int, Done] = field(default_factory=dict)
    stopped: list[Stopped] = field(default_factory=list)
    #: Why cells are not run, by place.
    lost: dict[int, str] = field(default_factory=dict)
    runs: int = 0
    #: Bytes of what they put out, as they came.
    size: int = 0
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.code = [k for k, cell in enumerate(self.cells) if cell.cell_type == "code"]
        self.tests = [k for k in self.code if (key := self.cells[k].key) and key.marks.is_test]

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
                self.lost[k] = sentence(why, self.limits)
            self._note(place, why)
            return self.runs > _MOST_RUNS or why == "notebook"
        place = self._to_blame(place)
        self.lost[place] = sentence(why, self.limits)
        self.stopped = [s for s in self.stopped if s.cell != self._name(place)]
        self._note(place, why)
        return False

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
        return [
            Step(
                source=self.cells[k].source,
                snapshot=self.tests.index(k) if k in self.tests else -1,
                is_answer=(key := self.cells[k].key) is None or key.marks.solution,
                lost=self.lost.get(k, ""),
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


def _judged(attempt: _Attempt, run: Run) -> list[TestGrade]:
    """Return what the referee says of each test, now that the student's output is sealed."""
    connections = dict(zip(attempt.tests, run.snapshots, strict=True))
    keys = [cell for cell in attempt.key.cells if cell.cell_type == "code"]
    found: dict[int, TestGrade] = {}
    waiting = {}
    for place in attempt.tests:
        key = attempt.cells[place].key
        assert key is not None
        done = attempt.outputs.get(place)
        if done is None or (done.hit == "time"):
            found[place] = _lost(key, attempt.lost.get(place, ""), attempt.limits)
        else:
            waiting[place] = key
    with _companions(attempt.key) as folder:
        judged = _in_a_fork(keys, folder, attempt.limits, waiting, connections, run)
    found |= judged
    return [found[place] for place in attempt.tests]


def _lost(key: KeyCell, why: str, limits: Limits) -> TestGrade:
    said = why or sentence("time", limits)
    name = key.marks.grade_id or ""
    return TestGrade(name, Verdict.TIMED_OUT, 0.0, key.marks.points, said, said)


def _in_a_fork(
    keys: Sequence[KeyCell],
    folder: Path,
    limits: Limits,
    waiting: dict[int, KeyCell],
    connections: dict[int, socket.socket],
    run: Run,
) -> dict[int, TestGrade]:
    """Let forks of this process be the referee: what tests leave behind ends with them.

    One that ends in the middle of a test, or that no alarm gets out of one, costs that test alone:
    another one judges the rest.
    """
    found: dict[int, TestGrade] = {}
    left = dict(waiting)
    while left:
        ours, theirs = socket.socketpair()
        child = os.fork()
        if child == 0:
            _be_referee(theirs, keys, folder, limits, left, connections)
        theirs.close()
        said = ""
        try:
            while left:
                deadline = time.monotonic() + limits.cell_seconds + 2 * GRACE
                # It comes from this side, whose word is believed.
                place, result = pickle.loads(wire.receive(ours, deadline))
                found[place] = result
                del left[place]
        except wire.Late:
            said = "The test itself took too long, and could not be stopped."
        except wire.Gone:
            said = "The referee ended while it ran this test: grade again."
        finally:
            ours.close()
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if left:
            place = next(iter(left))
            marks = left.pop(place).marks
            name = marks.grade_id or ""
            found[place] = TestGrade(name, Verdict.HARNESS_ERROR, 0.0, marks.points, said, said)
    return found


def _be_referee(
    to: socket.socket,
    keys: Sequence[KeyCell],
    folder: Path,
    limits: Limits,
    waiting: Mapping[int, KeyCell],
    connections: Mapping[int, socket.socket],
) -> None:
    """Judge tests one after the other, and say so; never return."""
    status = 1
    try:
        gc.disable()
        # Answers can be large, and there can be many of them.
        isolation.limit_memory(limits.memory_mb << 20)
        referee = Referee(keys, folder, limits)
        for place, key in waiting.items():
            result = referee.judge(key.marks.grade_id or "", connections[place])
            wire.send(to, pickle.dumps((place, result)))
        status = 0
    finally:
        os._exit(status)


@contextlib.contextmanager
def _companions(key: Key) -> Iterator[Path]:
    """Lay a chapter's files out for the referee, out of reach of any student."""
    with tempfile.TemporaryDirectory(prefix="referee-") as name:
        folder = Path(name)
        for each in key.companions:
            path = folder / each.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.content)
        yield folder


# --- The notebook as it was graded ---------------------------------------------------------------


def _notebook(taken: TakenIn, attempt: _Attempt, tests: Mapping[str, TestGrade | None]) -> bytes:
    """Return the graded notebook in JSON, in nbgrader's format: scores are read off its outputs."""
    cells = []
    count = 0
    for place, cell in enumerate(attempt.cells):
        name = cell.key.marks.grade_id if cell.key is not None else None
        test = tests.get(name or "")
        source = cell.key.full if cell.key is not None and name in tests else cell.source
        written: dict[str, Any] = {
            "cell_type": cell.cell_type,
            "id": cell.id,
            "metadata": _metadata(cell),
            "source": source,
        }
        if cell.cell_type == "code":
            count += 1
            done = attempt.outputs.get(place, Done(()))
            has_run = place in attempt.outputs
            outputs = [_output(each, count) for each in done.outputs]
            written["outputs"] = outputs if test is None else _test_outputs(outputs, test, count)
            written["execution_count"] = count if has_run else None
        cells.append(written)
    notebook = {
        "cells": cells,
        # Not the submission's: it may name another kernel, and hold anything else.
        "metadata": _PYTHON,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "replace")


def _metadata(cell: Rebuilt) -> dict[str, Any]:
    if cell.key is None or cell.key.marks.grade_id is None:
        return {}
    marks = cell.key.marks
    said: dict[str, Any] = {
        "grade": marks.grade,
        "grade_id": marks.grade_id,
        "locked": marks.locked,
        "schema_version": 3,
        "solution": marks.solution,
        "task": marks.task,
        "cell_type": cell.cell_type,
    }
    if marks.grade or marks.task:
        said["points"] = marks.points
    released = {"cell_type": cell.cell_type, "source": cell.key.released}
    said["checksum"] = checksum({**released, "metadata": {"nbgrader": said}})
    return {"nbgrader": said}


def _output(said: Stream | Shown | Error, count: int) -> dict[str, Any]:
    if isinstance(said, Stream):
        name = said.name if said.name in ("stdout", "stderr") else "stdout"
        return {"output_type": "stream", "name": name, "text": said.text}
    if isinstance(said, Error):
        return {
            "output_type": "error",
            "ename": said.ename,
            "evalue": said.evalue,
            "traceback": list(said.traceback),
        }
    data: dict[str, Any] = {}
    for mime, form in said.data.items():
        if _MIME.fullmatch(mime):
            is_json = mime == "application/json" or mime.endswith("+json")
            with contextlib.suppress(ValueError, RecursionError):
                data[mime] = _json(form) if is_json else form
    metadata: Any = {}
    with contextlib.suppress(ValueError, RecursionError):
        metadata = _json(said.metadata)
    metadata = metadata if isinstance(metadata, dict) else {}
    if said.is_result:
        kind: dict[str, Any] = {"output_type": "execute_result", "execution_count": count}
        return {**kind, "data": data, "metadata": metadata}
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def _json(form: str) -> Any:
    """Return what JSON says.

    Raises:
        ValueError: if it is none by the letter, or nested so deep that other programs stumble.
        RecursionError: if it is nested deeper still.

    """

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    value = json.loads(form, parse_constant=refuse)
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(_DEEPEST):
        inside = [part.values() if isinstance(part, dict) else part for part in level]
        level = [part for parts in inside for part in parts if isinstance(part, dict | list)]
    if level:
        raise ValueError("nested too deep")
    return value


def _test_outputs(
    outputs: list[dict[str, Any]], test: TestGrade, count: int
) -> list[dict[str, Any]]:
    """Return what stands below a test: what its visible part put out, and the verdict.

    The visible part ran on the student's side, before any hidden question was asked. nbgrader
    reads the score from here: an error costs all points, a number is the points.
    """
    shown = [o for o in outputs if o["output_type"] in ("stream", "display_data")]
    for output in shown:
        if output["output_type"] == "stream":
            output["name"] = "stdout"  # nbgrader takes all points for a word on stderr
    if test.verdict is Verdict.PASSED:
        return shown
    if test.verdict is Verdict.PARTIAL:
        points = {"text/plain": repr(test.points)}
        return [
            *shown,
            {
                "output_type": "execute_result",
                "data": points,
                "metadata": {},
                "execution_count": count,
            },
        ]
    errors = [o for o in outputs if o["output_type"] == "error"]
    if errors and not test.in_hidden_part:
        return [*shown, errors[-1]]
    # Its words are ours, as a check's are: "CheckFailed" is left out where pages show errors.
    words = test.shown.splitlines()
    error = {"output_type": "error", "ename": "CheckFailed", "evalue": test.shown}
    return [*shown, {**error, "traceback": words}]
