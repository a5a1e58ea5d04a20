"""Tell what this machine has of what the course uses, and how to get what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course, find_course
from autograder.desk import exchange
from autograder.errors import CourseNotFound, SandboxRefused

#: Free space with which notebooks, pictures and backups are safe, in bytes.
ENOUGH_SPACE = 1_000_000_000

INSTALL = "Run `make lab` in the course folder, which installs it."


@dataclass(frozen=True)
class Finding:
    """What was found out about one thing.

    Attributes:
        name: the thing, as the report's first column has it.
        fine: whether it is there and works.
        needed: whether a student cannot do without it.
        detail: what is there, or what is wrong, in a few words.
        remedy: what to do where it is not fine, empty where it is.

    """

    name: str
    fine: bool
    needed: bool
    detail: str
    remedy: str = ""


def examine(folder: Path | None = None) -> list[Finding]:
    """Look at this machine from ``folder`` (default: the current one) and return the findings."""
    try:
        course: Course | None = find_course(folder)
    except CourseNotFound:
        course = None
    return [
        _python(),
        *_torch(course),
        _package("JupyterLab", "jupyterlab"),
        _package("nbgrader", "nbgrader"),
        _writable(course),
        _space(course.root if course else folder or Path.cwd()),
        _sandbox(),
        _exchange(course),
        _browser(),
    ]


def report(findings: list[Finding]) -> str:
    """Return the findings as aligned lines, each missing thing with its remedy below it."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        mark = "✓" if finding.fine else "✗" if finding.needed else "–"
        lines.append(f"{mark} {finding.name:<{width}}  {finding.detail}")
        if finding.remedy:
            lines.append(f"  {'':<{width}}  → {finding.remedy}")
    missing = [finding.name for finding in findings if finding.needed and not finding.fine]
    lines.append("")
    if missing:
        lines.append(f"Missing for studying: {', '.join(missing)}.")
    else:
        lines.append("Everything that studying needs is here. Start with `make lab`.")
    return "\n".join(lines)


def _python() -> Finding:
    return Finding("Python", True, True, f"{platform.python_version()} in {sys.prefix}")


def _torch(course: Course | None) -> list[Finding]:
    try:
        import torch
    except (ImportError, OSError) as error:  # OSError: a library that it loads is damaged.
        return [Finding("torch", False, True, f"cannot be imported: {error}", INSTALL)]
    pinned = _pin(course, "torch")
    ours = torch.__version__.partition("+")[0]
    if pinned and ours != pinned:
        detail = f"{torch.__version__}, but the course is written for {pinned}"
        remedy = "Printed numbers may differ. `make lab` installs the right one."
        return [Finding("torch", False, False, detail, remedy), _device()]
    return [Finding("torch", True, True, torch.__version__), _device()]


def _pin(course: Course | None, package: str) -> str | None:
    """Return the version of ``package`` in the course's lock, None where there is none."""
    lock = course.lock if course else None
    if lock is None or not lock.is_file():
        return None
    found = re.search(rf"^{package}==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else None


def _device() -> Finding:
    import torch

    from autograder.errors import CheckBroken
    from autograder.lesson import device

    try:
        device()
    except CheckBroken as error:
        return Finding("device", False, True, "the one asked for is missing", str(error))
    # torch.accelerator would name CUDA on a machine without it: ask whether it can be used.
    if not torch.cuda.is_available():
        return Finding("device", True, False, "CPU (all that the course needs)")
    name = torch.cuda.get_device_name(0)
    return Finding("device", True, False, f"CPU; {name} with AUTOGRADER_DEVICE=cuda")


def _package(name: str, package: str) -> Finding:
    try:
        return Finding(name, True, True, importlib.metadata.version(package))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, True, "not installed", INSTALL)


def _writable(course: Course | None) -> Finding:
    name = "work folder"
    if course is None:
        remedy = "Change into the course folder, and ask again."
        return Finding(name, False, True, "this is no course folder", remedy)
    folder = course.work if course.work.exists() else course.root
    try:
        # Asking for permission bits would be wrong for root and for network drives.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = "Copy the course to a folder of your own."
        return Finding(name, False, True, f"{folder} cannot be written: {error.strerror}", remedy)
    return Finding(name, True, True, f"{course.work} can be written")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free"
    if free < ENOUGH_SPACE:
        return Finding("disk", False, False, detail, "Free some space before you go on.")
    return Finding("disk", True, False, detail)


def _sandbox() -> Finding:
    """Find out by trying: a kernel may forbid what an installed program promises."""
    try:
        from autograder.grading.sandbox import probe
    except (ImportError, OSError):  # OSError: a library of torch's is damaged
        return Finding("sandbox", True, False, "not looked for: grading is not installed")
    try:
        return Finding("sandbox", True, False, f"{probe()} (for grading only)")
    except SandboxRefused as refusal:
        return Finding("sandbox", False, False, "none (for grading only)", str(refusal))


def _exchange(course: Course | None) -> Finding:
    try:
        root, course_id = exchange.configured(course.root if course else None)
    except ImportError:
        return Finding("exchange", True, False, "not looked for: Jupyter is not installed")
    except Exception as error:  # a configuration is a program
        remedy = "Mend that nbgrader_config.py."
        return Finding("exchange", False, False, f"nbgrader's configuration: {error}", remedy)
    if not root.is_dir():
        return Finding("exchange", True, False, f"none at {root} (for hubs only)")
    detail, remedy = exchange.complaint(root, course_id)
    return Finding("exchange", not detail, False, detail or f"{root} (for hubs only)", remedy)


def _browser() -> Finding:
    for command in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(command):
            return Finding("Chromium", True, False, f"{path} (for tests only)")
    remedy = "Only for `make test`. Debian: apt install chromium."
    return Finding("Chromium", False, False, "not found (for tests only)", remedy)
