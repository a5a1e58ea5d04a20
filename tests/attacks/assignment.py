"""An assignment of nbgrader's kind, small enough to see all of it: what the attacks are after.

Five plain test cells of one point each. Their hidden parts hold long numbers and a word that stand
nowhere else, so that whatever leaks can be recognised. Four more exercises are there for the
attacks that answer them: their tests hand over functions, lists and tensors of their own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from autograder.chapter.cells import HIDDEN_TESTS, SOLUTION, checksum, outside
from autograder.chapter.key import Key, make_key

NAME = "ps"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"

#: What nobody may read who is not the author. A number is looked for by its first digits.
SECRETS = ("73.191640", "5357.016", "0.618240", "1.847392", "2.930174", "kestrel")

_Cells = list[dict[str, Any]]


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"id": name, "cell_type": "markdown", "metadata": {}, "source": text}


def _code(name: str, text: str, **marks: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if marks:
        metadata["nbgrader"] = {
            "grade_id": name,
            "grade": False,
            "solution": False,
            "locked": False,
            "task": False,
            "schema_version": 3,
            "cell_type": "code",
            **marks,
        }
    return {
        "id": name,
        "cell_type": "code",
        "metadata": metadata,
        "source": text.strip(),
        "outputs": [],
        "execution_count": None,
    }


def _answer(name: str, text: str) -> dict[str, Any]:
    source = f"### BEGIN SOLUTION\n{text.strip()}\n### END SOLUTION"
    return _code(name, source, solution=True)


def _test(name: str, visible: str, hidden: str) -> dict[str, Any]:
    source = f"{visible.strip()}\n### BEGIN HIDDEN TESTS\n{hidden.strip()}\n### END HIDDEN TESTS"
    return _code(name, source, grade=True, locked=True, points=1)


_SQUARE = """
def square(x):
    return x * x
"""
_SLOPE = """
def slope(x):
    x = x.detach().clone().requires_grad_()
    (x**3).sum().backward()
    return x.grad
"""
_SOFT = """
def soft(x):
    return torch.log1p(torch.exp(x))
"""
_DUAL = """
class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other, 0.0)
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope)
"""
_POWERS = """
def powers(n):
    return [k * k for k in range(1, n + 1)]
"""
_WALK = """
def walk(step, place, times):
    for _ in range(times):
        place = step(place)
    return place
"""
_FILL = """
def fill(kept, n):
    kept.extend(k * k for k in range(1, n + 1))
"""
_TOTAL = """
def total(listener, numbers):
    return sum(listener(number) for number in numbers)
"""
_DESCEND = """
def descend(loss, w, rate, times):
    for _ in range(times):
        w.grad = None
        loss(w).backward()
        with torch.no_grad():
            w -= rate * w.grad
"""
#: Right answers, by the name of their cell.
HONEST = {
    "square": _SQUARE,
    "slope": _SLOPE,
    "soft": _SOFT,
    "dual": _DUAL,
    "powers": _POWERS,
}
#: The same for exercises whose tests give away something that works on their own side.
HONEST_WITH_CALLS = {"walk": _WALK, "fill": _FILL, "total": _TOTAL, "descend": _DESCEND}
_ALL = HONEST | HONEST_WITH_CALLS


def _solution() -> _Cells:
    return [
        _markdown("words", "# Five exercises"),
        _code("imports", "import torch\nfrom torch.autograd import gradcheck"),
        _answer("square", _SQUARE),
        _test(
            "test_square",
            "assert square(3.0) == 9.0",
            "assert abs(square(73.19164027) - 5357.016205013) < 1e-6, 'kestrel'",
        ),
        _answer("slope", _SLOPE),
        _test(
            "test_slope",
            """
x = torch.tensor([1.0, 2.0], dtype=torch.float64)
assert torch.allclose(slope(x), torch.tensor([3.0, 12.0], dtype=torch.float64))
""",
            """
x = torch.tensor([0.61824071, 2.0], dtype=torch.float64)
expected = 3 * x**2
assert torch.allclose(slope(x), expected), 'kestrel'
""",
        ),
        _answer("soft", _SOFT),
        _test(
            "test_soft",
            """
x = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
assert gradcheck(soft, (x,))
""",
            """
x = torch.tensor([1.84739265], dtype=torch.float64, requires_grad=True)
expected = torch.log1p(torch.exp(x.detach()))
assert gradcheck(soft, (x,))
assert torch.allclose(soft(x), expected), 'kestrel'
""",
        ),
        _answer("dual", _DUAL),
        _test(
            "test_dual",
            """
