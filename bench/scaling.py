"""Check the cost model of docs/scaling.md: many tiny stand-in tasks through a real Dask scheduler.

``python bench/scaling.py [TASKS]``, by default 20,000. A stand-in carries as many bytes as a
submission, waits instead of grading, and brings as many bytes back as a grade; so two processes
here can stand for the 160 cores of ten machines. The model's numbers are fitted to two small runs,
and two others are foretold and measured.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from distributed import Client
from rich.console import Console
from rich.table import Table

from autograder.classroom.in_turn import as_they_are_done

#: Two processes with so many threads each stand for ten machines of 16 cores.
PROCESSES, THREADS = 2, 80
#: Bytes of a submission, and of a grade with its notebook; for the stand-ins a tenth of both.
SUBMISSION, GRADE = 8_000, 80_000


@dataclass(frozen=True)
class Load:
    """So many tasks, each of so many seconds and bytes both ways together."""

    tasks: int
    seconds: float = 0.0
    submission: int = 0
    grade: int = 0

    @property
    def size(self) -> int:
        """Bytes that travel for a task."""
        return self.submission + self.grade


def stand_in(submission: bytes, key: bytes, seconds: float, size: int) -> bytes:
    """Wait instead of grading."""
    time.sleep(seconds)
    return bytes(size)


@contextmanager
def cluster() -> Iterator[Client]:
    """Start a scheduler with its workers, and yield a client of it."""
    started: list[subprocess.Popen[str]] = []
    with tempfile.TemporaryDirectory() as folder:

        def until(words: str, *arguments: str) -> str:
            command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
            process = subprocess.Popen(
                command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True
            )
            started.append(process)
            assert process.stderr
            return next(line for line in process.stderr if words in line)

        try:
            line = until("Scheduler at:", "scheduler", "--host", "127.0.0.1", "--port", "0")
            found = re.search(r"tcp://\S+", line)
            assert found
            for _ in range(PROCESSES):
                until("Registered to:", "worker", found[0], "--nthreads", str(THREADS))
            with Client(found[0], set_as_default=False) as client:
                yield client
        finally:
            for process in started:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def seconds(client: Client, load: Load) -> float:
    """Return how long it takes until all of ``load`` is done, handed over as grading does it."""
    executor = client.get_executor(pure=False)
    key = client.submit(bytes, 400_000)
    content = os.urandom(load.submission)

    def begun(_: int) -> Future[Any]:
        future: Future[Any] = executor.submit(stand_in, content, key, load.seconds, load.grade)
        return future

    at_once = 4 * PROCESSES * THREADS + 4
    start = time.perf_counter()
    for _, future in as_they_are_done(range(load.tasks), begun, at_once):
        assert len(future.result()) == load.grade
    return time.perf_counter() - start


def main() -> None:
    """Measure, fit, foretell, and print a table."""
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    console = Console(width=120)
    console.print(f"Load of the machine before: {os.getloadavg()[0]:.1f}.")
    table = Table("run", "tasks", "bytes each", "seconds each", "foretold, s", "measured, s")
    few = max(200, tasks // 10)
    with cluster() as client:
        seconds(client, Load(200))  # connections, imports
        bare = Load(few)
        with_bytes = Load(few, 0.0, SUBMISSION, GRADE)
        costs = {load: seconds(client, load) for load in (bare, with_bytes)}
        per_task = costs[bare] / bare.tasks
        per_byte = max(0.0, costs[with_bytes] / with_bytes.tasks - per_task) / with_bytes.size

        def foretold(load: Load) -> float:
            each = per_task + per_byte * load.size
            return load.tasks * max(each, load.seconds / (PROCESSES * THREADS))

        for name, load in (
            ("fitted: nothing to carry", bare),
            ("fitted: a tenth of a submission", with_bytes),
            ("foretold: bound by the scheduler", Load(tasks, 0.02, SUBMISSION, GRADE)),
            (
                "foretold: bound by the graders",
                Load(5 * PROCESSES * THREADS, 4.0, SUBMISSION, GRADE),
            ),
        ):
            measured = costs.get(load) or seconds(client, load)
            table.add_row(
                name,
                str(load.tasks),
                str(load.size),
                f"{load.seconds:g}",
                f"{foretold(load):.1f}",
                f"{measured:.1f}",
            )
    console.print(table)
    console.print(f"A task {per_task * 1000:.2f} ms, a megabyte {per_byte * 1e9:.1f} ms.")


if __name__ == "__main__":
    main()
