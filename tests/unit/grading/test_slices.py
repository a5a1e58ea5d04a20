"""Which cells are left out, and which tests can be asked later than where they stand."""

from __future__ import annotations

import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import KeyCell
from autograder.grading.intake import Rebuilt
from autograder.grading.slices import slice_of


def lesson(source: str, *tags: str) -> Rebuilt:
    return _cell(source, Marks(None), tags)


def answer(source: str) -> Rebuilt:
    return _cell(source, Marks("answer", solution=True), ())


def own(source: str) -> Rebuilt:
    return Rebuilt("own", "code", source)


def checked(source: str, hidden: str = "") -> Rebuilt:
    marks = Marks("test", grade=True, points=1.0)
    return Rebuilt("test", "code", source, KeyCell("test", "code", source, source + hidden, marks))


def _cell(source: str, marks: Marks, tags: tuple[str, ...]) -> Rebuilt:
    return Rebuilt("cell", "code", source, KeyCell("cell", "code", source, source, marks, tags))


SETUP = lesson("import torch\nimport matplotlib.pyplot as plt\nfrom autograder.lesson import show")
ANSWER = answer("def double(v):\n    return 2 * v")
TEST = checked("assert double(3) == 6")

#: A lesson cell and what stands around it, which lets it be left out.
LEFT_OUT = {
    "it shows": (lesson("show(torch.ones(3))"), ANSWER, TEST),
    "objects of its own": (lesson("x = torch.ones(3)\nx[0] = 2\nprint(x)"), ANSWER, TEST),
    "a name given anew": (lesson("x = torch.ones(3)"), lesson("x = 3"), own("print(x)")),
    "a parameter of this name": (lesson("x = [1]"), answer("def f(x):\n    return x"), TEST),
    "an own generator": (
        lesson("torch.rand(3, generator=torch.Generator())"), own("torch.rand(2)"), TEST
    ),
    "seeded afterwards": (
        lesson("torch.rand(3)"), own("torch.manual_seed(3)\ny = torch.rand(2)"), TEST
    ),
    "an error": (lesson("y = torch.ones(2)\ny.backward()", "raises-exception"), ANSWER, TEST),
    "met before, not after": (TEST, lesson("y = 3"), ANSWER),
    "an answer draws when it is called": (
        lesson("x = torch.rand(3)"), answer("def f():\n    return torch.rand(2)"), TEST
    ),
    "a hidden test draws": (lesson("torch.rand(3)"), checked("pass", "\ntorch.rand(3)")),
    "warnings, in a block": (
        lesson("with warnings.catch_warnings():\n    warnings.simplefilter('error')"),
        own("import warnings"), TEST,
    ),
}  # fmt: skip

