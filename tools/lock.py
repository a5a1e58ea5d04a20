"""Make ``requirements.lock``: the exact versions that the course is known to work with.

``make lock`` keeps every version that still fits and pins what is new; ``python tools/lock.py
--upgrade`` takes the newest of everything. uv resolves once for all systems and for every Python
that the course supports, reading metadata only: nothing is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"

#: Pins that we choose: printed numbers and messages in the chapters were made with this torch.
CHOSEN = ["torch==2.13.0"]

#: torch's own CUDA packages. Which build of torch a machine gets is that machine's affair (a CPU
#: wheel has none of them), and each build names the exact versions that it needs anyway.
FORBIDDEN = re.compile(r"^(nvidia-|cuda-|triton\b)")

HEADER = """\
# Exact versions, used as constraints: pip install -c requirements.lock -e .[student]
# Made by `make lock` (tools/lock.py) from pyproject.toml; not edited by hand.
"""


def keep(line: str) -> bool:
    """Tell whether a line of uv's answer belongs in the lock."""
    return bool(line.strip()) and not line.startswith("#") and not FORBIDDEN.match(line)


def compile_lock(previous: str, *, upgrade: bool = False) -> str:
    """Return the text of a lock for ``pyproject.toml``, staying close to ``previous``.

    Raises:
        subprocess.CalledProcessError: if uv finds no set of versions that fits.

    """
    with tempfile.TemporaryDirectory() as folder:
        chosen, lock = Path(folder, "chosen.txt"), Path(folder, "lock.txt")
        chosen.write_text("\n".join(CHOSEN) + "\n", encoding="utf-8")
        lock.write_text(previous, encoding="utf-8")  # uv prefers the versions that it finds here.
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-annotate"]
        command += ["--universal", "--python-version", "3.11", "--all-extras"]
        command += ["--constraints", str(chosen), "--output-file", str(lock), "pyproject.toml"]
        subprocess.run(
            command + ["--upgrade"] * upgrade, cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        lines = lock.read_text(encoding="utf-8").splitlines()
    return HEADER + "".join(f"{line}\n" for line in lines if keep(line))


def main(arguments: list[str]) -> int:
    """Remake the lock and say what changed."""
    if set(arguments) - {"--upgrade"}:
        print("usage: python tools/lock.py [--upgrade]")
        return 2
    before = LOCK.read_text(encoding="utf-8") if LOCK.is_file() else ""
    try:
        after = compile_lock(before, upgrade="--upgrade" in arguments)
    except subprocess.CalledProcessError:
        print("requirements.lock is as it was: uv found no set of versions (see above).")
        return 1
    LOCK.write_text(after, encoding="utf-8")
    old, new = set(before.splitlines()), set(after.splitlines())
    for line in sorted(old - new):
        print(f"- {line}")
    for line in sorted(new - old):
        print(f"+ {line}")
    print(f"Wrote requirements.lock: {sum(map(keep, new))} pins.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
