"""Which cells are left out: those whose objects no answer and no test meets."""

from __future__ import annotations

import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import KeyCell
from autograder.grading.intake import Rebuilt
from autograder.grading.slices import can_be_left_out


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
    assert place in can_be_left_out(cells)


@pytest.mark.parametrize("case", KEPT)
def test_kept(case: str) -> None:
    cells = [SETUP, *KEPT[case]]
    place = next(
        k for k, cell in enumerate(cells) if k and cell.key and not cell.key.marks.grade_id
    )
    assert place not in can_be_left_out(cells)


def test_imports_go_with_those_who_use_them() -> None:
    cells = [SETUP, lesson("show(torch.ones(2))"), ANSWER, TEST]
    assert can_be_left_out(cells) == {0, 1}
    assert can_be_left_out([SETUP, cells[1], answer("y = torch.ones(2)"), TEST]) == {1}


def test_what_comes_after_all_that_counts_is_left_out() -> None:
    cells = [lesson("x = [1]"), checked("assert x == [1]"), lesson("x.append(2)")]
    assert can_be_left_out(cells) == {2}
