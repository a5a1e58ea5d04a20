"""What comes over from a student's side, and what ends a conversation."""

from __future__ import annotations

import pytest

from autograder.grading.verdicts import Verdict
from tests.unit.grading.asked import holds, judged

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
    "printed words": (
        "import sys\ndef f(x):\n    print(x)\n    print('err', file=sys.stderr)",
        "import io\nfrom contextlib import redirect_stderr, redirect_stdout\n"
        "with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:\n"
        "    f('ä')\nassert out.getvalue() == 'ä\\n' and err.getvalue() == 'err\\n'",
    ),
    "names by their text": (
        "def f():\n    return 1\nx = [1]",
        "assert 'f' in globals() and globals()['f']() == 1\nassert eval('f() + x[0]') == 2\n"
        "exec('y = f()')\nassert y == 1",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])


def test_a_process_that_ends_is_a_crash_even_where_a_test_expects_an_error() -> None:
    test = "try:\n    f()\nexcept Exception:\n    pass\nelse:\n    raise AssertionError"
    assert judged("import os\ndef f():\n    os._exit(1)", test).verdict is Verdict.CRASHED


def test_a_loop_that_never_ends_is_stopped() -> None:
    test = "try:\n    f()\nexcept Exception:\n    pass"
    found = judged("def f():\n    while True: pass", test, seconds=0.5)
    assert found.verdict is Verdict.TIMED_OUT
