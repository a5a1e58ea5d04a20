"""The wall inside bubblewrap's: namespaces of its own for each submission.

A submission has processes, users, networks and mounts of its own. All of it ends with process
number 1 of its namespace.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.grading import isolation, system_calls
from autograder.grading.isolation import Walls
from autograder.grading.kernel import call

_ALL_NEW = system_calls.NEW_NAMESPACES & ~system_calls.NEW_CGROUP
_NEW_MOUNTS = 0x20000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _RECURSIVE, _PRIVATE = 1, 2, 4, 0x4000, 1 << 18

#: Who a student's code is, in its own eyes; on this machine it is nobody.
_INSIDE = 1000
NOBODY = 65534


class Namespaces:
    """The wall that needs a kernel which lets this process make namespaces.

    Args:
        folder: Where the notebook runs.
        writable: What else a submission may write to; every one of them finds it empty.

    """

    def __init__(self, folder: Path, writable: Sequence[Path]) -> None:
        self._folder, self._writable = folder, writable

    def around_watcher(self, walls: Walls) -> None:
        """Leave the warm parent's namespaces: the next child is number 1 of its own world.

        Raises:
            NotShutIn: if the kernel does not let it.

        """
        isolation.die_with_parent()
        if os.getuid() == 0:  # limits on processes do not count root
            isolation.become(NOBODY, NOBODY)
        user, group = os.geteuid(), os.getegid()
        call("unshare", _ALL_NEW)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{_INSIDE} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{_INSIDE} {group} 1")
        isolation.die_with_parent()  # who changes their id loses this

    def around_submission(self, walls: Walls) -> None:
        """Shut this process in.

        Raises:
            NotShutIn: if the kernel does not let it.

        """
        addresses = isolation.addresses_taken()
        _make_private_folders([self._folder, *self._writable], walls.folder)
        os.chdir(self._folder)
        isolation.give_up_rights()
        isolation.limit(walls, addresses, walls.processes)
        system_calls.forbid()

    def hit(self, everyone: Sequence[int], walls: Walls) -> bytes:
        """Return nothing: the kernel counts."""
        return b""

    def end(self, first: int) -> None:
        """End number 1 of the submission's namespace, and all with it."""
        if first:
            os.kill(first, signal.SIGKILL)
            os.waitpid(first, 0)


def _make_private_folders(folders: Sequence[Path], size: int) -> None:
    """Hide processes, and give empty folders in place of all that others could write to.

    Args:
        folders: Where the notebook runs, and what else it may write to.
        size: Bytes that each of them holds.

    """
    # The watcher, in whose namespace this process began, must go on seeing processes.
    call("unshare", _NEW_MOUNTS)
    call("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    flags = _NO_SUID | _NO_DEVICES
    sizes = f"size={size},nr_inodes=20000,mode=0755".encode()
    for private in (*folders, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")):
        if private.is_dir() and not _holds_python(private):
            call("mount", b"tmpfs", bytes(private), b"tmpfs", flags, sizes)
    nothing = b"size=4k,nr_inodes=2,mode=0555"
    call("mount", b"tmpfs", b"/proc", b"tmpfs", flags | _READ_ONLY, nothing)


def _holds_python(folder: Path) -> bool:
    """Whether Python lies in a folder, as in a course that somebody tries out in ``/tmp``.

    It is read-only there, and must go on being seen.
    """
    places = (sys.prefix, sys.base_prefix, *filter(None, sys.path))
    return any(Path(place).is_relative_to(folder) for place in places)
