"""Which names in a test are the author's, made anew, and which are asked of the student's side."""

from __future__ import annotations

import ast

import pytest

from autograder.chapter.cells import Marks
from autograder.chapter.key import KeyCell
from autograder.grading.trusted_names import Definitions, draws, names_bound, parse


def lesson(text: str) -> KeyCell:
    return KeyCell("l", "code", text, text, Marks())


def answer(text: str) -> KeyCell:
    return KeyCell("a", "code", "...", text, Marks("a", solution=True))


def checking(text: str) -> KeyCell:
    return KeyCell("t", "code", text, text, Marks("t", grade=True, locked=True, points=1))


def needed(test: str, *cells: KeyCell) -> tuple[list[str], set[str]]:
    """Return what a test's statements need: the author's, as text, and the student's names."""
    definitions = Definitions()
    for cell in cells:
        definitions.enter(cell)
    statements, others = definitions.needed_for(parse(test).body)
    return [ast.unparse(each) for each in statements], others


@pytest.mark.parametrize(
    "text",
    [
        "import math",
        "import os.path as name",
        "from math import pi as name",
        "def name(): pass",
        "async def name(): pass",
        "class name: pass",
        "name = 3",
        "name = -1.5",
        "name = ('a', (1, None))",
        "name: int = 3",
        "name = lambda x: x",
    ],
)
def test_what_cannot_have_changed_is_made_anew(text: str) -> None:
    name = "math" if text == "import math" else "name"
    statements, others = needed(f"assert {name}", lesson(text))
    assert statements == [ast.unparse(ast.parse(text))]
    assert others <= {"x"}  # a parameter: asked for in vain


@pytest.mark.parametrize(
    "text", ["name = []", "name = f()", "name, x = 1, 2", "for name in (): pass", "name += 1"]
)
def test_what_may_have_changed_is_the_students(text: str) -> None:
    statements, others = needed("assert name", lesson(text))
    assert (statements, others) == ([], {"name"})


def test_an_answer_is_the_students_but_not_the_library_that_it_imports() -> None:
    cell = answer("import math\ndef f(x):\n    return math.sqrt(x)")
    assert needed("assert f(4) == math.sqrt(4)", cell) == (["import math"], {"f"})


def test_what_the_authors_functions_need_comes_with_them_in_order() -> None:
    cells = (
        lesson("import math\nSCALE = 2"),
        lesson("def f(x):\n    return SCALE * math.pi * g(x)"),
    )
    statements, others = needed("f(1)", *cells, answer("def g(x): return x"))
    assert statements == [
        "import math",
        "SCALE = 2",
        "def f(x):\n    return SCALE * math.pi * g(x)",
    ]
    assert others == {"g", "x"}


def test_the_latest_definition_counts() -> None:
    again = (lesson("x = 1"), lesson("x = 2"))
    assert needed("x", *again) == (["x = 2"], set())
    assert needed("x", *again, answer("x = 3")) == ([], {"x"})
    assert needed("x", answer("x = 3"), lesson("x = 1")) == (["x = 1"], set())


def test_names_of_pythons_own_are_nobodys_unless_somebody_takes_them() -> None:
    assert needed("print(sum([]))") == ([], set())
    assert needed("sum([])", answer("def sum(x): return 0")) == ([], {"sum"})


def test_stars_are_kept_in_order() -> None:
    definitions = Definitions()
    definitions.enter(lesson("from math import *\nfrom cmath import *"))
    assert [ast.unparse(star) for star in definitions.stars] == [
        "from math import *",
        "from cmath import *",
    ]


def test_a_value_of_an_earlier_hidden_part_is_made_anew() -> None:
    hidden = checking(
        "f()\n### BEGIN HIDDEN TESTS\ntable = {'a': f}\n### END HIDDEN TESTS\nseen = []"
    )
    statements, others = needed("table, seen", answer("def f(): pass"), hidden)
    assert statements == ["table = {'a': f}"]
    assert others == {"f", "seen"}


def test_names_that_the_authors_functions_look_up_are_shared_and_those_they_change() -> None:
    definitions = Definitions()
    definitions.enter(lesson("total = 0\nunused = 1"))
    definitions.enter(
        answer("def f(n):\n    global total\n    total += g(n)\ndef g(n):\n    return n")
    )
    definitions.enter(checking("def check():\n    return expected"))
    assert {"total", "g"} <= definitions.shared
    assert not {"unused", "expected", "f", "n"} & definitions.shared
    assert definitions.changing == {"total"}
    # Not a constant, then, whatever it looks like.
    assert definitions.needed_for(parse("total").body) == ([], {"total"})


def test_pictures_are_on_the_students_side() -> None:
    for text in ("import matplotlib.pyplot as plt", "from matplotlib import pyplot as plt"):
        assert needed("plt.gca()", lesson(text)) == ([], {"plt"})
    assert needed("to_rgba", lesson("from matplotlib.colors import to_rgba"))[1] == set()


def test_no_star_is_asked_of_the_students_side() -> None:
    assert draws("matplotlib.pyplot", ())
    assert draws("matplotlib.pyplot", ("gca", "gcf"))
    assert draws("matplotlib", ("pyplot",))
    assert not draws("matplotlib.pyplot", ("*",))
    assert not draws("matplotlib", ("pyplot", "colors"))
    assert not draws("matplotlib.colors", ("to_rgba",))


def test_classes_that_answers_may_be_of() -> None:
    definitions = Definitions()
    definitions.enter(answer("class A: pass\nfrom fractions import Fraction\ndef f(): pass"))
    assert definitions.classes == {"A", "Fraction", "fractions."}


def test_a_cell_that_is_no_python_defines_nothing() -> None:
    assert parse("def (").body == []


def test_names_that_statements_bind() -> None:
    body = parse(
        "a = 1\nb: int = 2\nfor c in []: d = c\nwith x as e: pass\nimport f.g\n"
        "def h(): i = 1\nj = lambda k: k\ndel l\n(m := 3)\ntry: pass\nexcept E as n: o = 1\n"
    ).body
    assert names_bound(body) >= {*"abcdefhjlmo"}
    assert not names_bound(body) & {*"gikx"}
