"""Shut a process in: what every wall needs, whatever else it is made of.

Runs in a child of the warm parent, before any code of a student's does.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.grading.kernel import NotShutIn, call

_DIE_WITH_PARENT, _SET_DUMPABLE, _DROP_BOUND, _NO_NEW_RIGHTS = 1, 4, 24, 38
_AMBIENT, _RAISE = 47, 2


@dataclass(frozen=True)
class Walls:
    """What a submission may use, as numbers for the kernel.

    Attributes:
        memory: Bytes that a process may take beyond what it has now.
        processes: Processes and threads at once.
        folder: Bytes that its files may take.
        seconds: Of processor time, for each process.

    """

    memory: int
    processes: int
    folder: int
    seconds: int


class Wall(Protocol):
    """What a submission's processes are shut in by."""

    def around_watcher(self, walls: Walls) -> None:
        """Prepare the process that is to end the submission's."""

    def around_submission(self, walls: Walls) -> None:
        """Shut this process in, and all that it will start; its folder is the current one."""

    def hit(self, everyone: Sequence[int], walls: Walls) -> bytes:
        """Return what the submission has more of than it may, and this wall has to count itself."""

    def end(self, first: int) -> None:
        """End all processes of the submission, the first of which is a child of this one."""


def rehearse(wall: Wall) -> str:
    """Build a wall around nothing, and return why that is not possible, empty if it is."""
    walls = Walls(memory=1 << 28, processes=100, folder=1 << 20, seconds=10)
    reading, writing = os.pipe()
    if (watcher := os.fork()) == 0:
        try:
            wall.around_watcher(walls)
            if (first := os.fork()) == 0:
                _try_within(wall, walls, writing)
            os.waitpid(first, 0)
            wall.end(0)
        except OSError as error:
            os.write(writing, str(error).encode()[:1000])
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as said:  # noqa: PTH123
        why_not = said.read().decode(errors="replace")
    os.waitpid(watcher, 0)
    return why_not


def _try_within(wall: Wall, walls: Walls, writing: int) -> None:
    try:
        wall.around_submission(walls)
    except (OSError, ValueError) as error:
        os.write(writing, str(error).encode()[:1000])
    finally:
        os._exit(0)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Let the kernel send this process a signal when its parent ends."""
    call("prctl", _DIE_WITH_PARENT, int(number), 0, 0, 0)


def become(user: int, group: int) -> None:
    """Stop being root.

    Raises:
        NotShutIn: if the kernel does not let it.

    """
    try:
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    except OSError as error:
        raise NotShutIn(
            error.errno, f"change from root to another user: {error.strerror}"
        ) from None
    # Who changes their id may not read their own entries in /proc without this.
    call("prctl", _SET_DUMPABLE, 1, 0, 0, 0)


def addresses_taken() -> int:
    """Return how many bytes of addresses this process takes; asked before ``/proc`` is hidden."""
    pages = Path("/proc/self/statm").read_text().split()[0]
    return int(pages) * resource.getpagesize()


def limit_memory(more: int) -> None:
    """Let this process take no more than so many bytes beyond what it has."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = addresses_taken() + more
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def get_no_new_rights() -> None:
    """Let no program that this process starts have more rights than it has."""
    call("prctl", _NO_NEW_RIGHTS, 1, 0, 0, 0)


def give_up_rights(kept: int | None = None) -> None:
    """Take from this process, for good, what root may do and others may not.

    Args:
        kept: The number of the one capability that it keeps, None: none.

    Raises:
        NotShutIn: if the kernel does not let it.

    """
    get_no_new_rights()
    try:
        for capability in range(64):
            call("prctl", _DROP_BOUND, capability, 0, 0, 0)
    except NotShutIn:
        pass  # there are no more, or it has no right to give up rights: it has none then
    bit = 0 if kept is None else 1 << kept
    # Version 3 of the header; effective, permitted and inheritable, the lower half and the upper.
    call("capset", struct.pack("II", 0x20080522, 0), struct.pack("6I", bit, bit, bit, 0, 0, 0))
    if kept is not None:
        call("prctl", _AMBIENT, _RAISE, kept, 0, 0)  # for the programs that it starts as well


def limit(walls: Walls, addresses: int, processes: int) -> None:
    """Limit, for good, what this process and those that it starts may use.

    Args:
        walls: What it may use.
        addresses: What it takes already, by :func:`addresses_taken`.
        processes: How many processes and threads its user may have.

    """
    for what, most in {
        resource.RLIMIT_AS: addresses + walls.memory,
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_FSIZE: walls.folder,
        resource.RLIMIT_CPU: walls.seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 1024,
        resource.RLIMIT_MEMLOCK: 1 << 20,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_STACK: 64 << 20,
    }.items():
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
