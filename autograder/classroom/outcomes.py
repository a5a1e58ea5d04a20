"""Keep the results of a course between commands: ``var/outcomes.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.chapter.files import write_atomically
from autograder.classroom.results import Outcome, Result
from autograder.errors import GradingError
from autograder.grading import TestGrade, Verdict


def store(path: Path, results: Iterable[Result], chapters: Iterable[str]) -> list[Result]:
    """Write ``results`` to ``path`` in place of what it says about ``chapters``.

    Returns:
        All results that the file now holds, by chapter and student.

    """
    replaced = set(chapters)
    kept = [result for result in load(path) if result.chapter not in replaced]
    everything = sorted([*kept, *results], key=lambda r: (r.chapter, r.student))
    records = [as_record(result) for result in everything]
    content = (json.dumps(records, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
    # A file that only looks newer would let the next command do all its work again.
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)
    return everything


def load(path: Path) -> list[Result]:
    """Return the results in ``path``; none if there is no such file yet.

    Raises:
        GradingError: if the file is not what `store` writes.

    """
    if not path.exists():
        return []
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        return [from_record(record) for record in records]
    except (ValueError, TypeError, KeyError) as error:
        raise GradingError(
            f"{path} cannot be read ({error}). Delete it and run `autograder grade` again."
        ) from error


def as_record(result: Result) -> dict[str, Any]:
    """Return a result as JSON can hold it."""
    said = {"outcome": result.outcome.value, "tests": [_said_of(test) for test in result.tests]}
    return asdict(result) | said


def _said_of(test: TestGrade) -> dict[str, Any]:
    """Return what there is to say of a test; most have passed, and no message."""
    said = {name: value for name, value in asdict(test).items() if value}
    points = {"points": test.points, "max_points": test.max_points}
    return said | points | {"verdict": test.verdict.value}


def from_record(record: Mapping[str, Any]) -> Result:
    """Return the result that `as_record` wrote down.

    Raises:
        ValueError, TypeError, KeyError: if it is none.

    """
    said = {"outcome": Outcome(record["outcome"])}
    return Result(**{**record, **said} | {"tests": tuple(map(_test, record.get("tests", ())))})


def _test(said: dict[str, Any]) -> TestGrade:
    mistakes = tuple(said.get("mistakes", ()))
    return TestGrade(**said | {"verdict": Verdict(said["verdict"]), "mistakes": mistakes})
