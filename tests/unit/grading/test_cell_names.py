"""What a cell does to names, read off its text."""

from __future__ import annotations

import pytest

from autograder.grading.cell_names import RANDOM, CellNames, cell_names
from autograder.grading.trusted_names import parse


def names(source: str) -> CellNames:
    return cell_names(parse(source))


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("x = 1\nprint(x)", {"print"}),
        ("x = x + 1", {"x"}),
        ("x += 1", {"x"}),
        ("for k in (1, 2):\n    y = k\nz = y", set()),
        ("for k in items:\n    y = k\nz = y", {"items", "y"}),
        ("for k in range(3):\n    y = k\nz = y", {"range"}),
        ("for k in (1, 2):\n    if k:\n        break\n    y = k\nz = y", {"y"}),
        ("if a:\n    x = 1\nelse:\n    x = 2\nz = x", {"a"}),
        ("if a:\n    x = 1\nz = x", {"a", "x"}),
        ("with torch.no_grad():\n    y = 1\nz = y", {"torch"}),
        ("with hidden():\n    y = 1\nz = y", {"hidden", "y"}),
        ("try:\n    x = 1\nexcept Oh as oh:\n    oh\nz = x", {"Oh", "x"}),
        ("[a for a in b]\n{c: d for c in e}", {"b", "d", "e"}),
        ("sum(a * w for a in b)", {"sum", "b", "w"}),
        ("class A(B):\n    c = d\n    def e(self):\n        return f", {"B", "d"}),
        ("(y := x)\nz = y", {"x", "y"}),
        ("a, (b, *c) = d\nprint(a, b, c)", {"d", "print"}),
    ],
)
def test_names_are_read_that_the_cell_has_not_surely_given(source: str, reads: set[str]) -> None:
    assert names(source).reads - {"__name__"} == reads


def test_functions_look_names_up_when_they_are_called() -> None:
    found = names("def f(x, y=z):\n    return x + w\nlambda: v\nlater = (u for _ in a)")
    assert found.reads == {"z", "a"}
    assert found.looks_up == {"w", "v", "u"}


def test_functions_classes_modules_and_constants_have_no_state() -> None:
    source = (
        "import math\nfrom torch import nn as net\nN, M = 3, -1\nx = [1]\ny = N\n"
        "def f(a=N):\n    pass\ndef g(a=[]):\n    pass\n@cache\ndef h():\n    pass\n"
        "class A:\n    def m(self):\n        pass\nclass B:\n    seen = []\n"
        "def k():\n    pass\nk = g\n"
        "class C:\n    def m(self):\n        pass\n    n, o = m, m\nclass D:\n    seen = x"
    )
    assert names(source).inert == {"math", "N", "M", "f", "A", "C"}


@pytest.mark.parametrize(
    "source",
    [
        "torch.set_default_dtype(torch.float64)", "plt.rcParams['x'] = 1", "plt.style.use('a')",
        "open('a', 'w')", "x.tofile('a')", "import somewhere", "from .near import it",
        "from numpy import *", "def f():\n    global x\n    x = 1", "check(1)", "check.hint()",
        "await x", "!ls", "%matplotlib inline", "exec('x = 1')", "a = torch._C",
        "from torch import save", "setattr(torch, 'sin', 1)", "warnings.simplefilter('error')",
        "with warnings.catch_warnings():\n    pass\nwarnings.simplefilter('error')",
        "with warnings.catch_warnings():\n    def f():\n        warnings.simplefilter('error')",
        "f.__name__ = 'g'", "f.__globals__", "A().__init__()", "getattr(x, 'a')", "dir()",
        "isinstance(getattr(x, 'a', f()), int)", "isinstance(x, getattr(y, 'a'))", "look = dir",
    ],
)  # fmt: skip
def test_what_may_change_more_than_names_lead_to(source: str) -> None:
    assert names(source).reaches_far


@pytest.mark.parametrize(
    "source",
    [
        "axes.set_title('x')", "x.requires_grad_(True)", "model.eval()", "check.reveal('a', x)",
        "import torch\nfrom autograder.lesson import show", "x.grad = None", "style = 'dashed'",
        "print(f.__name__, x._version, x.grad_fn._saved_self)", "super().__init__()",
        "with warnings.catch_warnings(record=True):\n    warnings.simplefilter('always')\n    f()",
        "isinstance(getattr(x, 'a'), int) and dir(x)", "torch.set_warn_always(False)",
    ],
)  # fmt: skip
def test_what_does_not(source: str) -> None:
    assert not names(source).reaches_far
    assert not names(source).sees_all


@pytest.mark.parametrize(
    ("source", "only_by_tools"),
    [
        ("import os\nfrom lines import rise", True), ("check.function('f', f)", True),
        ("print(1)", False), ("import os\nos.environ", False), ("check(1)\nexec('x')", False),
        ("from numpy import *", False),
    ],
)  # fmt: skip
def test_whether_tools_alone_reach_far(source: str, only_by_tools: bool) -> None:
    assert names(source).only_by_tools is only_by_tools


def test_what_imports_give_alone() -> None:
    source = (
        "import torch\nimport a.b\nimport a.c as d\nfrom e import f, g as h\n"
        "from ..i import j\nfrom e import k\nk = 1\nimport m\nimport n as m\ntry:\n"
        "    import o\nexcept ImportError as p:\n    p = 1\nfor q in (): import q"
    )
    assert names(source).imported == {
        "torch": "import torch", "a": "import a", "d": "import a.c", "f": "from e import f",
        "h": "from e import g", "j": "from ..i import j", "o": "import o",
    }  # fmt: skip


@pytest.mark.parametrize("source", ["globals()", "eval('x')", "%run a.py", "!ls", "Out[1]"])
def test_any_name_may_be_meant(source: str) -> None:
    assert names(source).sees_all
    assert not names("%matplotlib inline").sees_all


@pytest.mark.parametrize(
    "source", ["torch.rand(2)", "nn.Linear(1, 1)", "x.uniform_()", "np.random.seed(1)"]
)
def test_random_numbers_are_a_state_that_cells_pass_on(source: str) -> None:
    assert RANDOM in names(source).reads
    assert RANDOM in names(source).gives
    assert RANDOM not in names(source).surely
    assert RANDOM not in names(f"torch.manual_seed(0)\n{source}").reads
    assert RANDOM in names(f"def f(x={source}):\n    pass").reads


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return torch.rand(2)", "from torch import nn, randn",
        "nn.Sequential(nn.ReLU(), nn.Flatten())", "nn.MSELoss()(x, y)",
        "class A(torch.nn.Module):\n    def m(self):\n        pass",
    ],
)  # fmt: skip
def test_what_draws_later_or_never_does_not_pass_them_on(source: str) -> None:
    assert RANDOM not in names(source).reads | names(source).gives


def test_who_draws_under_another_name_is_no_function_without_state() -> None:
    assert names("from torch import nn, rand, relu as r").inert == {"nn", "rand", "r"}
    assert not names("from torch import rand as r").inert


def test_a_generator_of_ones_own_is_nobody_elses() -> None:
    source = "g = torch.Generator().manual_seed(1)\ntorch.randn(2, generator=g)"
    assert RANDOM not in names(source).reads
