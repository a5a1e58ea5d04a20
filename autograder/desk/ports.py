"""Whether a port can be had, and what to tell somebody who cannot have it."""

from __future__ import annotations

import errno
import socket

from autograder.errors import LabError


def require_free(port: int) -> None:
    """Refuse a port that is taken already, before anything slow is begun.

    Raises:
        LabError: if the port cannot be had.

    """
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise port_refused(port, error) from error


def port_refused(port: int, error: OSError) -> LabError:
    """Return what to tell somebody who cannot have ``port`` because of ``error``."""
    busy = error.errno == errno.EADDRINUSE
    why = "is in use by another program" if busy else f"cannot be had ({error.strerror})"
    return LabError(
        f"Port {port} {why}. Stop what uses it, or name another one (make lab PORT=8899); "
        "without a port a free one is taken."
    )
