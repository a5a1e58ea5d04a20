"""The wall where there are no namespaces: Landlock, and limits that this side must count itself.

A submission sees files, processes and the network as this machine has them, and may use none of
them: Landlock forbids to read and write but in a few places, and to signal or trace any process
that is not the submission's own; a filter forbids the system calls that Landlock does not know.

There are two domains, one inside the other. The watcher is in the outer one, from which no signal
gets out: a signal "to all" reaches the submission, all of it, at once, and nobody else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograder.grading import consumption, isolation, system_calls
from autograder.grading.isolation import Walls
from autograder.grading.kernel import NotShutIn, call, call_by_number

#: The same on all machines.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
#: The first one that can keep signals in.
NEEDED = 6

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_MAKE_DEVICE, _TRUNCATE, _IOCTL = (1 << 6) | (1 << 11), 1 << 14, 1 << 15
_ALL_OF_FILES = (1 << 16) - 1
_ALL_OF_NETWORKS = 3  # bind and connect, by TCP
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_A_FILE = _EXECUTE | _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL

_SUBREAPER, _KEEP_RIGHTS = 36, 8
_MAY_READ_ALL = 2  # CAP_DAC_READ_SEARCH
#: Devices of which all programs make use.
_DEVICES = {"/dev/null": _READ_FILE | _WRITE_FILE} | dict.fromkeys(
    ("/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"), _READ_FILE
)
#: Numbers of users that systems leave free.
_FIRST_USER, _USERS = 61_184, 4_000

#: Files are counted each time that it is asked for so often, and whenever the disk is fuller.
_COUNTED_EVERY = 10

#: What the watcher says of files and processes.
TOO_MANY_FILES, TOO_MANY_PROCESSES = b"F", b"P"


def version() -> int:
    """Return the version of Landlock that this kernel has, 0 if it has none."""
    try:
        return call_by_number("Landlock", _CREATE, None, 0, 1)
    except NotShutIn:
        return 0


class Landlock:
    """The wall that needs no right at all.

    Args:
        home: A folder of this side's, in which each submission gets one of its own.
        readable: What a submission may read and run.

    """

    def __init__(self, home: Path, readable: Sequence[Path]) -> None:
        self._home, self._readable = home, readable
        #: A user for each submission, which only root can give it.
        self._user: int | None = None
        #: Root may read what others may not, and Python may lie there.
        self._closed = [place for place in (home, *readable) if _is_closed(place)]
        self._kept = _MAY_READ_ALL if self._closed else None
        self._folder = home
        self._free = (0, 0)
        self._looks = 0

    def around_watcher(self, walls: Walls) -> None:
        """Enter the outer domain, and make the submission's folder.

        Raises:
            NotShutIn: if the kernel does not let it.

        """
        parent = os.getppid()
        signal.signal(signal.SIGTERM, _end)
        isolation.die_with_parent(signal.SIGTERM)
        call("prctl", _SUBREAPER, 1, 0, 0, 0)
        isolation.get_no_new_rights()
        if (has := version()) < NEEDED:
            raise NotShutIn(0, f"Landlock is of version {has}, {NEEDED} is needed (Linux 6.12)")
        _enter(_rules(0, 0, _SIGNALS))
        try:
            os.kill(parent, 0)
        except PermissionError:
            pass
        else:
            raise NotShutIn(0, "a signal got out of Landlock")
        self._folder = Path(tempfile.mkdtemp(dir=self._home))
        for each in (self._here, self._temporary):
            each.mkdir()
        if os.geteuid() == 0:
            self._user = _FIRST_USER + os.getpid() % _USERS
            for each in (self._folder, self._here, self._temporary):
                os.chown(each, self._user, self._user)
            self._watch_as(self._user)
        self._free = self._free_now()

    def _watch_as(self, user: int) -> None:
        """Act as this user, who may see what that user's processes take.

        In most containers root may not. Where a submission keeps a right, its user may not either.
        """
        if self._user is not None and self._kept is None:
            os.seteuid(0)
            os.setegid(user)
            os.seteuid(user)
            isolation.die_with_parent(signal.SIGTERM)  # who changes their id loses this

    @property
    def _here(self) -> Path:
        return self._folder / "submission"

    @property
    def _temporary(self) -> Path:
        return self._folder / "tmp"

    def around_submission(self, walls: Walls) -> None:
        """Enter the inner domain, in the submission's folder.

        Raises:
            NotShutIn: if the kernel does not let it.

        """
        self._watch_as(0)
        addresses = isolation.addresses_taken()
        call("prctl", _SUBREAPER, 1, 0, 0, 0)  # whoever is left alone stays in this family
        os.chdir(self._here)
        os.environ["HOME"] = str(self._here)
        for name in ("TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"):
            os.environ[name] = str(self._temporary)
        tempfile.tempdir = None
        rules = _rules(_ALL_OF_FILES, _ALL_OF_NETWORKS, _ABSTRACT_SOCKETS | _SIGNALS)
        for path in self._readable:
            _allow(rules, path, _READ)
        for device, rights in _DEVICES.items():
            _allow(rules, Path(device), rights)
        for folder in (self._here, self._temporary):
            _allow(rules, folder, _ALL_OF_FILES & ~_MAKE_DEVICE & ~_IOCTL)
        processes = walls.processes
        if self._user is None:
            # The kernel counts all that its user has: it holds what the watcher cannot in time.
            processes = 4 * walls.processes + consumption.tasks_of_user(os.getuid())
        else:
            call("prctl", _KEEP_RIGHTS, int(self._kept is not None), 0, 0, 0)
            isolation.become(self._user, self._user)
            isolation.die_with_parent()  # who changes their id loses this
        isolation.get_no_new_rights()
        _enter(rules)
        try:
            isolation.give_up_rights(self._kept if self._user is not None else None)
        except NotShutIn as error:
            if self._user is None or self._kept is None:
                raise
            raise NotShutIn(
                error.errno,
                f"only root may go where {self._closed[0]} lies, and this root may not let a "
                "submission read there. Install Python where everybody may read it",
            ) from None
        isolation.limit(walls, addresses, processes)
        system_calls.forbid(in_the_open=True)

    def hit(self, everyone: Sequence[int], walls: Walls) -> bytes:
        """Return what the submission has too many of, empty if it is nothing."""
        if consumption.tasks(everyone) > walls.processes:
            return TOO_MANY_PROCESSES
        self._looks += 1
        space, files = (was - now for was, now in zip(self._free, self._free_now(), strict=True))
        is_fuller = space > walls.folder or files > consumption.MOST_FILES
        # To count takes long. Somebody else may have made room for what was written.
        if not is_fuller and self._looks % _COUNTED_EVERY:
            return b""
        files, space = consumption.files(self._folder, everyone, walls.folder)
        is_hit = space > walls.folder or files > consumption.MOST_FILES
        return TOO_MANY_FILES if is_hit else b""

    def _free_now(self) -> tuple[int, int]:
        """Return how many bytes and files fit onto the disk."""
        disk = os.statvfs(self._home)
        return disk.f_bfree * disk.f_frsize, disk.f_ffree

    def end(self, first: int) -> None:
        """End all of the submission's processes, and remove its folder."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._watch_as(0)
        with contextlib.suppress(ChildProcessError):
            while True:
                # To all that are in this domain, which are the submission's, and to nobody else.
                os.kill(-1, signal.SIGKILL)
                os.waitpid(-1, 0)
        if self._folder != self._home:
            subprocess.run(["rm", "-rf", "--", self._folder], check=False)


def _end(*_: object) -> None:
    raise SystemExit


def _is_closed(path: Path) -> bool:
    """Whether others than its owner cannot get to it."""
    return any(not folder.stat().st_mode & 1 for folder in path.resolve().parents)


def _rules(files: int, networks: int, scopes: int) -> int:
    """Return a handle on rules that forbid what is named here, and allow nothing of it."""
    attributes = struct.pack("QQQ", files, networks, scopes)
    return call_by_number("Landlock", _CREATE, attributes, len(attributes), 0)


def _allow(rules: int, path: Path, rights: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not path.is_dir():
        rights &= _OF_A_FILE
    call_by_number("Landlock", _ADD, rules, 1, struct.pack("=Qi", rights, handle), 0)
    os.close(handle)


def _enter(rules: int) -> None:
    """Shut this process in by these rules, and all that it will start."""
    call_by_number("Landlock", _RESTRICT, rules, 0)
    os.close(rules)
