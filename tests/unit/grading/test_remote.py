"""What a test cell may do with a student's objects, which are in another process."""

from __future__ import annotations

import pytest

from tests.unit.grading.asked import holds, judged

CASES: dict[str, tuple[str, str]] = {
    "operators": (
        "class V:\n"
        "    def __init__(self, *x):\n        self.x = x\n"
        "    def __add__(self, o):\n        return V(*(a + b for a, b in zip(self.x, o.x)))\n"
        "    def __matmul__(self, o):\n        return sum(a * b for a, b in zip(self.x, o.x))\n"
        "    def __rmul__(self, k):\n        return V(*(k * a for a in self.x))\n"
        "    def __neg__(self):\n        return -1 * self\n"
        "    def __eq__(self, o):\n        return self.x == o.x\n"
        "    def __lt__(self, o):\n        return self.x < o.x\n"
        "    def __hash__(self):\n        return hash(self.x)\n"
        "    def __getitem__(self, k):\n        return self.x[k]\n"
        "    def __setitem__(self, k, v):\n"
        "        self.x = (*self.x[:k], v, *self.x[k + 1:])\n"
        "    def __round__(self, n=0):\n        return V(*(round(a, n) for a in self.x))\n"
        "    def __repr__(self):\n        return f'V{self.x}'",
        "a, b = V(1, 2), V(3, 4)\n"
        "assert a + b == V(4, 6) and a @ b == 11 and 2 * a == V(2, 4) and -a == V(-1, -2)\n"
        "assert a < b and max(a, b) is b and sorted([b, a])[0] is a\n"
        "assert len({a, V(1, 2)}) == 1 and {a: 'x'}[V(1, 2)] == 'x'\n"
        "assert a[1] == 2 and list(a) == [1, 2] and f'{a!r}' == 'V(1, 2)'\n"
        "a[0] = 5\nassert a.x == (5, 2) and round(V(1.26), 1) == V(1.3)\n"
        "import copy\nc = copy.copy(a)\nassert c == a and c is not a",
    ),
    "context managers": (
        "class Guard:\n"
        "    def __enter__(self):\n        return self\n"
        "    def __exit__(self, kind, error, trace):\n"
        "        self.seen = (kind, str(error))\n        return kind is ValueError\n"
        "import contextlib\n"
        "@contextlib.contextmanager\ndef swapped(d, key, value):\n"
        "    old = d[key]\n    d[key] = value\n"
        "    try:\n        yield d\n    finally:\n        d[key] = old",
        "with Guard() as guard:\n    raise ValueError('x')\n"
        "assert guard.seen == (ValueError, 'x')\n"
        "d = {'a': 1}\n"
        "try:\n    with swapped(d, 'a', 2) as e:\n        assert d == {'a': 2} and e is d\n"
        "        raise KeyError\n"
        "except KeyError:\n    pass\n"
        "assert d == {'a': 1}",
    ),
    "generators and iterators": (
        "def count(n):\n"
        "    total = 0\n    while total < n:\n        step = yield total\n"
        "        total += step or 1\n    return 'end'\n"
        "class Down:\n"
        "    def __init__(self, n):\n        self.n = n\n"
        "    def __iter__(self):\n        return self\n"
        "    def __next__(self):\n"
        "        if not self.n:\n            raise StopIteration\n"
        "        self.n -= 1\n        return self.n\n"
        "def total(items):\n    return sum(items)",
        "import inspect, types\n"
        "assert list(count(3)) == [0, 1, 2] and sum(count(4)) == 6\n"
        "g = count(9)\nassert next(g) == 0 and g.send(5) == 5\n"
        "assert isinstance(g, types.GeneratorType) and inspect.isgeneratorfunction(count)\n"
        "try:\n    g.send(9)\nexcept StopIteration as stop:\n    assert stop.value == 'end'\n"
        "assert list(Down(3)) == [2, 1, 0] and 1 in Down(3) and list(zip(Down(2), 'ab'))\n"
        "assert total(k * k for k in range(4)) == 14 and total(map(int, '123')) == 6",
    ),
    "a class that a test derives": (
        "from abc import ABC, abstractmethod\n"
        "class Shape(ABC):\n"
        "    def __init__(self, name):\n        self.name = name\n"
        "    @abstractmethod\n    def area(self): ...\n"
        "    def twice(self):\n        return 2 * self.area()",
        "class Square(Shape):\n"
        "    def __init__(self, side):\n        super().__init__('square')\n"
        "        self.side = side\n"
        "    def area(self):\n        return self.side**2\n"
        "s = Square(3)\nassert s.twice() == 18 and s.name == 'square' and isinstance(s, Shape)\n"
        "try:\n    Shape('x')\nexcept TypeError:\n    pass\nelse:\n    raise AssertionError",
    ),
    "async functions": (
        "import asyncio\n"
        "async def later(x):\n    await asyncio.sleep(0)\n    return x + 1\n"
        "async def each(n):\n    for k in range(n):\n        yield k\n"
        "class Door:\n"
        "    async def __aenter__(self):\n        return 'open'\n"
        "    async def __aexit__(self, *error):\n        return True",
        "import asyncio, inspect\n"
        "assert await later(1) == 2 and inspect.iscoroutinefunction(later)\n"
        "assert await asyncio.gather(later(1), later(2)) == [2, 3]\n"
        "task = asyncio.create_task(later(5))\nassert await task == 6\n"
        "assert [k async for k in each(3)] == [0, 1, 2]\n"
        "async with Door() as how:\n    assert how == 'open'\n    raise ValueError",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])


