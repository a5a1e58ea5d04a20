"""Read a submission that somebody may still be writing."""

from __future__ import annotations

import time
from pathlib import Path

from autograder.errors import GradingError, NotebookUnreadable

#: The largest notebook that is looked at, in bytes: pictures fit in, a flood of output does not.
_LARGEST = 50_000_000

#: So often a file is read that somebody is still writing; between two times so many seconds pass.
_READINGS, _PAUSE = 5, 0.2


def read_steadily(path: Path) -> bytes:
    """Return what the file ``path`` holds, all of it from the same moment.

    Raises:
        NotebookUnreadable: if it is too large for a notebook.
        GradingError: if somebody keeps on writing it.

    """
    for _ in range(_READINGS):
        before = path.stat()
        if before.st_size > _LARGEST:
            raise NotebookUnreadable(
                f"{path.name} has {before.st_size / 1e6:.0f} MB, more than {_LARGEST / 1e6:.0f}"
            )
        content = path.read_bytes()
        after = path.stat()
        if (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino) and len(
            content
        ) == after.st_size:
            return content
        time.sleep(_PAUSE)
    raise GradingError(f"{path.name} changes while it is read. Let that end, and grade again.")
