"""What a process does that works for `graders`: it calls what it is sent.

It imports only what that needs: a page takes no torch.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection

_DIE_WITH_PARENT = 1


def serve(handle: int, asker: int) -> None:
    """Call what comes through a pipe, until nobody is at its end.

    Args:
        handle: The pipe's number.
        asker: The number of the process at its other end, which started this one.

    """
    if sys.platform == "linux":
        # Else what it is at would still be written while the next command does the same.
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != asker:  # It was killed before that, and what it asked may be in the pipe.
        return
    # One thread: there is a grader for each core, and a process with more should not be forked.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    pipe = Connection(handle)
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, ConnectionError):
            return
        try:
            answer = True, function(*arguments)
        except Exception as error:  # Whatever it is, it belongs to who asked.
            answer = False, _sayable(error)
        try:
            pipe.send(answer)
        except ConnectionError:  # Who asked has been killed: nobody waits for this.
            return


def _sayable(error: Exception) -> Exception:
    """Return ``error`` as it can travel: some kinds cannot be made anew from what they hold."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
