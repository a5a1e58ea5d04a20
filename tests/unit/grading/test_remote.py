"""What a test cell may do with a student's functions and objects, which are in another process.

Each case is a student's code and a test that holds for it in an ordinary kernel.
"""

from __future__ import annotations

import pytest

from autograder.grading.verdicts import Verdict
from tests.unit.grading.asked import POINTS, judged

#: Values that a test gets as they are.
VALUES = [
    "None", "True", "0", "-1", "2**63", "-(2**200)", "1.5", "float('inf')", "1e-320", "1 + 2j",
    "complex('inf')", "'text'", "'ä€\\0'", "b'\\0\\xff'", "...", "[]", "[1, [2, (3, {4})]]", "(1,)",
    "{'a': {1: [None]}}", "{(1, 2): 'key'}", "set()", "frozenset({1})", "range(2, 9, 3)",
    "collections.Counter('aab')", "collections.deque([1, 2])", "collections.OrderedDict(a=1)",
    "decimal.Decimal('0.1')", "fractions.Fraction(1, 3)", "datetime.date(2024, 2, 29)",
    "datetime.timedelta(days=1, seconds=2)", "pathlib.PosixPath('a/b')", "torch.float64",
    "torch.device('cpu')", "torch.Size([2, 3])", "np.float32(0.5)", "np.int64(-3)",
    "np.bool_(True)",    "int", "torch.Tensor", "np.str_('x')",
]  # fmt: skip
IMPORTS = (
    "import collections, datetime, decimal, fractions, pathlib\nimport numpy as np\nimport torch\n"
)


@pytest.mark.parametrize("value", VALUES)
def test_plain_values_come_as_they_are(value: str) -> None:
    test = f"assert value == {value}\nassert type(value) is type({value})\nassert f() == {value}"
    found = judged(f"{IMPORTS}value = {value}\ndef f():\n    return value", test)
    assert found.verdict is Verdict.PASSED, found.message


