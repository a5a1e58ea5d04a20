"""Grade attacks behind the wall, and see what came of each."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from autograder.errors import NotebookUnreadable
from autograder.grading import Grade, Sandbox, grade
from tests.attacks.assignment import HONEST, KEY, SECRETS, key_of, notebook, written
from tests.attacks.attack import ESCAPED, MARKER, Attack

HONEST_SUBMISSION = written(notebook(HONEST))
#: What a slip of the pen raises: an attack with one would not be tried at all.
_SLIPS = ("SyntaxError", "IndentationError", "NameError", "ModuleNotFoundError")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What came of an attack.

    Attributes:
        attack: The attack.
        points: What it earned; None: its file was refused as no notebook.
        worth: What its content honestly earns.
        seconds: How long it took.
        faults: What must not be, in words.

    """

    attack: Attack
    points: float | None
    seconds: float
    faults: tuple[str, ...]


def outcomes(attacks: Sequence[Attack], sandbox: Sandbox) -> list[Outcome]:
    """Grade attacks at the same time, and an honest submission beside them."""
    with ThreadPoolExecutor(len(attacks) + 1) as together:
        honest = together.submit(_honest, sandbox)
        found = list(together.map(lambda attack: _outcome(attack, sandbox), attacks))
        said = honest.result()
    faults = [f"An honest submission beside these: {said}."] if said else []
    sandbox.rest()
    if left := _left_processes(sandbox):
        faults.append(f"Processes are left: {left}.")
    if files := _left_files():
        faults.append(f"Files are left: {files}.")
    return [replace(found[0], faults=(*found[0].faults, *faults)), *found[1:]]


def _outcome(attack: Attack, sandbox: Sandbox) -> Outcome:
    start = time.monotonic()
    points: float | None = None
    faults: list[str] = []
    try:
        key = key_of(attack.exercises)
        found = grade(attack.submission(), key, sandbox=sandbox, limits=attack.limits)
    except NotebookUnreadable:
        pass
    except Exception as error:  # one submission must not stop the others
        faults.append(f"grade() raised {type(error).__name__}: {str(error)[:200]}")
    else:
        points = found.points
        faults += _faults(attack, found)
    return Outcome(attack, points, time.monotonic() - start, tuple(faults))


def _faults(attack: Attack, found: Grade) -> list[str]:
    faults = []
    if not found.points <= attack.worth + 1e-9:
        faults.append(f"{found.points:g} points, where {attack.worth:g} are honest.")
    said = shown_to_the_student(found)
    faults += [f"{secret} can be read." for secret in SECRETS if secret in said]
    if ESCAPED in said:
        lines = [line for line in said.splitlines() if ESCAPED in line]
        faults.append("It got out: " + " · ".join(lines[:5])[:600])
    kinds = {
        output["ename"]
        for cell in json.loads(found.notebook)["cells"]
        if cell["id"] in HONEST
        for output in cell["outputs"]
        if output["output_type"] == "error"
    }
    if not attack.may_fail_early and (slips := kinds & set(_SLIPS)):
        faults.append(f"It was not tried: {slips}.")
    try:
        nbformat.validate(nbformat.reads(found.notebook.decode(), as_version=4))
    except Exception as error:
        faults.append(f"Its notebook is none: {str(error)[:200]}")
    if len(found.notebook) > 60_000_000:
        faults.append(f"Its notebook has {len(found.notebook)} bytes.")
    return faults


def shown_to_the_student(found: Grade) -> str:
    """Return all text of a grade that a student may see, but for sources."""
    parts = [json.dumps(output) for output in _outputs(found)]
    parts += [test.shown for test in found.tests]
    parts += [stopped.message for stopped in found.stopped]
    return "\n".join(parts).replace("\\n", "\n")


def _outputs(found: Grade) -> list[dict[str, str]]:
    return [o for cell in json.loads(found.notebook)["cells"] for o in cell.get("outputs", [])]


def _honest(sandbox: Sandbox) -> str:
    """Grade an honest submission; return what is wrong with that, empty if nothing is."""
    start = time.monotonic()
    try:
        found = grade(HONEST_SUBMISSION, KEY, sandbox=sandbox)
    except Exception as error:
        return f"grade() raised {type(error).__name__}: {error}"
    seconds = time.monotonic() - start
    if found.points != 5:
        lost = [f"{t.name} {t.verdict.value} {t.message}" for t in found.tests if t.points != 1]
        return f"{found.points:g} of 5 points, {lost} {found.stopped}"
    return f"{seconds:.1f} s" if seconds > 15 else ""


def _left_processes(sandbox: Sandbox) -> list[str]:
    """Return what runs behind the wall beside the warm parent, a moment after all has ended."""
    found: list[str] = []
    for _ in range(40):
        found = [f"{process} {_command(process)}" for process in _processes(sandbox)]
        found = [each for each in found if "bwrap " not in each][1:]  # after the warm parent
        if not found:
            break
        time.sleep(0.05)
    return found


def _processes(sandbox: Sandbox) -> list[int]:
    """Return what descends from the sandbox, or says in its environment that it does."""
    assert sandbox._process is not None
    assert sandbox._builder is not None
    mark = sandbox._builder.environment["MPLCONFIGDIR"].encode()
    parents: dict[int, list[int]] = {}
    strays = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        process = int(path.parent.name)
        with contextlib.suppress(OSError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(process)
            # Within bubblewrap nothing gets away from its family, and all sandboxes say the same.
            if sandbox.name == "Landlock" and mark in path.with_name("environ").read_bytes():
                strays.append(process)
    everyone = [sandbox._process.pid]
    for process in everyone:
        everyone += parents.get(process, [])
    return everyone + [process for process in strays if process not in everyone]


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:100]
    except OSError:
        return ""


def _left_files() -> list[str]:
    places = {Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")}
    places |= {Path.home(), Path.cwd(), _ROOT, _ROOT / "autograder", Path("/")}
    places |= {Path.home() / ".ipython/profile_default/startup"}
    return [
        str(path)
        for place in places
        if place.is_dir()
        for path in place.iterdir()
        if MARKER in path.name
    ]


def cpu_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
