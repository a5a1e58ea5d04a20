"""Grades kept by what they depend on: submission, key, limits and the code that grades.

A grade that was worked out once is found again when the same bytes are graded by the same key.
Where only some tests of a key have changed, the verdicts of all others still hold, and only those
tests need be asked again. Deleting the folder costs time, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import msgpack

from autograder.chapter import key as keys
from autograder.chapter.files import write_atomically
from autograder.chapter.key import Key
from autograder.classroom.grader_version import grader_version
from autograder.errors import KeyUnreadable
from autograder.grading import Grade, Limits, TestGrade, Verdict
from autograder.grading.changes import Changes, changes
from autograder.grading.graded_notebook import under_another_key
from autograder.grading.verdicts import Stopped

_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Found:
    """A grade that was kept, and what has changed in the key since.

    Attributes:
        grade: The grade.
        since: What has changed; the verdicts of tests that it does not name stand, unless something
            has changed elsewhere.
        is_by_this_key: Whether nothing at all has changed.

    """

    grade: Grade
    since: Changes = field(default_factory=Changes)
    is_by_this_key: bool = True

    @property
    def stands(self) -> bool:
        """Whether no test needs to be asked again."""
        return not self.since.tests and not self.since.elsewhere


class KeptGrades:
    """The grades in a folder: a file for each submission and judge.

    A judge is a key with limits and a version of the grader. Its key is kept as well, to be
    compared with later ones.

    Args:
        folder: Where they lie.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._earlier: dict[tuple[str, str], tuple[Key, Changes] | None] = {}

    def find(self, submission: bytes, key: Key, limits: Limits) -> Found | None:
        """Return what is known of a submission's grade, by the key most like ``key``."""
        place = self._place(submission)
        judge = _judge(key, limits)
        if grade := _read(place / judge):
            return Found(grade)
        known = []
        for path in sorted(place.glob("*")) if place.is_dir() else ():
            compared = self._compared(path.name, key, limits)
            if compared is not None and (grade := _read(path)):
                known.append((grade, *compared, path.stat().st_mtime))
        if not known:
            return None
        # Where all of it must be graded again, the last grade is the one to compare with.
        grade, earlier, since, _ = min(
            known, key=lambda each: (bool(each[2].elsewhere), len(each[2].tests), -each[3])
        )
        if not since.elsewhere:
            grade = replace(grade, notebook=under_another_key(grade.notebook, earlier, key))
        return Found(grade, since, is_by_this_key=False)

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

    def _compared(self, judge: str, key: Key, limits: Limits) -> tuple[Key, Changes] | None:
        """Return an earlier judge's key and what has changed since; None: it judged otherwise."""
        asked = judge, key.digest
        if asked not in self._earlier:
            self._earlier[asked] = None
            try:
                said = json.loads((self._folder / "judges" / judge).read_bytes())
                version, earlier, text = said
                former = keys.load(text)
                judges = version, earlier, former.chapter
                if judges == (grader_version(), asdict(limits), key.chapter):
                    self._earlier[asked] = former, changes(former, key)
            except (OSError, ValueError, TypeError, KeyUnreadable):
                pass  # Torn, or of another version of this program.
        return self._earlier[asked]


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
