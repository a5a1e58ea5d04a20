"""A slice confirms what the whole notebook would give, or the whole notebook is run."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace

import nbformat
import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import Key, KeyCell
from autograder.grading import Grade, Limits, Sandbox, TestGrade, consumption, grade, grading
from autograder.grading.judging import Judges

_LESSON = "told = 'in a lesson'\nprint(told)"
_STUB = "def double(x):\n    raise NotImplementedError"
_RIGHT = "def double(x):\n    return 2 * x"
_TEST = "assert double(3) == 6"
KEY = Key(
    "slices",
    (
        KeyCell("lesson", "code", _LESSON, _LESSON, Marks(None)),
        KeyCell("double", "code", _STUB, _RIGHT, Marks("double", solution=True)),
        KeyCell("test", "code", _TEST, _TEST, Marks("test", grade=True, locked=True, points=1.0)),
    ),
)


def graded(
    sandbox: Sandbox,
    answer: str,
    slices: bool = True,
    shown: str = "passed",
    limits: Limits | None = None,
) -> tuple[Grade, dict[str, str]]:
    """Return a grade, and what each cell of its notebook has put out.

    ``shown`` is what the file shows of its test: ``passed``, ``failed``, or nothing.
    """
    cells = []
    for cell in KEY.cells:
        text = answer if cell.id == "double" else cell.released
        name = cell.marks.grade_id
        marks = {"nbgrader": {**vars(cell.marks), "schema_version": 3}} if name else {}
        cells.append(nbformat.v4.new_code_cell(text, id=cell.id, metadata=marks))
        if cell.id == "test" and shown:
            cells[-1].execution_count = 3
            error = nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
            cells[-1].outputs = [error] * (shown == "failed")
    cells.append(nbformat.v4.new_code_cell("1 / 0", id="own"))
    content = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    found = grade(content, KEY, sandbox=sandbox, slices=slices, limits=limits)
    written = json.loads(found.notebook)["cells"]
    return found, {cell["id"]: json.dumps(cell["outputs"]) for cell in written}


@pytest.mark.parametrize(
    ("answer", "points", "is_slice"),
    [
        (_RIGHT, 1, True),
        ("def double(x):\n    return 3 * x", 0, False),
        (_STUB, 0, False),
        ("import os\nos._exit(3)", 0, False),
        # Nobody sees in its text what it uses.
        ("import __main__\ndouble = lambda x: 2 * x * len(__main__.told) / 11", 1, False),
        ("def double(x):\n    return 2 * x * len(told) / 11", 1, False),
    ],
)
def test_a_slice_is_as_good_as_the_whole(
    answer: str, points: float, is_slice: bool, sandbox: Sandbox
) -> None:
    found, outputs = graded(sandbox, answer)
    whole, expected = graded(sandbox, answer, slices=False)
    assert (found.points, found.is_slice) == (points, is_slice)
    assert [(t.verdict, t.message) for t in found.tests] == [
        (t.verdict, t.message) for t in whole.tests
    ]
    assert "in a lesson" in expected["lesson"]
    if is_slice:
        assert outputs.pop("lesson") == "[]"
        del expected["lesson"]
    assert outputs == expected


@pytest.mark.parametrize("shown", ["failed", ""])
def test_where_a_test_is_likely_to_fail_no_slice_is_tried(shown: str, sandbox: Sandbox) -> None:
    found, _ = graded(sandbox, _RIGHT, shown=shown)
    assert (found.points, found.is_slice) == (1, False)


def test_a_snapshot_ends_when_its_test_is_judged(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that a submission's tests write to would else be held until the last one is judged."""
    marks = Marks("", grade=True, locked=True, points=1.0)
    more = [KeyCell(n, "code", _TEST, _TEST, replace(marks, grade_id=n)) for n in "abcd"]
    monkeypatch.setitem(globals(), "KEY", replace(KEY, cells=(*KEY.cells, *more)))
    judge = Judges.judge
    ended = []

    def watched(self: Judges, tests: Sequence[KeyCell]) -> dict[str, TestGrade]:
        assert sandbox._process is not None
        there = set(consumption.family(sandbox._process.pid))
        found = judge(self, tests)
        for _ in range(500):
            gone = there - set(consumption.family(sandbox._process.pid))
            if len(gone) >= len(tests):
                break
            time.sleep(0.01)
        ended.append(len(gone))
        return found

    monkeypatch.setattr(Judges, "judge", watched)
    assert graded(sandbox, _RIGHT, slices=False)[0].points == 5
    assert ended[0] >= 5, "more than the student's own process has ended"


_PATCHED = (
    "from unittest.mock import patch\n"
    "with patch('builtins.input', lambda *_: '3'):\n    assert double(3) == 6"
)
_AT_FOUR = "assert double(4) == 8"
_TWO_LEFT = (
    ("a", "pass", _PATCHED),
    ("b", "assert double(2) == 4", _AT_FOUR),
    ("test", _TEST, _TEST),
)


@pytest.mark.parametrize(
    ("answer", "points", "runs"),
    [
        (_RIGHT, [1, 1, 1], 1),
        ("def double(x):\n    return 2 * x if x != 4 else 9", [1, 0, 1], 2),
        ("def double(x):\n    while x == 4: pass\n    return 2 * x", [1, 0, 1], 2),
        ("def double(x):\n    try: return 2 * int(input())\n"
         "    except RuntimeError: return 2 * x", [1, 1, 1], 1),
        ("import os\ndef double(x):\n    return 2 * x if x != 4 else os._exit(3)", [1, 0, 1], 2),
        # What it counts is one for all tests in a kernel, where it is wrong from the third call.
        ("def double(x, calls=[]):\n    calls.append(x)\n    return 2 * x * (len(calls) < 4)",
         [1, 1, 1], 1),
    ],
)  # fmt: skip
def test_tests_that_share_a_snapshot(
    answer: str,
    points: list[float],
    runs: int,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    marks = Marks("", grade=True, locked=True, points=1.0)
    tests = [KeyCell(n, "code", s, f, replace(marks, grade_id=n)) for n, s, f in _TWO_LEFT]
    monkeypatch.setitem(globals(), "KEY", replace(KEY, cells=(*KEY.cells[:2], *tests)))
    monkeypatch.setattr(grading, "_has_passed", lambda _: True)
    started = []
    monkeypatch.setattr(grading, "Judges", lambda *given: started.append(1) or Judges(*given))
    limits = Limits(cell_seconds=2.0)
    found, _ = graded(sandbox, answer, limits=limits)
    assert (len(started), [test.points for test in found.tests]) == (runs, points)
    whole, _ = graded(sandbox, answer, slices=False, limits=limits)
    assert [(t.verdict, t.message) for t in found.tests] == [
        (t.verdict, t.message) for t in whole.tests
    ]
