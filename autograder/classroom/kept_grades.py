"""Grades kept by what they depend on: submission, key, limits and the code that grades.

A grade that was worked out once is found again when the same bytes are graded by the same key.
Where only some tests of a key have changed, the verdicts of all others still hold, and only those
tests need be asked again. Deleting the folder costs time, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgpack

from autograder.chapter import key as keys
from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key
from autograder.classroom.grader_version import grader_version
from autograder.errors import KeyUnreadable
from autograder.grading import Grade, Limits, TestGrade, Verdict
from autograder.grading.changes import changed_tests
from autograder.grading.verdicts import Stopped

_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Found:
    """A grade that was kept, and the tests whose verdicts in it no longer hold."""

    grade: Grade
    changed: frozenset[str] = frozenset()


class KeptGrades:
    """The grades in a folder: a file for each submission and judge.

    A judge is a key with limits and a version of the grader. Its key is kept as well, to be
    compared with later ones.

    Args:
        folder: Where they lie.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changes: dict[tuple[str, str], frozenset[str] | None] = {}

    def find(self, submission: bytes, key: Key, limits: Limits) -> Found | None:
        """Return what is known of a submission's grade; None if all of it must be graded."""
        place = self._place(submission)
        judge = _judge(key, limits)
        if grade := _read(place / judge):
            return Found(grade)
        best: Found | None = None
        for path in sorted(place.glob("*")) if place.is_dir() else ():
            changed = self._changed(path.name, key, limits)
            is_better = changed is not None and (best is None or len(changed) < len(best.changed))
            if changed is not None and is_better and (grade := _read(path)):
                best = Found(grade, changed)
        return best

    def keep(self, submission: bytes, key: Key, limits: Limits, grade: Grade) -> None:
        """Keep a grade, unless the grader itself went wrong somewhere in it."""
        if any(test.verdict is Verdict.HARNESS_ERROR for test in grade.tests):
            return
        judge = _judge(key, limits)
        of_judge = self._folder / "judges" / judge
        if not of_judge.is_file():
            conditions = [grader_version(), asdict(limits), keys.dump(key)]
            write_atomically(of_judge, json.dumps(conditions).encode())
        content: bytes = msgpack.packb(_plain(grade), use_bin_type=True)
        digest = hashlib.sha256(content).digest()
        write_atomically(self._place(submission) / judge, digest + content)

    def _place(self, submission: bytes) -> Path:
        digest = hashlib.sha256(submission).hexdigest()
        return self._folder / "submissions" / digest[:2] / digest

    def _changed(self, judge: str, key: Key, limits: Limits) -> frozenset[str] | None:
        """Return the tests of ``key`` that an earlier judge had otherwise; None: too much is."""
        asked = judge, key.digest
        if asked not in self._changes:
            self._changes[asked] = None
            try:
                said = json.loads((self._folder / "judges" / judge).read_bytes())
                version, earlier, text = said
                if version == grader_version() and earlier == asdict(limits):
                    self._changes[asked] = changed_tests(keys.load(text), key)
            except (OSError, ValueError, TypeError, KeyUnreadable):
                pass  # Torn, or of another version of this program.
        return self._changes[asked]


def with_new_verdicts(kept: Grade, anew: Grade, changed: Iterable[str]) -> Grade | None:
    """Return ``kept`` with what ``anew`` says of the tests that have ``changed``.

    None is returned where the two cannot be put together, because a cell was stopped in one of
    them: then the whole submission is to be graded.
    """
    if kept.stopped or anew.stopped:
        return None
    names = set(changed)
    verdicts = {test.name: test for test in anew.tests}
    notebook, later = json.loads(kept.notebook), json.loads(anew.notebook)
    cells = {_name(cell): cell for cell in later["cells"]}
    notebook["cells"] = [
        cells[name] if (name := _name(cell)) in names else cell for cell in notebook["cells"]
    ]
    return replace(
        kept,
        tests=tuple(verdicts[t.name] if t.name in names else t for t in kept.tests),
        notebook=json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "replace"),
        seconds=anew.seconds,
    )


def _name(cell: dict[str, Any]) -> str | None:
    name: str | None = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return name


def _judge(key: Key, limits: Limits) -> str:
    parts = (key.digest, json.dumps(asdict(limits)), grader_version())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(grade: Grade) -> dict[str, Any]:
    tests = [{**asdict(test), "verdict": test.verdict.value} for test in grade.tests]
    stopped = [{**asdict(each), "verdict": each.verdict.value} for each in grade.stopped]
    return {**asdict(grade), "tests": tests, "stopped": stopped}


def _read(path: Path) -> Grade | None:
    """Return the grade in a file; None if there is none, or it is damaged."""
    try:
        content = path.read_bytes()
        if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
            return None
        said = msgpack.unpackb(content[_DIGEST:], raw=False, use_list=False)
        tests = [TestGrade(**{**t, "verdict": Verdict(t["verdict"])}) for t in said["tests"]]
        stopped = [Stopped(**{**s, "verdict": Verdict(s["verdict"])}) for s in said["stopped"]]
        return Grade(**{**said, "tests": tuple(tests), "stopped": tuple(stopped)})
    except (OSError, ValueError, TypeError, KeyError):
        return None
