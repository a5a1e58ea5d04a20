"""Functions of libraries that a test gives a student's object."""

from __future__ import annotations

import pytest

from tests.unit.grading.asked import holds

CASES: dict[str, tuple[str, str]] = {
    "torch.func": (
        "import torch\ndef f(x):\n    return x.sin().sum()",
        "import torch\nx = torch.rand(3)\n"
        "assert torch.allclose(torch.func.grad(f)(x), x.cos())\n"
        "assert torch.allclose(torch.func.hessian(f)(x).diagonal(), -x.sin())\n"
        "assert torch.allclose(torch.autograd.functional.jacobian(f, x), x.cos())",
    ),
    "what a function says of itself": (
        "def f(x: int, *, y=2.0) -> str:\n    '''Say it.'''\n    return str(x)\n"
        "class C:\n    '''A class.'''\n    def m(self, z):\n        return z",
        "import inspect\n"
        "assert f.__name__ == 'f' and f.__doc__ == 'Say it.' and callable(f)\n"
        "assert inspect.isfunction(f) and f.__code__.co_argcount == 1 and f.__defaults__ is None\n"
        "signature = inspect.signature(f)\n"
        "assert list(signature.parameters) == ['x', 'y'] and str(signature.parameters['y'])\n"
        "assert signature.parameters['y'].default == 2.0\n"
        "assert signature.parameters['x'].default is inspect.Parameter.empty\n"
        "assert f.__annotations__ == {'x': int, 'y': 1} or f.__annotations__['return'] is str\n"
        "assert 'return str(x)' in inspect.getsource(f)\n"
        "assert list(inspect.signature(C().m).parameters) == ['z']\n"
        "assert C.__doc__ == 'A class.' and C.__name__ == 'C' and hasattr(C, 'm')\n"
        "assert C.__module__ == '__main__'",
    ),
    "dataclasses, enums and named tuples": (
        "from dataclasses import dataclass\nfrom enum import Enum\n"
        "from typing import NamedTuple\n"
        "@dataclass(order=True)\nclass P:\n    x: int\n    y: int = 0\n"
        "class Color(Enum):\n    RED = 1\n    BLUE = 2\n"
        "class Pair(NamedTuple):\n    a: int\n    b: int = 0",
        "import dataclasses\n"
        "assert P(1) == P(1, 0) and P(1) < P(2) and str(P(1)) == 'P(x=1, y=0)'\n"
        "assert dataclasses.asdict(P(1)) == {'x': 1, 'y': 0} and dataclasses.is_dataclass(P)\n"
        "assert Color.RED is Color(1) and Color['BLUE'].value == 2 and len(Color) == 2\n"
        "assert Pair(1) == (1, 0) and Pair(1).a == 1 and Pair(1)._asdict() == {'a': 1, 'b': 0}",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])