d = Dual(2.0, 1.0) * Dual(2.0, 1.0)
assert d.value == 4.0
assert d.slope == 4.0
""",
            """
d = Dual(2.93017468, 1.0) * Dual(2.93017468, 1.0) * 3.0
assert abs(d.value - 3 * 2.93017468**2) < 1e-9, 'kestrel'
assert abs(d.slope - 6 * 2.93017468) < 1e-9
""",
        ),
        _answer("powers", _POWERS),
        _test(
            "test_powers",
            "assert powers(3) == [1, 4, 9]",
            """
found = powers(317)
assert 317**2 in found, 'kestrel'
sum(a == k * k for k, a in enumerate(found, 1)) / 317
""",
        ),
    ]


def _solution_with_calls() -> _Cells:
    return [
        _answer("walk", _WALK),
        _test(
            "test_walk",
            """
calls = []
def step(place):
    calls.append(place)
    return place + 2.0
assert walk(step, 1.0, 3) == 7.0
assert calls == [1.0, 3.0, 5.0]
""",
            """
calls.clear()
assert abs(walk(step, 73.19164027, 5) - 83.19164027) < 1e-9, 'kestrel'
assert len(calls) == 5
assert calls[0] == 73.19164027
""",
        ),
        _answer("fill", _FILL),
        _test(
            "test_fill",
            "kept = []\nfill(kept, 3)\nassert kept == [1, 4, 9]",
            """
kept, expected = [5357.016205013], [5357.016205013, 1, 4, 9, 16]
fill(kept, 4)
assert kept == expected, 'kestrel'
""",
        ),
        _answer("total", _TOTAL),
        _test(
            "test_total",
            """
from unittest.mock import Mock
listener = Mock(return_value=2.0)
assert total(listener, [1.0, 5.0]) == 4.0
assert listener.call_count == 2
""",
            """
listener = Mock(side_effect=lambda number: 0.61824071 * number)
assert abs(total(listener, [1.0, 2.0, 3.0]) - 6 * 0.61824071) < 1e-9, 'kestrel'
assert [call.args for call in listener.call_args_list] == [(1.0,), (2.0,), (3.0,)]
""",
        ),
        _answer("descend", _DESCEND),
        _test(
            "test_descend",
            """
seen = []
def loss(w):
    seen.append(w.detach().clone())
    return ((w - 2.0) ** 2).sum()
w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
descend(loss, w, 0.1, 3)
assert len(seen) == 3
assert torch.allclose(w, torch.full_like(w, 2 * (1 - 0.8**3)))
""",
            """
target = torch.tensor([2.93017468, 1.84739265], dtype=torch.float64)
expected = (1 - 0.8**20) * target
w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
def loss(w):
    seen.append(w.detach().clone())
    return ((w - target) ** 2).sum()
seen.clear()
descend(loss, w, 0.1, 20)
assert torch.allclose(w, expected), 'kestrel'
assert torch.allclose(seen[1], 0.2 * target)
""",
        ),
    ]


def _released(cell: Mapping[str, Any]) -> dict[str, Any]:
    text = outside(outside(cell["source"], SOLUTION, STUB), HIDDEN_TESTS)
    # The stub stands on two lines.
    return {**cell, "source": text}


def solution() -> _Cells:
    """Return the cells of the author's notebook."""
    return _solution()


def release(exercises: Collection[str] = HONEST) -> _Cells:
    """Return the cells that students get, with nbgrader's checksums; of these exercises alone."""
    left_out = {name for each in set(_ALL) - set(exercises) for name in (each, f"test_{each}")}
    cells = [_released(cell) for cell in _everything() if cell["id"] not in left_out]
    for cell in cells:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["checksum"] = checksum(cell)
    return cells


def _everything() -> _Cells:
    return _solution() + _solution_with_calls()


KEY: Key = make_key(NAME, _solution(), [_released(cell) for cell in _solution()])
_WHOLE_KEY: Key = make_key(NAME, _everything(), [_released(cell) for cell in _everything()])


@cache
def key_of(exercises: frozenset[str]) -> Key:
    """Return the key of an assignment with these exercises alone, which takes less time."""
    there = {cell["id"] for cell in release(exercises)}
    return replace(KEY, cells=tuple(cell for cell in _WHOLE_KEY.cells if cell.id in there))


def notebook(answers: Mapping[str, str], cells: _Cells | None = None) -> dict[str, Any]:
    """Return a submission with these answers; an answer that is not given is blank."""
    cells = release() if cells is None else cells
    for cell in cells:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]].strip()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def written(notebook: Mapping[str, Any]) -> bytes:
    """Return a notebook as a file holds it."""
    return json.dumps(notebook).encode()
