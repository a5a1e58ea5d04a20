"""What travels with a chapter's notebook: its cards, its exercises' module, its data.

Whoever hands a chapter on, from the solution to the release, from the release to a student, asks
here what belongs to it. Whatever else lies in the folder stays behind: notes of the author, a
student's own files.
"""

from __future__ import annotations

from pathlib import Path

from autograder.chapter import cards
from autograder.errors import CardsUnreadable

#: The folder of a chapter's data files. A student may change these.
DATA = "data"


def exercises_module(chapter: str) -> str:
    """Return the name of the module with the references that a chapter's visible tests use.

    ``04_control_flow`` has ``control_flow_exercises``: a module's name cannot begin with a digit.
    """
    return f"{chapter.partition('_')[2]}_exercises"


def exercises_modules(folder: Path, chapter: str) -> list[str]:
    """Return the names of the modules that a chapter's visible tests use: its own, as a rule.

    A chapter that was assembled from others has theirs; its cards name them.
    """
    try:
        listed = cards.load(folder / cards.FILE).modules
    except CardsUnreadable:
        listed = ()
    return [exercises_module(chapter), *listed]


def companions(folder: Path, chapter: str) -> list[str]:
    """Return the names, relative to ``folder``, of what is there to travel with the notebook."""
    data = (path.relative_to(folder) for path in (folder / DATA).rglob("*") if path.is_file())
    names = [cards.FILE, *(f"{name}.py" for name in exercises_modules(folder, chapter))]
    return [
        *(name for name in names if (folder / name).is_file()),
        *sorted(name.as_posix() for name in data if not _is_a_trace(name)),
    ]


def _is_a_trace(name: Path) -> bool:
    """Tell whether ``name`` is what programs leave behind: hidden, or Python's cache."""
    return any(part.startswith((".", "__pycache__")) for part in name.parts)
