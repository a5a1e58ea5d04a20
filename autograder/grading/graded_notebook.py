"""The notebook as it was graded, in nbgrader's format: scores are read off its outputs."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.chapter.cells import checksum
from autograder.chapter.key import Key, KeyCell
from autograder.grading.intake import Rebuilt
from autograder.grading.plan import Done, Error, Shown, Stream
from autograder.grading.verdicts import TestGrade, Verdict

#: What an output's form may be called, and how deep JSON in it may be nested.
_MIME = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9.+_-]+(; ?[a-z]+=[A-Za-z0-9._-]+)*")
_DEEPEST = 100
_PYTHON = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}


def graded_notebook(
    cells: Sequence[Rebuilt], outputs: Mapping[int, Done], tests: Mapping[str, TestGrade | None]
) -> bytes:
    """Return the graded notebook in JSON.

    Args:
        cells: Its cells.
        outputs: What its code cells have put out, by place; nothing of those that were not run.
        tests: What became of its tests, by name; None: they were not judged.

    """
    written_cells = []
    count = 0
    for place, cell in enumerate(cells):
        name = cell.key.marks.grade_id if cell.key is not None else None
        test = tests.get(name or "")
        source = cell.key.full if cell.key is not None and name in tests else cell.source
        written: dict[str, Any] = {
            "cell_type": cell.cell_type,
            "id": cell.id,
            "metadata": _metadata(cell.key),
            "source": source,
        }
        if test is not None:
            said = {"verdict": test.verdict.value, "mistakes": list(test.mistakes)}
            written["metadata"]["autograder"] = said
        if cell.cell_type == "code":
            count += 1
            done = outputs.get(place, Done(()))
            has_run = place in outputs
            shown = [_output(each, count) for each in done.outputs]
            written["outputs"] = shown if test is None else _test_outputs(shown, test, count)
            written["execution_count"] = count if has_run else None
        written_cells.append(written)
    notebook = {
        "cells": written_cells,
        # Not the submission's: it may name another kernel, and hold anything else.
        "metadata": _PYTHON,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "replace")


def under_another_key(notebook: bytes, earlier: Key, later: Key) -> bytes:
    """Return a graded notebook with what ``later`` has otherwise and nobody runs: prose, points.

    Args:
        notebook: The graded notebook.
        earlier: The key that it was graded by.
        later: One with the same cells in the same order.

    """
    written = json.loads(notebook)
    news = {old.id: new for old, new in zip(earlier.cells, later.cells, strict=True)}
    for cell in written["cells"]:
        new = news.get(cell["id"])
        if new is None or new.cell_type == "code":
            continue
        cell["id"] = new.id
        cell["metadata"] |= _metadata(new)
        if not new.marks.solution:
            cell["source"] = new.released
    return json.dumps(written, indent=1, ensure_ascii=False).encode("utf-8", "replace")


def _metadata(cell: KeyCell | None) -> dict[str, Any]:
    if cell is None or cell.marks.grade_id is None:
        return {}
    marks = cell.marks
    said: dict[str, Any] = {
        "grade": marks.grade,
        "grade_id": marks.grade_id,
        "locked": marks.locked,
        "schema_version": 3,
        "solution": marks.solution,
        "task": marks.task,
        "cell_type": cell.cell_type,
    }
    if marks.grade or marks.task:
        said["points"] = marks.points
    released = {"cell_type": cell.cell_type, "source": cell.released}
    said["checksum"] = checksum({**released, "metadata": {"nbgrader": said}})
    return {"nbgrader": said}


def _output(said: Stream | Shown | Error, count: int) -> dict[str, Any]:
    if isinstance(said, Stream):
        name = said.name if said.name in ("stdout", "stderr") else "stdout"
        return {"output_type": "stream", "name": name, "text": said.text}
    if isinstance(said, Error):
        return {
            "output_type": "error",
            "ename": said.ename,
            "evalue": said.evalue,
            "traceback": list(said.traceback),
        }
    data: dict[str, Any] = {}
    for mime, form in said.data.items():
        if _MIME.fullmatch(mime):
            is_json = mime == "application/json" or mime.endswith("+json")
            with contextlib.suppress(ValueError, RecursionError):
                data[mime] = _json(form) if is_json else form
    metadata: Any = {}
    with contextlib.suppress(ValueError, RecursionError):
        metadata = _json(said.metadata)
    metadata = metadata if isinstance(metadata, dict) else {}
    if said.is_result:
        kind: dict[str, Any] = {"output_type": "execute_result", "execution_count": count}
        return {**kind, "data": data, "metadata": metadata}
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def _json(form: str) -> Any:
    """Return what JSON says.

    Raises:
        ValueError: if it is none by the letter, or nested so deep that other programs stumble.
        RecursionError: if it is nested deeper still.

    """

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    value = json.loads(form, parse_constant=refuse)
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(_DEEPEST):
        inside = [part.values() if isinstance(part, dict) else part for part in level]
        level = [part for parts in inside for part in parts if isinstance(part, dict | list)]
    if level:
        raise ValueError("nested too deep")
    return value


def _test_outputs(
    outputs: list[dict[str, Any]], test: TestGrade, count: int
) -> list[dict[str, Any]]:
    """Return what stands below a test: what its visible part put out, and the verdict.

    The visible part ran on the student's side, before any hidden question was asked. nbgrader
    reads the score from here: an error costs all points, a number is the points.
    """
    shown = [o for o in outputs if o["output_type"] in ("stream", "display_data")]
    for output in shown:
        if output["output_type"] == "stream":
            output["name"] = "stdout"  # nbgrader takes all points for a word on stderr
    if test.verdict is Verdict.PASSED:
        return shown
    if test.verdict is Verdict.PARTIAL:
        points = {"text/plain": repr(test.points)}
        return [
            *shown,
            {
                "output_type": "execute_result",
                "data": points,
                "metadata": {},
                "execution_count": count,
            },
        ]
    errors = [o for o in outputs if o["output_type"] == "error"]
    if errors and not test.in_hidden_part:
        return [*shown, errors[-1]]
    # Its words are ours, as a check's are: "CheckFailed" is left out where pages show errors.
    words = test.shown.splitlines()
    error = {"output_type": "error", "ename": "CheckFailed", "evalue": test.shown}
    return [*shown, {**error, "traceback": words}]