#: The same, which must keep it.
KEPT = {
    "an answer reads": (lesson("x = torch.ones(3)"), answer("y = x + 1"), TEST),
    "an answer looks up": (lesson("x = [1]"), answer("def f():\n    return x"), TEST),
    "a test reads": (lesson("x = [1]"), checked("assert x == [1]")),
    "a hidden test reads": (lesson("x = [1]"), checked("pass", "\nassert x == [1]")),
    "an own cell reads": (lesson("x = [1]"), own("print(x)"), TEST),
    "changed by a method": (own("x = [1]"), lesson("x.append(2)"), checked("assert len(x) == 2")),
    "changed through another name": (
        own("x = torch.ones(2)"), lesson("y = x.T\ny.zero_()"), checked("assert x.sum() == 0")
    ),
    "changed by what it calls": (
        own("x = [1]\ndef f():\n    x.append(2)"), lesson("f()"), checked("assert len(x) == 2")
    ),
    "given in a branch": (lesson("x = 1"), lesson("if device:\n    x = 2"), own("print(x)")),
    "random numbers that come before": (lesson("torch.rand(3)"), own("y = torch.rand(2)"), TEST),
    "a seed": (lesson("torch.manual_seed(0)"), own("y = torch.rand(2)"), TEST),
    "numpy is not seeded with torch": (
        lesson("plt.hist(torch.random)"), own("torch.manual_seed(3)"), own("torch.random")
    ),
    "a setting": (lesson("torch.set_default_dtype(torch.float64)"), ANSWER, TEST),
    "a module is changed": (lesson("torch.sin = torch.cos"), ANSWER, TEST),
    "a module by another name": (lesson("t = torch\nt.sin = t.cos"), ANSWER, TEST),
    "a module handed on": (lesson("show(torch)"), ANSWER, TEST),
    "a name that nobody gives": (lesson("unheard_of(3)"), ANSWER, TEST),
    "changed by the student": (
        Rebuilt("l", "code", "print(1)", KeyCell("l", "code", "show(1)", "show(1)", Marks(None))),
        ANSWER, TEST,
    ),
    "a test looks at all names": (lesson("x = 3"), checked("assert 'x' in globals()")),
    "a magic of the student's": (lesson("x = 3"), own("%who"), TEST),
    "a magic without its sign": (lesson("x = 3"), own("who"), TEST),
    "no Python": (lesson("x = 3"), own("run helper.py"), TEST),
    "far too long": (lesson("x = 3"), own("y = 1\n" * 10_000), TEST),
    "nested far too deep": (lesson("x = 3"), own("(" * 5000 + ")" * 5000), TEST),
    "an error half way": (
        lesson("x = [1]"), lesson("x = [2]\nx.oh", "raises-exception"), own("print(x)")
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT_OUT)
def test_left_out(case: str) -> None:
    cells = [SETUP, *LEFT_OUT[case]]
    place = next(
        k for k, cell in enumerate(cells) if k and cell.key and not cell.key.marks.grade_id
    )
    assert place in slice_of(cells).left_out


@pytest.mark.parametrize("case", KEPT)
def test_kept(case: str) -> None:
    cells = [SETUP, *KEPT[case]]
    place = next(
        k for k, cell in enumerate(cells) if k and cell.key and not cell.key.marks.grade_id
    )
    assert place not in slice_of(cells).left_out


def test_imports_go_with_those_who_use_them() -> None:
    cells = [SETUP, lesson("show(torch.ones(2))"), ANSWER, TEST]
    assert slice_of(cells).left_out == {0, 1}
    assert slice_of([SETUP, cells[1], answer("y = torch.ones(2)"), TEST]).left_out == {1}


def test_what_comes_after_all_that_counts_is_left_out() -> None:
    cells = [lesson("x = [1]"), checked("assert x == [1]"), lesson("x.append(2)")]
    assert slice_of(cells).left_out == {2}


SECOND = (answer("def half(v):\n    return v / 2"), checked("assert half(6) == 3"))

#: What stands between a test and a later one, before which it can be asked as well.
ASKED_LATER = {
    "nothing": (),
    "another answer": SECOND,
    "a student's own cell": (own("y = double(4)\nprint(y)"),),
    "the same import": (lesson("import torch\nprint(torch.ones(2))"),),
    "a cell that is left out": (lesson("double = [1]"), answer("x = 1")),
    "other random numbers": (own("y = torch.rand(2)"),),
}

#: The same, before which it cannot.
ASKED_AT_ONCE = {
    "its function is given anew": (answer("def double(v):\n    return v + v"),),
    "a branch gives it anew": (own("if torch.ones(1):\n    double = abs"),),
    "its function gets an attribute": (own("double.__code__ = abs"),),
    "what its function looks up is given anew": (own("factor = 3"),),
    "data of its own are changed": (own("data.append(3)"),),
    "the same data by another name": (own("more = data\nmore.append(3)"),),
    "a setting": (own("torch.set_default_dtype(torch.float64)"),),
    "another module by a name that it uses": (own("import math as torch"),),
    "a module is changed": (own("torch.tensor = abs"),),
    "a module by another name": (own("t = torch\nt.tensor = abs"),),
    "a module handed on": (own("def change(t):\n    t.tensor = abs\nchange(torch)"),),
    "any name may be meant": (own("exec('double = abs')"),),
    "the operating system": (own("import os\nos.environ['A'] = 'b'"),),
    "a check of the student's": (own("check = print\ncheck.function('double', double)"),),
}
BEFORE = (
    own("data = [1]"),
    own("factor = 2"),
    answer("def double(v):\n    return torch.tensor(factor * v)"),
)
LOOKS = checked("assert double(3) == 6 and data", "\nassert double(4) == 8")


@pytest.mark.parametrize("case", ASKED_LATER)
def test_asked_later(case: str) -> None:
    cells = [SETUP, *BEFORE, LOOKS, *ASKED_LATER[case], checked("pass")]
    last = len(cells) - 1
    asked = slice_of(cells).asked_before
    assert asked == {k: last for k, cell in enumerate(cells[:last]) if _is_a_test(cell)}


@pytest.mark.parametrize("case", ASKED_AT_ONCE)
def test_asked_at_once(case: str) -> None:
    cells = [SETUP, *BEFORE, LOOKS, *ASKED_AT_ONCE[case], checked("pass")]
    assert slice_of(cells).asked_before == {}


def test_a_test_is_asked_at_once_where_what_it_shows_is_in_the_way() -> None:
    draws = checked("assert double(torch.rand(2)).sum() > 0")
    asks_itself = checked("factor = 5\nassert double(3) == 15")
    for test in (draws, asks_itself):
        assert slice_of([SETUP, *BEFORE, test, LOOKS]).asked_before == {}


def test_as_few_snapshots_as_possible() -> None:
    """The two that mind the factor are asked with the third one, which then does not wait."""
    minds = checked("assert factor == 2")
    cells = [SETUP, *BEFORE, LOOKS, minds, checked("pass"), own("factor = 3"), checked("pass")]
    assert slice_of(cells).asked_before == {4: 6, 5: 6}


def _is_a_test(cell: Rebuilt) -> bool:
    return cell.key is not None and cell.key.marks.is_test
