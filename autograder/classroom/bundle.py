"""Zip what students get: the notebooks and all that runs them, without any answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode

from autograder import __version__
from autograder.chapter.cells import markers
from autograder.chapter.companions import exercises_modules
from autograder.chapter.files import write_atomically
from autograder.chapter.notebook_file import parse_notebook
from autograder.course import MARKER, Course
from autograder.errors import BundleError

#: The zip's one folder. No version in its name: a newer bundle, unpacked over an older one,
#: brings new chapters and leaves the student's ``work/`` where it is.
TOP = "autograd-workbook"

#: What stands beside ``notebooks/`` and ``autograder/``.
FILES = (
    ".devcontainer/devcontainer.json",
    ".dockerignore",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "binder/requirements.txt",
    "binder/runtime.txt",
    "binder/start",
    "environment.yml",
    MARKER,
    "pyproject.toml",
    "requirements.lock",
    "tools/make_venv.py",
    "tools/setup.py",
)

#: What stands in the README's place: the repository's own speaks of rooms that students lack.
README = "docs/student.md"

#: What runs the tests after a push, and where GitHub looks for it.
WORKFLOW, WORKFLOW_THERE = "tools/student_workflow.yml", ".github/workflows/check.yml"

#: Where the Makefile's targets for students end.
_NOT_FOR_STUDENTS = b"## To teach"

#: The oldest time that a zip can hold: same content, same bytes, whenever it was made.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def make_bundle(course: Course, plan: str = "") -> Path:
    """Write ``dist/autograd-workbook-VERSION.zip`` and return its path.

    With a plan's name the notebooks are those of the course that was assembled from it, and the
    zip has the plan's name as well. Same files, same bytes. The package goes in whole: its
    ``authoring`` and ``classroom`` parts are tools without answers, and ``nbgrader_config.py``
    names some of them.

    Raises:
        BundleError: if a file is missing, or one to be handed out holds an answer, a hidden
            test or an output.

    """
    source = Course(course.assembled(plan)) if plan else course
    chapters = source.released()
    if not chapters:
        remedy = f"autograder assemble {plan}" if plan else "make notebooks"
        raise BundleError(f"There is no notebook to hand out. Make them first: {remedy}.")
    members = {name: _read(course.root / name) for name in FILES}
    members["README.md"] = _read(course.root / README)
    members[WORKFLOW_THERE] = _read(course.root / WORKFLOW)
    members["Makefile"] = members["Makefile"].partition(_NOT_FOR_STUDENTS)[0].rstrip() + b"\n"
    members |= _folder(course.root, course.package)
    for chapter in chapters:
        files = _folder(source.root, source.release(chapter).parent)
        folder = source.release(chapter).parent
        home = folder.relative_to(source.root).as_posix()
        modules = [f"{home}/{name}.py" for name in exercises_modules(folder, chapter)]
        for name, content in files.items():
            refuse_secrets(name, content, modules)
        members |= files
    bundle = course.dist / f"{TOP}{f'-{plan}' if plan else ''}-{__version__}.zip"
    write_atomically(bundle, _zip(members))
    return bundle


def refuse_secrets(name: str, content: bytes, modules: Collection[str]) -> None:
    """Let a released file pass, or say why students must not get it.

    Args:
        name: Its path in the course.
        content: What it holds.
        modules: The paths of the modules that the chapter's visible tests use.

    Raises:
        BundleError: if it is Python other than the exercises' module, holds an answer or a
            hidden test, or is a notebook with an output.

    """
    for mark in markers(content.decode("utf-8", "replace")):
        raise BundleError(_stop(name, f"holds the marker {mark}"))
    path = PurePosixPath(name)
    if path.suffix == ".py" and name not in modules:
        raise BundleError(_stop(name, "looks like an author's text file"))
    if name.endswith(".ipynb"):
        notebook = parse_notebook(content, Path(path))
        if any(_has_output(cell) for cell in notebook.cells):
            raise BundleError(_stop(name, "holds outputs, so it has been worked in"))


def _has_output(cell: NotebookNode) -> bool:
    return bool(cell.get("outputs")) or cell.get("execution_count") is not None


def _stop(name: str, why: str) -> str:
    return f"{name} {why}: no bundle was made. Make the notebooks again: make notebooks."


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BundleError(f"{path} is missing: no bundle was made. Bring it back.") from error


def _folder(root: Path, folder: Path) -> dict[str, bytes]:
    """Return the files below ``folder`` by their name in the zip, hidden and cached ones aside."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(root)
        if path.is_file() and not any(p.startswith((".", "__pycache__")) for p in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    # Stored, not compressed: compressed bytes would change with the version of zlib.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(f"{TOP}/{name}", _EPOCH)
            entry.create_system = 3  # Unix, also when made on Windows,
            entry.external_attr = 0o644 << 16  # so that everybody can read it.
            archive.writestr(entry, members[name])
    return buffer.getvalue()
