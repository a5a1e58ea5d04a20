"""Tell in one line what a disk or a gradebook that cannot be written does to a class."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from autograder.classroom.gradebook_rows import why_unusable
from autograder.errors import NoRoom

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def told(gradebook: Path) -> Iterator[None]:
    """Turn what a disk, or the database behind ``gradebook``, refuses into an error that says so.

    Raises:
        NoRoom: where a file cannot be written.
        GradebookUnusable: where the gradebook cannot.

    """
    try:
        yield
    except DatabaseError as error:
        raise why_unusable(gradebook, str(error.orig)) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise NoRoom(
            f"{error.filename or gradebook.parent} cannot be written: {error.strerror}. Make room, "
            "or give yourself the right to, and grade again: what is graded is kept, and nothing "
            "half-written was left."
        ) from error
