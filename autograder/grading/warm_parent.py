"""The warm parent: has imported all that a notebook may want, and forks a child for each.

It runs behind the wall, has never seen a key, and holds nothing of any submission: what a child
needs comes to it through a socket that the parent only hands on.

Of each submission there are four kinds of process::

    watcher      outside the submission's own namespaces: kills it when it is told to, or when
                 it takes too much memory
    first        process number 1 in there: everything ends when it does
    student      runs the notebook (``student.run``)
    snapshots    forks of the student, one before each test, waiting for questions
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path

from autograder.grading import isolation
from autograder.grading.forking import make_forks_cheap
from autograder.grading.isolation import Walls

#: The one folder that a submission can write to.
FOLDER = Path("/submission")
#: Where the warm parent itself writes; a submission has an empty folder of its own in its place.
WARM = Path("/warm")

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
    make_forks_cheap()
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
        reading, writing = os.pipe()
        first = os.fork()
        if first == 0:
            to_sandbox.close()
            os.close(reading)
            _be_first(handles, walls, writing)
        os.close(writing)
    except OSError as error:
        _say(to_sandbox, NOT_SHUT_IN + str(error).encode())
        os._exit(1)
    for handle in handles:
        os.close(handle)
    if why_not := os.read(reading, 1000):  # nothing, once the wall stands
        _say(to_sandbox, NOT_SHUT_IN + why_not)
        os._exit(0)
    base = _own_memory(first)
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


def _be_first(handles: list[int], walls: Walls, to_watcher: int) -> None:
    """Be process number 1: shut everything in, start the student, and wait for all; never return.

    Why a wall could not be built, the watcher reads from a pipe.
    """
    isolation.die_with_parent()
    # A signal to one's own process group reaches members outside of the namespace as well: the
    # watcher, other submissions, the warm parent. This session has none but what starts in here.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # number 1 gets no signal that it does not catch
    addresses = isolation.addresses_taken()
    try:
        isolation.make_private_folders([FOLDER, WARM], walls.folder)
        os.chdir(FOLDER)
        isolation.give_up_rights(walls, addresses)
    except (OSError, ValueError, OverflowError) as error:
        os.write(to_watcher, str(error).encode()[:1000])
        os._exit(1)
    os.close(to_watcher)
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
        # Each thread has children of its own.
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                everyone += map(int, children.read_text().split())
    if sum(map(_own_memory, everyone)) <= enough:
        return 0
    # What forks share counts once; where that is not told, as often as there are processes.
    return sum(_shared_out(process) or max(0, _own_memory(process) - base) for process in everyone)


def _own_memory(process: int) -> int:
    """Return the bytes that are no file's: the process's own, and those shared with others."""
    return _bytes(Path(f"/proc/{process}/status"), "RssAnon:", "RssShmem:")


def _shared_out(process: int) -> int:
    """Return the same with what several processes share divided among them; 0 if not told."""
    return _bytes(Path(f"/proc/{process}/smaps_rollup"), "Pss_Anon:", "Pss_Shmem:")


def _bytes(path: Path, *names: str) -> int:
    with contextlib.suppress(OSError):
        lines = path.read_text().splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(names))
    return 0
