"""The warm parent: has imported all that a notebook may want, and forks a child for each.

It runs behind the wall, has never seen a key, and holds nothing of any submission: what a child
needs comes to it through a socket that the parent only hands on. Run as
``python -m autograder.grading.warm_parent FD``.

Of each submission there are four kinds of process::

    watcher      outside the submission's own namespaces: kills it when it is told to, or when
                 it takes too much memory
    first        process number 1 in there: everything ends when it does
    student      runs the notebook (``student.run``)
    snapshots    forks of the student, one before each test, waiting for questions
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path

from autograder.grading import isolation
from autograder.grading.isolation import Walls

#: The one folder that a submission can write to.
FOLDER = Path("/submission")

#: What the watcher says when it has killed a submission for its hunger, and when it ended.
TOO_MUCH_MEMORY, ENDED, NOT_SHUT_IN = b"M", b"E", b"N"

#: Seconds between two looks at a submission's memory.
_PERIOD = 0.2
_MOST_FDS = 253


def main() -> None:
    """Serve the sandbox at the other end of the socket whose number is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    isolation.die_with_parent()
    from autograder.grading import student

    student.warm_up()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for watchers
    control.sendall(ENDED)
    while True:
        said, handles, _, _ = socket.recv_fds(control, 4096, _MOST_FDS)
        if not said:
            return
        # More tests than handles fit into one message: they come in several.
        order = json.loads(said)
        while len(handles) < order["handles"]:
            _, more, _, _ = socket.recv_fds(control, 1, _MOST_FDS)
            handles += more
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            _watch(handles[0], handles[1:], Walls(**order["walls"]), order["total_memory"])
        for handle in handles:
            os.close(handle)


def _watch(own: int, handles: list[int], walls: Walls, total_memory: int) -> None:
    """Start a submission's processes, and end them when that is called for; never return."""
    to_sandbox = socket.socket(fileno=own)
    try:
        isolation.die_with_parent()
        isolation.enter_namespaces()
        isolation.die_with_parent()  # who changes their id loses this
        first = os.fork()
        if first == 0:
            to_sandbox.close()
            _be_first(handles, walls)
    except OSError as error:
        _say(to_sandbox, NOT_SHUT_IN + str(error).encode())
        os._exit(1)
    for handle in handles:
        os.close(handle)
    base = _anonymous_memory(first)
    while True:
        ready, _, _ = select.select([to_sandbox], [], [], _PERIOD)
        if ready:
            break
        if os.waitpid(first, os.WNOHANG) != (0, 0):
            _say(to_sandbox, ENDED)
            os._exit(0)
        if _memory(first, base, total_memory) > total_memory:
            _say(to_sandbox, TOO_MUCH_MEMORY)
            break
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    to_sandbox.close()
    os._exit(0)


def _be_first(handles: list[int], walls: Walls) -> None:
    """Be process number 1: shut everything in, start the student, and wait for all; never return.

    The student's end is told apart from a wall that could not be built by the exit status.
    """
    isolation.die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # number 1 gets no signal that it does not catch
    addresses = isolation.addresses_taken()
    try:
        isolation.make_private_folders(FOLDER, walls.folder)
        os.chdir(FOLDER)
        isolation.give_up_rights(walls, addresses)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        os._exit(1)
    if os.fork() == 0:
        from autograder.grading import student

        student.run(handles[0], handles[1:])
        os._exit(0)
    for handle in handles:
        os.close(handle)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _say(to: socket.socket, what: bytes) -> None:
    with contextlib.suppress(OSError):
        to.sendall(what)


def _memory(first: int, base: int, enough: int) -> int:
    """Return the bytes that a submission's processes take together; an estimate if it is small.

    Args:
        first: The process from which all of them descend.
        base: What that one had from the warm parent.
        enough: Below this an upper bound will do.

    """
    everyone = [first]
    for process in everyone:
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{process}/task/{process}/children").read_text()
            everyone += map(int, text.split())
    if sum(map(_anonymous_memory, everyone)) <= enough:
        return 0
    own = sum(max(0, _anonymous_memory(process) - base) for process in everyone)
    return max(own, sum(map(_proportional_memory, everyone)))


def _anonymous_memory(process: int) -> int:
    return _kilobytes(Path(f"/proc/{process}/status"), "RssAnon:")


def _proportional_memory(process: int) -> int:
    return _kilobytes(Path(f"/proc/{process}/smaps_rollup"), "Pss:")


def _kilobytes(path: Path, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
