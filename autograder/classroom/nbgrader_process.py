"""Run one nbgrader command in a process of its own, with a limit on its time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.nbgrader_steps import last_words

#: Seconds that a command gets to stop its kernel and clean up before it is killed.
_GRACE = 10.0


@dataclass(frozen=True)
class Finished:
    """How a command ended.

    Attributes:
        status: Its exit status; negative if a signal ended it.
        overran: Whether it was stopped because its time was up.
        log: What it wrote, warnings and tracebacks included.
        seconds: How long it took.

    """

    status: int
    overran: bool
    log: str
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether it did what it was asked, in time."""
        return self.status == 0 and not self.overran

    @property
    def last_words(self) -> str:
        """The line of the log that says most about a failure: its last exception, else its end."""
        return last_words(self.log)


def run_nbgrader(root: Path, *arguments: str, limit: float) -> Finished:
    """Run ``nbgrader`` with ``arguments`` in the course at ``root``, for ``limit`` seconds at most.

    When the time is up nbgrader is asked to stop, upon which it kills its kernel; if it does
    not, its whole process group is killed, and the kernel ends itself when it finds no parent.
    """
    start = time.monotonic()
    # nbgrader calls alembic by name, and need not find it where .venv is not activated.
    home = str(Path(sys.executable).parent)
    path = os.pathsep.join([home, os.environ.get("PATH", os.defpath)])
    with subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        overran = False
        try:
            log, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            overran = True
            log = _stop(process)
        except BaseException:
            _stop(process)
            raise
    return Finished(
        status=process.returncode,
        overran=overran,
        log=log,
        seconds=time.monotonic() - start,
    )


def _stop(process: subprocess.Popen[str]) -> str:
    """End ``process`` and what it started, politely first; return what it wrote."""
    process.terminate()
    try:
        log, _ = process.communicate(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        log, _ = process.communicate()
    return log