CASES: dict[str, tuple[str, str]] = {
    "nan": ("x = float('nan')", "assert x != x"),
    "arrays": (
        "import numpy as np\n"
        "a = np.arange(6.0).reshape(2, 3)[:, ::-1]\nt = np.array(['a', 'bc'])\n"
        "z = np.zeros((0, 2))",
        "import numpy as np\n"
        "assert np.array_equal(a, [[2, 1, 0], [5, 4, 3]]) and a.dtype == np.float64\n"
        "assert list(t) == ['a', 'bc'] and z.shape == (0, 2)",
    ),
    "tensors": (
        "import torch\n"
        "a = torch.tensor([1.0, 2.0], requires_grad=True)\n(a * a).sum().backward()\n"
        "b = a * 3\nc = torch.tensor([True])\nd = torch.tensor(1 + 1j)\ne = torch.empty(0, 3)\n"
        "f = torch.tensor(2.0, dtype=torch.bfloat16)",
        "import torch\n"
        "assert a.is_leaf and a.requires_grad and torch.equal(a.grad, torch.tensor([2.0, 4.0]))\n"
        "assert not b.is_leaf and b.grad_fn is not None\n"
        "b.sum().backward()\nassert torch.equal(a.grad, torch.tensor([5.0, 7.0]))\n"
        "assert c.dtype == torch.bool and d.item() == 1 + 1j and e.shape == (0, 3)\n"
        "assert f.dtype == torch.bfloat16 and f.item() == 2",
    ),
    "a gradient through a student's function": (
        "import torch\ndef f(x):\n    return 2 * (x * x).sum()",
        "import torch\n"
        "x = torch.randn(5, dtype=torch.float64, requires_grad=True)\nf(x).backward()\n"
        "assert torch.allclose(x.grad, 4 * x)\n"
        "f(x).backward()\nassert torch.allclose(x.grad, 8 * x)",
    ),
    "the derivative that a student takes of a test's function": (
        "import torch\n"
        "def derivative(f, x):\n"
        "    x = x.detach().requires_grad_()\n"
        "    return torch.autograd.grad(f(x).sum(), x)[0]",
        "import torch\nx = torch.linspace(0, 1, 4)\nscale = 3.0\n"
        "assert torch.allclose(derivative(lambda t: scale * t**2, x), 6 * x)\n"
        "assert torch.allclose(derivative(torch.sin, x), torch.cos(x))",
    ),
    "higher derivatives": (
        "import torch\ndef f(x):\n    return x**3",
        "import torch\n"
        "x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)\n"
        "first, = torch.autograd.grad(f(x), x, create_graph=True)\n"
        "second, = torch.autograd.grad(first, x, create_graph=True)\n"
        "third, = torch.autograd.grad(second, x)\n"
        "assert (first.item(), second.item(), third.item()) == (12, 12, 6)",
    ),
    "gradcheck": (
        "import torch\ndef f(x, y):\n    return x.sin() * y, x * y**2",
        "import torch\nfrom torch.autograd import gradcheck, gradgradcheck\n"
        "pair = tuple(torch.randn(3, dtype=torch.float64, requires_grad=True) for _ in range(2))\n"
        "assert gradcheck(f, pair) and gradgradcheck(f, pair)",
    ),
    "a custom autograd.Function": (
        "import torch\n"
        "class Cube(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n"
        "        ctx.save_for_backward(x)\n        return x**3\n"
        "    @staticmethod\n    def backward(ctx, grad):\n"
        "        x, = ctx.saved_tensors\n        return grad * 3 * x**2\n"
        "cube = Cube.apply",
        "import torch\n"
        "x = torch.randn(3, dtype=torch.float64, requires_grad=True)\n"
        "assert torch.autograd.gradcheck(Cube.apply, x)\n"
        "assert torch.autograd.gradgradcheck(cube, x)\n"
        "assert issubclass(Cube, torch.autograd.Function)",
    ),
    "a model is trained": (
        "import torch\nfrom torch import nn\n"
        "class Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.w = nn.Linear(1, 1)\n"
        "    def forward(self, x):\n        return self.w(x)",
        "import torch\nfrom torch import nn\n"
        "net = Net()\nassert isinstance(net, nn.Module) and callable(net)\n"
        "assert [tuple(p.shape) for p in net.parameters()] == [(1, 1), (1,)]\n"
        "assert all(isinstance(p, nn.Parameter) for p in net.parameters())\n"
        "x = torch.linspace(-1, 1, 9).reshape(-1, 1)\n"
        "optimizer = torch.optim.SGD(net.parameters(), lr=0.5)\n"
        "for _ in range(30):\n"
        "    optimizer.zero_grad()\n"
        "    loss = ((net(x) - 3 * x - 1) ** 2).mean()\n"
        "    loss.backward()\n"
        "    optimizer.step()\n"
        "assert loss.item() < 0.01\n"
        "assert abs(net.w.weight.item() - 3) < 0.2\n"
        "with torch.no_grad():\n    net.w.weight.fill_(7.0)\n"
        "assert net.state_dict()['w.weight'].item() == 7",
    ),
    "a test's model is trained by a student": (
        "import torch\n"
        "def train(net, x, y):\n"
        "    for _ in range(30):\n"
        "        net.zero_grad()\n        ((net(x) - y) ** 2).mean().backward()\n"
        "        with torch.no_grad():\n"
        "            for p in net.parameters():\n                p -= 0.5 * p.grad",
        "import torch\n"
        "net = torch.nn.Linear(1, 1)\nx = torch.linspace(-1, 1, 9).reshape(-1, 1)\n"
        "train(net, x, 3 * x)\nassert abs(net.weight.item() - 3) < 0.2",
    ),
    "changes in place": (
        "def f(items, table, some, array, tensor):\n"
        "    items.append(4)\n    table['b'] = 2\n    some.discard(1)\n    array[0] = 9\n"
        "    tensor.mul_(2)",
        "import numpy as np\nimport torch\n"
        "items, table, some = [3], {'a': 1}, {1, 2}\n"
        "array, tensor = np.zeros(2), torch.ones(2)\nother = items\n"
        "f(items, table, some, array, tensor=tensor)\n"
        "assert other is items == [3, 4] and table == {'a': 1, 'b': 2} and some == {2}\n"
        "assert array[0] == 9 and tensor.tolist() == [2, 2]",
    ),
    "an argument that comes back is the same": (
        "def f(x):\n    return x",
        "import torch\na, t = [1], torch.ones(2)\nassert f(a) is a and f(t) is t and f(f) is f",
    ),
    "a list that a student's object keeps": (
        "class Box:\n"
        "    def __init__(self, items):\n        self.items = items\n"
        "    def add(self, item):\n        self.items.append(item)",
        "mine = [1]\nbox = Box(mine)\nbox.add(2)\nassert mine == [1, 2]\n"
        "mine.append(3)\nassert box.items == [1, 2, 3]\nbox.items.append(4)\n"
        "assert len(box.items) == 4 and mine[-1] == 4",
    ),
    "an object of the test's own class": (
        "def fill(store):\n    store.put(1)\n    store.put(2)\n    return store.items",
        "class Store:\n"
        "    def __init__(self):\n        self.items = []\n"
        "    def put(self, item):\n        self.items.append(item)\n"
        "store = Store()\nassert fill(store) == [1, 2]\nassert store.items == [1, 2]",
    ),
    "a stream to write to": (
        "def report(to):\n    print('one', file=to)\n    to.write('two')",
        "import io\nto = io.StringIO()\nreport(to)\nassert to.getvalue() == 'one\\ntwo'",
    ),
    "printed words": (
        "import sys\ndef f(x):\n    print(x)\n    print('err', file=sys.stderr)",
        "import io\nfrom contextlib import redirect_stderr, redirect_stdout\n"
        "with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:\n"
        "    f('ä')\nassert out.getvalue() == 'ä\\n' and err.getvalue() == 'err\\n'",
    ),
    "errors of the student's own": (
        "class Empty(LookupError):\n"
        "    def __init__(self, where):\n"
        "        super().__init__('nothing in ' + where)\n        self.where = where\n"
        "class VeryEmpty(Empty):\n    pass\n"
        "def f(x):\n    raise VeryEmpty(x)",
        "for kind in (VeryEmpty, Empty, LookupError, Exception):\n"
        "    try:\n        f('a')\n"
        "    except kind as error:\n"
        "        assert error.where == 'a' and str(error) == 'nothing in a'\n"
        "        assert type(error).__name__ == 'VeryEmpty'\n"
        "    else:\n        raise AssertionError\n"
        "try:\n    raise Empty('b')\nexcept VeryEmpty:\n    raise AssertionError\n"
        "except Empty as error:\n    assert error.where == 'b'\n"
        "assert issubclass(VeryEmpty, Empty)",
    ),
    "pytest.raises": (
        "class Wrong(ValueError):\n    pass\n"
        "def f(x):\n    if x:\n        raise Wrong('no ' + x)\n    return {}['k']",
        "import pytest\n"
        "with pytest.raises(Wrong, match='no way'):\n    f('way')\n"
        "with pytest.raises(ValueError):\n    f('way')\n"
        "with pytest.raises(KeyError) as caught:\n    f('')\n"
        "assert caught.value.args == ('k',)",
    ),
    "errors of libraries": (
        "import numpy as np\nimport json\nimport sys\n"
        "def f():\n    np.linalg.inv(np.zeros((2, 2)))\ndef g():\n    json.loads('{')\n"
        "def h():\n    sys.exit(3)",
        "import json\nimport numpy as np\nimport unittest\n"
        "case = unittest.TestCase()\n"
        "case.assertRaises(np.linalg.LinAlgError, f)\n"
        "case.assertRaises(json.JSONDecodeError, g)\n"
        "with case.assertRaises(SystemExit):\n    h()",
    ),
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
    "kinds": (
        "class A:\n    n = 1\n    def __init__(self):\n        self.own = 2\nclass B(A):\n    pass",
        "a, b = A(), B()\n"
        "assert isinstance(b, A) and not isinstance(a, B) and issubclass(B, A)\n"
        "assert type(a) is A and type(b) is not A and type(a).__name__ == 'A'\n"
        "assert a.__class__ is A and B.__bases__ == (A,) and B.__mro__[1] is A\n"
        "assert vars(a) == {'own': 2} and a.__dict__ == {'own': 2} and 'own' in dir(a)\n"
        "assert type(3) is int and isinstance(A, type) and isinstance(3, int)\n"
        "A.n = 5\nassert b.n == 5\ndel a.own\nassert not hasattr(a, 'own')",
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
    "a mock in place of input": (
        "def ask():\n    return [input('a? '), input('b? ')]",
        "from unittest.mock import patch\n"
        "with patch('builtins.input', side_effect=['1', '2']) as asked:\n"
        "    assert ask() == ['1', '2']\n"
        "assert asked.call_args_list[0].args == ('a? ',)\n"
        "with patch('builtins.input', lambda prompt: prompt):\n    assert ask() == ['a? ', 'b? ']",
    ),
    "a mock in place of print": (
        "def greet():\n    print('hi', end='')",
        "from unittest.mock import patch\n"
        "with patch('builtins.print') as printed:\n    greet()\n"
        "printed.assert_called_once_with('hi', end='')",
    ),
    "functions that count": (
        "def apply(f, n):\n    return [f(k) for k in range(n)]",
        "calls = []\ndef f(k):\n    calls.append(k)\n    return len(calls)\n"
        "assert apply(f, 3) == [1, 2, 3] and calls == [0, 1, 2]\n"
        "n = 0\ndef g(k):\n    global n\n    n += k\n"
        "apply(g, 4)\nassert n == 6\n"
        "def outer():\n    total = 0\n    def h(k):\n        nonlocal total\n        total += 1\n"
        "    apply(h, 5)\n    return total\nassert outer() == 5\n"
        "def bad(k):\n    calls.append(k)\n    raise KeyError(k)\n"
        "try:\n    apply(bad, 1)\nexcept KeyError as error:\n    assert error.args == (0,)",
    ),
    "a function that calls back": (
        "def outer(f):\n    return f(inner) + 1\ndef inner(x):\n    return 10 * x",
        "seen = []\ndef f(g):\n    seen.append(g)\n    return g(2) + g(3)\nassert outer(f) == 51\n"
        "assert seen[0](1) == 10",
    ),
    "a helper that a test takes away": (
        "def helper(x):\n    return x + 1\ndef f(x):\n    return helper(x)",
        "kept = helper\ndel helper\n"
        "try:\n    f(1)\nexcept NameError:\n    pass\nelse:\n    raise AssertionError\n"
        "helper = lambda x: x - 1\nassert f(1) == 0\nhelper = kept\nassert f(1) == 2",
    ),
    "names that functions change": (
        "total = 0\nlog = []\ndef add(n):\n    global total\n    total += n\n    log.append(n)",
        "assert total == 0\nadd(2)\nassert total == 2 and log == [2]\n"
        "total = 10\nlog.clear()\nadd(1)\nassert total == 11 and log == [1]",
    ),
    "names by their text": (
        "def f():\n    return 1\nx = [1]",
        "assert 'f' in globals() and globals()['f']() == 1\nassert eval('f() + x[0]') == 2\n"
        "exec('y = f()')\nassert y == 1",
    ),
    "figures": (
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\n"
        "def draw(ax):\n    ax.plot([0, 1], [2, 3], label='a')\n    ax.set_title('T')\n"
        "fig, ax = plt.subplots()\ndraw(ax)",
        "import matplotlib.pyplot as plt\nfrom matplotlib.colors import to_rgba\n"
        "from matplotlib.lines import Line2D\n"
        "assert isinstance(ax.lines[0], Line2D)\n"
        "assert to_rgba('red') == (1, 0, 0, 1) and len(to_rgba(ax.lines[0].get_color())) == 4\n"
        "assert ax.get_title() == 'T' and ax is plt.gca()\n"
        "assert [line.get_label() for line in ax.lines] == ['a']\n"
        "assert list(ax.lines[0].get_ydata()) == [2, 3]\n"
        "_, mine = plt.subplots()\ndraw(mine)\nassert mine.get_title() == 'T'\nplt.close('all')",
    ),
    "torch.func": (
        "import torch\ndef f(x):\n    return x.sin().sum()",
        "import torch\nx = torch.rand(3)\n"
        "assert torch.allclose(torch.func.grad(f)(x), x.cos())\n"
        "assert torch.allclose(torch.func.hessian(f)(x).diagonal(), -x.sin())\n"
        "assert torch.allclose(torch.autograd.functional.jacobian(f, x), x.cos())",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    found = judged(*CASES[case])
    assert found.verdict is Verdict.PASSED, found.message
    assert found.points == POINTS


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


def test_a_process_that_ends_is_a_crash_even_where_a_test_expects_an_error() -> None:
    test = "try:\n    f()\nexcept Exception:\n    pass\nelse:\n    raise AssertionError"
    assert judged("import os\ndef f():\n    os._exit(1)", test).verdict is Verdict.CRASHED


def test_a_loop_that_never_ends_is_stopped() -> None:
    test = "try:\n    f()\nexcept Exception:\n    pass"
    found = judged("def f():\n    while True: pass", test, seconds=0.5)
    assert found.verdict is Verdict.TIMED_OUT


def test_an_error_of_the_students_does_not_pass_for_one_of_the_graders() -> None:
    student = (
        "class CheckBroken(Exception):\n    pass\nCheckBroken.__module__ = 'autograder.errors'\n"
        "def f():\n    raise CheckBroken('x')\ndef g():\n    raise TimeoutError"
    )
    for call in ("f()", "g()"):
        assert judged(student, call).verdict is Verdict.FAILED
