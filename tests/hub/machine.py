"""A machine with users of its own, made of this one.

bubblewrap shows programs another file system, in which ``/etc``, ``/home`` and ``/srv`` are folders
of the test and all else is this machine's, read-only. Users have different numbers, so that what
the kernel refuses one to read of another is really refused. Only root can make it; nothing is left
behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

#: Where programs and libraries are; a Python of a virtual environment may lie anywhere else.
_SYSTEM = ("/usr", "/opt", "/bin", "/sbin", "/lib", "/lib64", "/sys")

_PYTHON = Path(sys.prefix).resolve()

#: The first user's number, where distributions leave room for people.
_FIRST = 41_001


@dataclass
class Machine:
    """A machine in the new folder ``folder``.

    Attributes:
        folder: Where what its users write is kept.
        project: A folder of this machine.
        shown: The parts of it that its users can read and import.
        users: The number of each user, who is alone in the group of the same number.

    """

    folder: Path
    project: Path
    shown: tuple[str, ...]
    users: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("home", "srv"):
            (self.folder / name).mkdir(parents=True)
        shutil.copytree("/etc", self.folder / "etc", symlinks=True)

    def add_user(self, name: str, password_hash: str = "!") -> None:
        """Make a login, with a home as distributions make it: others may look into it."""
        number = self.users[name] = _FIRST + len(self.users)
        home = self.path(f"/home/{name}")
        home.mkdir(mode=0o755)
        os.chown(home, number, number)
        for file, line in {
            "passwd": f"{name}:x:{number}:{number}::/home/{name}:/bin/sh",
            "group": f"{name}:x:{number}:",
            "shadow": f"{name}:{password_hash}:20000::::::",
        }.items():
            with self.path(f"/etc/{file}").open("a") as table:
                table.write(f"{line}\n")

    def path(self, there: str) -> Path:
        """Return where a path in ``/etc``, ``/home`` or ``/srv`` lies on this machine."""
        return self.folder / there.lstrip("/")

    def give(self, path: Path, user: str) -> None:
        """Let ``path`` of this machine, and all below it, belong to ``user``."""
        for each in (path, *path.rglob("*")):
            os.chown(each, self.users[user], self.users[user])

    def command(self, *words: str, user: str = "root", folder: Path | None = None) -> list[str]:
        """Return the command that runs ``words`` there, in ``folder`` or the home of ``user``."""
        command = ["bwrap", "--die-with-parent", "--unshare-pid", "--cap-add", "ALL"]
        for path in _SYSTEM:
            if Path(path).is_symlink():
                command += ["--symlink", str(Path(path).readlink()), path]
            elif Path(path).is_dir():
                command += ["--ro-bind", path, path]
        for path in ("/etc", "/home", "/srv"):
            command += ["--bind", str(self.path(path)), path]
        command += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
        shown = (self.project / name for name in self.shown)
        for path in (_PYTHON, Path(sys.base_prefix).resolve(), *shown):
            for above in reversed(path.parents[:-1]):  # else nobody but root may pass
                command += ["--perms", "0755", "--dir", str(above)]
            command += ["--ro-bind", str(path), str(path)]
        if user != "root":
            number = str(self.users[user])
            command += ["--chdir", str(folder or f"/home/{user}"), "setpriv", "--clear-groups"]
            command += ["--reuid", number, "--regid", number]
        return [*command, *words]

    def environment(self, user: str = "root") -> dict[str, str]:
        """Return the variables of a fresh login."""
        path = os.pathsep.join([str(_PYTHON / "bin"), "/usr/local/bin", "/usr/bin", "/bin"])
        home = "/srv" if user == "root" else f"/home/{user}"
        return {
            "PATH": path,
            "PYTHONPATH": str(self.project),
            "HOME": home,
            "USER": user,
            "LANG": "C.UTF-8",
        }

    def run(self, user: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as ``user`` and return how it ended and what it said."""
        return subprocess.run(
            self.command(*words, user=user),
            env=self.environment(user),
            capture_output=True,
            text=True,
            check=False,
        )


def why_not() -> str:
    """Return why no such machine can be made here; empty where one can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root can make users"
    if shutil.which("bwrap") is None:
        return "there is no bubblewrap"
    return ""
