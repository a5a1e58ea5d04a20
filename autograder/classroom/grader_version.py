"""What a grade depends on beside the submission and the key: the code that grades, as a hash.

It is found without importing any of that code, so that a command which has nothing to do can say
so at once.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import autograder

_PACKAGE = Path(autograder.__file__).parent

#: The rooms that a verdict, or a word of its message, can come from.
_GRADING = ("chapter", "lesson", "grading")

#: What students' code and tests run on.
_LIBRARIES = ("torch", "numpy", "matplotlib", "ipython", "cloudpickle", "msgpack")


@cache
def grader_version() -> str:
    """Return a hash of the code that grades, of Python and of what both run on."""
    files = [path for room in _GRADING for path in (_PACKAGE / room).rglob("*.py")]
    return _hash([*_hashes(files), platform.python_version(), *map(_version, _LIBRARIES)])


@cache
def classroom_version() -> str:
    """Return a hash of all of this package, and of nbgrader's version: what hands grades back."""
    files = [path for path in _PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return _hash([*_hashes(files), grader_version(), _version("nbgrader"), _version("nbconvert")])


def _hashes(files: Iterable[Path]) -> list[str]:
    named = sorted((path.relative_to(_PACKAGE).as_posix(), path) for path in files)
    return [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in named]


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} is not there"


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
