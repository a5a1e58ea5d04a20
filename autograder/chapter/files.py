"""Write a file without a half-way state."""

from __future__ import annotations

import os
import re
from pathlib import Path

#: How the name of a file ends that is being written.
_DRAFT = ".part"


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that a crash leaves the old file or the new one.

    Missing folders above ``path`` are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}{_DRAFT}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def remove_drafts(folder: Path) -> None:
    """Remove what processes that are no more had begun to write somewhere in ``folder``."""
    for draft in folder.rglob(f".*{_DRAFT}"):
        writer = re.search(rf"\.(\d+){re.escape(_DRAFT)}$", draft.name)
        if writer and not _is_alive(int(writer[1])):
            draft.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
