"""Forks of the grader are the referee: what tests leave behind ends with them."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import socket
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from autograder.chapter.key import Key, KeyCell
from autograder.grading import isolation, wire
from autograder.grading.limits import GRACE, Limits
from autograder.grading.referee import Referee
from autograder.grading.trusted_names import parse_once
from autograder.grading.verdicts import TestGrade, Verdict


class Judges:
    """Referees of one submission, one after the other. Use it in a ``with`` statement.

    The first one gets ready while the student's process still runs, and knows nothing of it. One
    that ends in the middle of a test, or that no alarm gets out of one, costs that test alone:
    another one judges the rest.

    Args:
        key: The chapter.
        limits: What a test may take.
        connections: What leads to the snapshots, by the names of the tests.

    """

    def __init__(self, key: Key, limits: Limits, connections: Mapping[str, socket.socket]) -> None:
        self._key, self._limits, self._connections = key, limits, connections
        self._killed: list[int] = []
        self._cells = [cell for cell in key.cells if cell.cell_type == "code"]
        for cell in self._cells:
            parse_once(cell.full)  # it is kept, and no fork has to do it

    def __enter__(self) -> Judges:
        # The chapter's files, out of reach of any student.
        self._files = tempfile.TemporaryDirectory(prefix="referee-")
        folder = Path(self._files.name)
        for each in self._key.companions:
            path = folder / each.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.content)
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._kill()
        self._files.cleanup()

    def judge(
        self, tests: Sequence[KeyCell], *, until_one_fails: bool = False
    ) -> dict[str, TestGrade]:
        """Return what becomes of these tests, by name; in the order of the key.

        Args:
            tests: The tests.
            until_one_fails: Whether to ask none after one that did not pass.

        """
        found: dict[str, TestGrade] = {}
        left = {test.marks.grade_id or "": test.marks.points for test in tests}
        while left:
            said = ""
            try:
                wire.send(self._to, pickle.dumps(list(left)))
                while left:
                    deadline = time.monotonic() + self._limits.cell_seconds + 2 * GRACE
                    # It comes from this side, whose word is believed.
                    test: TestGrade = pickle.loads(wire.receive(self._to, deadline))
                    found[test.name] = test
                    del left[test.name]
                    self._let_go(test.name)
                    if until_one_fails and test.verdict is not Verdict.PASSED:
                        return found
            except wire.Late:
                said = "The test itself took too long, and could not be stopped."
            except wire.Gone:
                said = "The referee ended while it ran this test: grade again."
            if left:
                name = next(iter(left))
                most = left.pop(name)
                found[name] = TestGrade(name, Verdict.HARNESS_ERROR, 0.0, most, said, said)
                self._let_go(name)
                self._kill()
                self._start()
                if until_one_fails:
                    return found
        return found

    def wait_until_gone(self) -> None:
        """Wait until nothing of them is left: to take down a large process takes its time."""
        for child in self._killed:
            os.waitpid(child, 0)
        self._killed = []

    def _let_go(self, name: str) -> None:
        """End a snapshot that nobody asks again: what it wrote to is its own memory."""
        with contextlib.suppress(OSError):  # it may have ended itself
            self._connections[name].shutdown(socket.SHUT_RDWR)

    def _start(self) -> None:
        self._to, theirs = socket.socketpair()
        # Python 3.12 and later warn of a fork where the system counts a second thread. Of torch's
        # there is none (``worker.warm_up``); NumPy's OpenBLAS starts its own when it is loaded,
        # unless OPENBLAS_NUM_THREADS is 1 by then, as in a grader's process and the warm parent.
        self._child = os.fork()
        if self._child == 0:
            self._to.close()
            folder = Path(self._files.name)
            _be_referee(theirs, self._cells, folder, self._limits, self._connections)
        theirs.close()

    def _kill(self) -> None:
        self._to.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        self._killed.append(self._child)


def _be_referee(
    to: socket.socket,
    cells: Sequence[KeyCell],
    folder: Path,
    limits: Limits,
    connections: Mapping[str, socket.socket],
) -> None:
    """Judge the tests that are named, one after the other, and say so; never return."""
    try:
        gc.disable()
        # Answers can be large, and there can be many of them.
        isolation.limit_memory(limits.memory_mb << 20)
        referee = Referee(cells, folder, limits)
        names: Iterable[str] = pickle.loads(wire.receive(to))
        for name in names:
            wire.send(to, pickle.dumps(referee.judge(name, connections[name])))
    finally:
        os._exit(0)
