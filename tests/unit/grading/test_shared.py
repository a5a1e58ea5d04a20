"""What a test hands over and both sides hold from then on."""

from __future__ import annotations

import pytest

from tests.unit.grading.asked import holds

CASES: dict[str, tuple[str, str]] = {
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
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])
