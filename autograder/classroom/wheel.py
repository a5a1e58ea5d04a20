"""Make the wheel: the package in one file that pip installs anywhere, without the course folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.chapter.files import write_atomically
from autograder.course import Course
from autograder.errors import BundleError

#: What the package is made of; nothing of a chapter, so no answer either.
_PARTS = ("pyproject.toml", "README.md", "LICENSE")

#: The oldest time that a zip can hold: same content, same bytes, whenever it was made.
_EPOCH = "315532800"


def make_wheel(course: Course) -> Path:
    """Write the wheel of the package to ``dist/`` and return its path.

    Raises:
        BundleError: if a file is missing, or pip gives up.

    """
    with TemporaryDirectory() as scratch:
        source, made = Path(scratch) / "source", Path(scratch) / "made"
        source.mkdir()
        try:
            for name in _PARTS:
                shutil.copyfile(course.root / name, source / name)
        except FileNotFoundError as error:
            raise BundleError(f"{error.filename} is missing: no wheel was made.") from error
        leave = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(course.package, source / course.package.name, ignore=leave)
        # Nothing is fetched: what builds it is installed for those who write and grade.
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"),
                *("--no-build-isolation", "--wheel-dir", str(made), str(source)),
            ],
            env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
            capture_output=True,
            text=True,
            check=False,
        )
        wheels = list(made.glob("*.whl"))
        if done.returncode or not wheels:
            raise BundleError(f"pip made no wheel: {done.stderr.strip() or done.stdout.strip()}")
        [wheel] = wheels
        target = course.dist / wheel.name
        write_atomically(target, wheel.read_bytes())
        return target