#: What must not pass, whatever it would do in a kernel.
LIES: dict[str, tuple[str, str]] = {
    "equal to everything": (
        "class E:\n    __eq__ = lambda s, o: True\n    __ne__ = lambda s, o: False\nx = E()",
        "assert x == 3",
    ),
    "between everything": (
        "class E:\n    __lt__ = __gt__ = __le__ = __ge__ = lambda s, o: True\nx = E()",
        "assert 2.9 < x < 3.1",
    ),
    "at a distance of nothing": (
        "class E:\n    __sub__ = __rsub__ = lambda s, o: 0.0\nx = E()",
        "assert abs(x - 3) < 1e-6",
    ),
    "what a difference is told": (
        "class E:\n    __sub__ = __rsub__ = lambda s, o: E()\n    __abs__ = lambda s: 0.0\n"
        "    __float__ = lambda s: 0.0\nx = E()",
        "assert float(abs(x - 3)) < 1e-6",
    ),
    "an own kind of list": (
        "class L(list):\n    __eq__ = lambda s, o: True\nx = L()",
        "assert x == [1, 2]",
    ),
    "an own kind of number": (
        "class N(float):\n    __eq__ = lambda s, o: True\n    __hash__ = None\nx = N(0)",
        "assert x == 3.0",
    ),
    "a test's name taken": (
        "expected = 3\ndef f():\n    global expected\n    expected = 4\n    return 4",
        "expected = 3\ngot = f()\nassert got == expected",
    ),
    "abs and allclose put in place": (
        "import builtins, torch\nabs = lambda x: 0\nbuiltins.abs = abs\n"
        "torch.allclose = lambda *a: True\nimport math\nmath.isclose = lambda *a: True\nx = 5.0",
        "import math\nimport torch\n"
        "assert abs(x - 3) < 1 or math.isclose(x, 3)\n"
        "assert torch.allclose(torch.tensor(x), torch.tensor(3.0))",
    ),
    "a color put in place": (
        "import matplotlib.colors\nmatplotlib.colors.to_rgba = lambda c: 0\nx = 'blue'",
        "from matplotlib.colors import to_rgba\nassert to_rgba(x) == to_rgba('red')",
    ),
    "all names at once": (
        "import matplotlib.pyplot\nmatplotlib.pyplot.__all__ = ['abs']\n"
        "matplotlib.pyplot.abs = lambda x: 0\nx = 5",
        "from matplotlib.pyplot import *\nassert abs(x - 3) < 1",
    ),
    "an array that is changed afterwards": (
        "kept = []\ndef f(x):\n    kept.append(x)\n    return x + 1\n"
        "def g():\n    kept[0][:] = 0\n    return 0",
        "import numpy as np\nx = np.ones(2)\ny = f(x)\ng()\nassert x[0] == 0",
    ),
}


@pytest.mark.parametrize("case", LIES)
def test_what_a_liar_tries_fails(case: str) -> None:
    student, test = LIES[case]
    found = judged(student, test, author="def f():\n    return 3\ndef g():\n    return 0\nx = 3")
    assert found.points == 0
