"""Whether anything of an assignment of any course has changed since it was graded.

nbgrader's configuration says where its files lie; it was read when they were graded, and need not
be again, nor has nbgrader to be imported: a command that has nothing to do ends at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.chapter.files import write_atomically
from autograder.classroom import outcomes, receipts
from autograder.classroom.class_summary import without_tests
from autograder.classroom.gradebook_rows import class_fingerprint, fingerprint, rows
from autograder.classroom.grader_version import classroom_version
from autograder.classroom.receipts import Files
from autograder.classroom.results import Result

#: The folder of a course where its grades are kept.
KEPT = ".autograder"


@dataclass(frozen=True)
class Places:
    """Where the files of an assignment lie, in the course folder or elsewhere.

    Attributes:
        root: The course folder.
        assignment: nbgrader's name of the assignment.
        given: What results are made from: files, and folders that may hold other assignments' too.
        written: The same of what is written.
        gradebook: nbgrader's database.

    """

    root: Path
    assignment: str
    given: Sequence[Path]
    written: Sequence[Path]
    gradebook: Path


def state_of(places: Sequence[Path], root: Path, assignment: str) -> Files:
    """Return how the files of an assignment are."""
    return receipts.files(_files(places, assignment), root)


def forget(root: Path, assignment: str) -> None:
    """Let an assignment be looked through again, whatever ends this command."""
    _summary(root, assignment).unlink(missing_ok=True)


def remember(places: Places, given: Files, results: Iterable[Result]) -> None:
    """Note that an assignment is graded, for `unchanged`.

    Args:
        places: Where its files lie.
        given: How those were that the results are made from, before any was read.
        results: What became of each submission.

    """
    said = {
        "given": [os.path.relpath(path, places.root) for path in places.given],
        "written": [os.path.relpath(path, places.root) for path in places.written],
        "gradebook": os.path.relpath(places.gradebook, places.root),
        "state": _state(places, given),
        "results": [outcomes.as_record(result) | {"tests": []} for result in results],
    }
    write_atomically(_summary(places.root, places.assignment), json.dumps(said).encode())


def unchanged(root: Path, assignment: str) -> list[Result] | None:
    """Return the results of an assignment in which nothing has changed; else None.

    Args:
        root: The course folder.
        assignment: nbgrader's name of the assignment.

    Returns:
        The results without what became of each test, by student.

    Raises:
        GradebookUnusable: if the gradebook cannot be read.

    """
    try:
        said: dict[str, Any] = json.loads(_summary(root, assignment).read_bytes())
        places = Places(
            root,
            assignment,
            [root / path for path in said["given"]],
            [root / path for path in said["written"]],
            root / said["gradebook"],
        )
        state, records = said["state"], said["results"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if state != _state(places, state_of(places.given, root, assignment)):
        return None
    return [without_tests(record) for record in records]


def _summary(root: Path, assignment: str) -> Path:
    return root / KEPT / "summaries" / f"{assignment}.json"


def _state(places: Places, given: Files) -> dict[str, Any]:
    held = rows(places.gradebook, places.assignment)
    return {
        "version": classroom_version(),
        "class": class_fingerprint(places.gradebook, places.assignment),
        "held": {student: fingerprint(held[student]) for student in sorted(held)},
        "given": given,
        "written": state_of(places.written, places.root, places.assignment),
    }


def _files(places: Iterable[Path], assignment: str) -> Iterator[Path]:
    """Yield files as they are named, and what of an assignment lies in folders."""
    for place in places:
        if not place.is_dir():
            yield place
            continue
        for path in sorted(place.rglob("*")):
            if assignment in str(path.relative_to(place)):
                yield path
