"""Let one command at a time grade a course."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AlreadyGrading


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold ``lock``, a file in which the number of this process stands meanwhile.

    The lock ends with the process, however that ends.

    Raises:
        AlreadyGrading: if another process holds it.

    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 20).decode(errors="replace").strip() or "unknown"
            raise AlreadyGrading(
                f"Another command is grading this course already (process {holder}). "
                "Wait until it is done, or stop it, and grade again."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
