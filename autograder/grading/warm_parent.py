"""The warm parent: has imported all that a notebook may want, and forks a child for each.

It runs behind bubblewrap's wall, where there is one. It has never seen a key, and holds nothing of
any submission: what a child needs comes to it through a socket that the parent only hands on.

Of each submission there are four kinds of process::

    watcher      outside the submission's own walls: kills it when it is told to, or when it takes
                 too much
    first        in namespaces, process number 1: everything ends when it does
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
import subprocess
import sys
from pathlib import Path

from autograder.grading import consumption, isolation
from autograder.grading.forking import make_forks_cheap
from autograder.grading.isolation import Wall, Walls
from autograder.grading.landlock import Landlock
from autograder.grading.namespaces import Namespaces

#: The one folder that a submission can write to, in namespaces.
FOLDER = Path("/submission")
#: Where the warm parent itself writes; a submission has an empty folder of its own in its place.
WARM = Path("/warm")

#: What the watcher says when it has killed a submission for its hunger, and when it ended.
TOO_MUCH_MEMORY, ENDED, NOT_SHUT_IN = b"M", b"E", b"N"

#: Seconds between two looks at what a submission takes.
_PERIOD = 0.2
_MOST_FDS = 253


def main() -> None:
    """Serve the sandbox at the other end of the socket whose number is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    wall = wall_for(sys.argv[2:])
    if isinstance(wall, Namespaces):
        isolation.die_with_parent()
        _serve(control, wall)
        return
    signal.signal(signal.SIGTERM, _end)
    isolation.die_with_parent(signal.SIGTERM)
    try:
        _serve(control, wall)
    finally:
        # The watchers, which are in this process's group, end what they watch.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        subprocess.run(["rm", "-rf", "--", sys.argv[2]], check=False)


def wall_for(places: list[str]) -> Wall:
    """Return what shuts submissions in.

    Args:
        places: Nothing within bubblewrap; otherwise a folder in which each submission gets its
            own, and all that it may read.

    """
    if not places:
        return Namespaces(FOLDER, [WARM])
    home, *readable = map(Path, places)
    return Landlock(home, readable)


def _end(*_: object) -> None:
    raise SystemExit


def _serve(control: socket.socket, wall: Wall) -> None:
    from autograder.grading import student

    if why_not := isolation.rehearse(wall):
        raise SystemExit(why_not)
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
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                control.close()
                walls = Walls(**order["walls"])
                _watch(handles[0], handles[1:], wall, walls, order["total_memory"])
            finally:
                os._exit(0)
        for handle in handles:
            os.close(handle)


def _watch(own: int, handles: list[int], wall: Wall, walls: Walls, total_memory: int) -> None:
    """Start a submission's processes, and end them when that is called for."""
    to_sandbox = socket.socket(fileno=own)
    first = 0
    try:
        wall.around_watcher(walls)
        reading, writing = os.pipe()
        first = os.fork()
        if first == 0:
            try:
                to_sandbox.close()
                os.close(reading)
                _be_first(handles, wall, walls, writing)
            finally:
                os._exit(1)
        os.close(writing)
        for handle in handles:
            os.close(handle)
        if why_not := os.read(reading, 1000):  # nothing, once the wall stands
            _say(to_sandbox, NOT_SHUT_IN + why_not)
            return
        memory = consumption.Memory(consumption.own_memory(first), total_memory)
        while not select.select([to_sandbox], [], [], _PERIOD)[0]:
            if os.waitpid(first, os.WNOHANG) != (0, 0):
                first = 0
                _say(to_sandbox, ENDED)
                return
            everyone = consumption.family(first)
            if memory.is_too_much(everyone):
                _say(to_sandbox, TOO_MUCH_MEMORY)
                return
            if hit := wall.hit(everyone, walls):
                _say(to_sandbox, hit)
                return
    except OSError as error:
        _say(to_sandbox, NOT_SHUT_IN + str(error).encode())
    finally:
        wall.end(first)
        to_sandbox.close()


def _be_first(handles: list[int], wall: Wall, walls: Walls, to_watcher: int) -> None:
    """Be the submission's first process: shut it in, start the student, and wait for all.

    Why a wall could not be built, the watcher reads from a pipe.
    """
    isolation.die_with_parent()
    # A signal to one's own process group reaches members outside of a namespace as well: the
    # watcher, other submissions, the warm parent. This session has none but what starts in here.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # number 1 gets no signal that it does not catch
    try:
        wall.around_submission(walls)
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
