"""Make ``.venv`` and install the course in it: once, and again only when its needs change.

Run through ``setup.py``, which finds a fitting Python. Standard library only: this runs before
anything is installed.
"""

from __future__ import annotations

import errno
import hashlib
import importlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Minutes are for a fast line and torch's CPU build; bytes are what the installation fills then.
EXTRAS = {"student": (3, 1_600_000_000), "dev": (4, 2_000_000_000)}

#: What an installation for the key can do as well.
ENOUGH = {"student": ("student", "dev"), "dev": ("dev",)}

UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectionError|Max retries exceeded|connection broken|ReadTimeout"
    r"|ConnectTimeout|name resolution|getaddrinfo|Network is unreachable|ProxyError"
    r"|requirement setuptools\S* \(from versions: none\)",  # Every index has setuptools.
    re.IGNORECASE,
)

#: Files of packages that nobody imports who uses them, so that they need not be compiled.
OTHERS_TESTS = r"[\\/]tests?[\\/]"

FULL = os.strerror(errno.ENOSPC)
DISK_FULL = (
    "The disk is full: the packages do not fit. Free some space, or move the course to a larger "
    "disk, and run this again."
)


class SetupFailed(Exception):
    """Something a person can mend; the message is one line and ends with the remedy."""


def fingerprint(root: Path) -> str:
    """Return a hash of all that decides what ``.venv`` must hold.

    The folder's own path is part of it: the scripts of a virtual environment stop working when
    the folder is moved.
    """
    digest = hashlib.sha256(str(root).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update(b"\0" + (root / name).read_bytes())
    return digest.hexdigest()


def interpreter(venv: Path) -> Path:
    """Return where the virtual environment's Python lies."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def stamp(venv: Path, extra: str) -> Path:
    """Return the file whose text is the fingerprint of the last good installation."""
    return venv / f"installed-{extra}"


def ready(root: Path, extra: str) -> bool:
    """Tell whether ``.venv`` already holds what ``extra`` asks for."""
    venv = root / ".venv"
    stamps = [stamp(venv, name) for name in ENOUGH[extra]]
    now = fingerprint(root)
    return interpreter(venv).exists() and any(
        s.is_file() and s.read_text(encoding="utf-8") == now for s in stamps
    )


def require_ensurepip() -> None:
    """Refuse a Python without ensurepip, which Debian and Ubuntu put into a package of its own.

    Raises:
        SetupFailed: naming that package.

    """
    try:
        importlib.import_module("venv")
        importlib.import_module("ensurepip")
    except ImportError as error:
        version = "{}.{}".format(*sys.version_info)
        raise SetupFailed(
            f"{sys.executable} cannot make virtual environments ({error}). "
            f"On Debian or Ubuntu: sudo apt install python{version}-venv; then run this again."
        ) from error


def require_space(folder: Path, needed: int) -> None:
    """Refuse to begin what cannot be finished.

    Raises:
        SetupFailed: if fewer than ``needed`` bytes are free where ``folder`` lies.

    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SetupFailed(
            f"{folder} has {free / 1e9:.1f} GB free, and the packages take {needed / 1e9:.1f} GB. "
            "Free some space, or move the course to a larger disk, and run this again."
        )


def same_python(venv: Path) -> bool:
    """Tell whether ``.venv`` was made by the Python version that is running."""
    try:
        text = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    return f"version = {sys.version_info[0]}.{sys.version_info[1]}." in text


def last_word(log: str) -> str:
    """Return the line of pip's log that says best why it gave up."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    # pip runs itself for the build tools, and draws a frame around what the inner pip said.
    errors = [
        line
        for line in (line.lstrip("│╰─> ×") for line in lines)
        if re.match(r"(ERROR|error): (?!subprocess-exited|Failed to build)", line)
    ]
    return (errors or lines or ["nothing"])[-1]


def explain_pip(log: str) -> str:
    """Return one line on why pip failed, read from its log: what happened, and the remedy."""
    if FULL in log:
        return DISK_FULL
    if UNREACHABLE.search(log):
        return (
            "The packages could not be fetched: no network, or the package index cannot be "
            "reached. Connect and run this again. pip's log is in .venv/setup.log."
        )
    return (
        f"pip gave up with '{last_word(log)}'. Its whole log is in .venv/setup.log; "
        "mend what it names and run this again."
    )


def explain_venv(output: str) -> str:
    """Return one line on why ``python -m venv`` failed: what happened, and the remedy."""
    if FULL in output:
        return DISK_FULL
    return f".venv could not be made: '{last_word(output)}'. Mend this and run it again."


def run_logged(command: list[str], log: Path) -> int:
    """Run ``command`` with its output in ``log``; on a terminal show what it is at.

    Returns:
        The command's exit status.

    """
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 1
    with log.open("a", encoding="utf-8") as file:
        file.write("$ {}\n".format(" ".join(command)))
        file.flush()
        with subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                file.write(line)
                step = re.match(
                    r"\s*(Collecting \S+|Downloading \S+|Installing collected packages)", line
                )
                if terminal and step:
                    print(f"\r\033[K  {step[1]}"[:width], end="", flush=True)
        if terminal:
            print("\r\033[K", end="")
    return process.returncode


def install(root: Path, extra: str) -> None:
    """Make ``.venv`` if need be and install the course with ``extra`` in it.

    Raises:
        SetupFailed: if Python, the disk, the network or a package stands in the way.

    """
    venv, log = root / ".venv", root / ".venv" / "setup.log"
    for old in ENOUGH["student"]:
        stamp(venv, old).unlink(missing_ok=True)  # No promise holds while packages change.
    if not (same_python(venv) and interpreter(venv).exists()):
        require_ensurepip()
        fresh = [sys.executable, "-m", "venv", "--clear", str(venv)]
        made = subprocess.run(fresh, capture_output=True, text=True, check=False)
        if made.returncode:
            raise SetupFailed(explain_venv(made.stdout + made.stderr))
    log.write_text("", encoding="utf-8")
    pip = [str(interpreter(venv)), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    options = ["--progress-bar", "off", "--no-compile"]
    wanted = ["-c", "requirements.lock", "-e", f".[{extra}]"]
    if run_logged([*pip, "install", *options, *wanted], log):
        raise SetupFailed(explain_pip(log.read_text(encoding="utf-8")))
    # By all cores: pip compiles file after file. What cannot be compiled, it passes over as well.
    # The course itself too: a process behind the wall could not keep what it compiles.
    compile_all = [str(interpreter(venv)), "-m", "compileall", "-qq", "-j", "0"]
    run_logged([*compile_all, "-x", OTHERS_TESTS, venv.name, "autograder"], log)
    stamp(venv, extra).write_text(fingerprint(root), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Set up for ``student`` or ``dev``; return 0 when ``.venv`` is ready."""
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print("usage: python3 tools/setup.py student|dev", file=sys.stderr)
        return 2
    extra = arguments[0]
    if ready(ROOT, extra):
        return 0
    minutes, size = EXTRAS[extra]
    start = time.monotonic()
    try:
        if not (ROOT / ".venv").exists():
            require_space(ROOT, size)
        print(f"Setting up .venv (once, about {minutes} minutes on a fast line) ...", flush=True)
        install(ROOT, extra)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        full = error.errno == errno.ENOSPC
        again = f"Setting up failed: {error}. Remove .venv and run this again."
        print(DISK_FULL if full else again, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command to go on.", file=sys.stderr)
        return 130
    taken = time.monotonic() - start
    print(f"Set up in {int(taken // 60)} min {int(taken % 60)} s.", flush=True)
    return 0
