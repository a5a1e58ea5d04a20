"""The processes that grade: as many as there are cores, kept from one command's use to the next."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol, TypeVar

from autograder.chapter.key import Key
from autograder.errors import GraderLost
from autograder.grading import Grade, Limits
from autograder.grading.worker import graded

#: The variable that says how many graders there shall be; ``autograder grade --workers`` sets it.
WORKERS = "AUTOGRADER_WORKERS"

#: How often a task is begun that ends its process each time.
_TRIES = 2

T = TypeVar("T")


class Graders(Protocol):
    """Whoever grades: processes of this machine, or those of a cluster."""

    @property
    def at_once(self) -> int:
        """How many submissions they grade at the same time."""

    def hand_over(
        self,
        submission: bytes,
        key: Key,
        limits: Limits,
        name: str,
        only: frozenset[str] | None = None,
    ) -> Future[Grade]:
        """Give them a submission, to ask all tests or some ``only``."""


class LocalGraders:
    """Processes of this machine, each with a thread here that waits for it.

    They are started afresh, not forked: a fork would inherit threads, and whatever else this
    process has open. They end when this process does, however it ends.
    """

    def __init__(self, count: int) -> None:
        self.at_once = count
        self._threads = ThreadPoolExecutor(count, "grader")
        self._own = threading.local()
        self._processes: set[_Process] = set()
        self._one_change = threading.Lock()
        self._is_open = True

    def hand_over(
        self,
        submission: bytes,
        key: Key,
        limits: Limits,
        name: str,
        only: frozenset[str] | None = None,
    ) -> Future[Grade]:
        """Give a submission to the next grader that is free."""
        return self.submit(name, graded, submission, key, limits, name, only)

    def submit(self, name: str, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Let ``function`` be called in one of the processes.

        Args:
            name: What is worked on, for the message if it ends its process.
            function: A module's own function; it, its arguments and its result can be pickled.
            arguments: What it is called with.

        """
        return self._threads.submit(self._called, name, function, arguments)

    def stop(self) -> None:
        """End all processes and what they are at; what waits is cancelled."""
        self._is_open = False
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._one_change:
            for process in self._processes:
                process.end()

    def _called(self, name: str, function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        """Return what ``function`` does; where its process is ended from outside, once more."""
        for _ in range(_TRIES):
            try:
                result: T = self._process().call(function, arguments)
                return result
            except EOFError:
                if not self._is_open:
                    break
        raise GraderLost(
            f"The process that worked on {name} was ended from outside, {_TRIES} times: by Linux, "
            "for want of memory (`dmesg` tells), or by a person. All else goes on; grade again."
        )

    def _process(self) -> _Process:
        """Return this thread's process, a new one where the last has ended."""
        own: _Process | None = getattr(self._own, "process", None)
        if own is None or not own.is_alive:
            with self._one_change:
                if not self._is_open:
                    raise EOFError
                self._processes.discard(own) if own else None
                own = self._own.process = _Process()
                self._processes.add(own)
        return own


class _Process:
    """A process that does what it is asked, seen from here."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        # What it imports it finds where this process does.
        start = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            "from autograder.classroom.grader_process import serve; "
            f"serve({theirs.fileno()}, {os.getpid()})"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", start],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is this process's affair
        )
        theirs.close()
        self._pipe = Connection(ours.detach())
        # Pages are made on every system; grading, and this, there is on Linux alone.
        is_linux = sys.platform == "linux"
        self._ended = Connection(os.pidfd_open(self._process.pid)) if is_linux else None

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """Return what ``function`` returns there, or raise what it raises.

        Raises:
            EOFError: if the process ends before.

        """
        try:
            self._pipe.send((function, arguments))
            # What it has forked may hold the other end of the pipe for a while.
            ends = [self._ended] if self._ended is not None else []
            if self._pipe not in wait([self._pipe, *ends]):
                raise EOFError
            is_well, said = self._pipe.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise EOFError from error
        if is_well:
            return said
        raise said

    def end(self) -> None:
        """End it, whatever it is at; in the midst of a call, that raises."""
        self._process.kill()
        self._process.wait()


_here: LocalGraders | None = None
_one_pool = threading.Lock()


def graders() -> LocalGraders:
    """Return the graders of this process."""
    global _here
    with _one_pool:
        if _here is None:
            _here = LocalGraders(_workers())
            atexit.register(stop)
        return _here


def stop() -> None:
    """End this process's graders at once; the next submission gets new ones."""
    global _here
    if _here is not None:
        _here.stop()
        _here = None
        atexit.unregister(stop)


def hand_over(submission: bytes, key: Key, limits: Limits, name: str) -> Future[Grade]:
    """Give a submission to one of this process's graders."""
    return graders().hand_over(submission, key, limits, name)


def _workers() -> int:
    """Return how many graders there shall be: as many as somebody said, else one for each core."""
    if said := os.environ.get(WORKERS):
        return max(1, int(said))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
