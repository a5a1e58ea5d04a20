"""Errors of a student's code, as a test catches them."""

from __future__ import annotations

import pytest

from autograder.grading.verdicts import Verdict
from tests.unit.grading.asked import holds, judged

CASES: dict[str, tuple[str, str]] = {
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
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])


def test_an_error_of_the_students_does_not_pass_for_one_of_the_graders() -> None:
    student = (
        "class CheckBroken(Exception):\n    pass\nCheckBroken.__module__ = 'autograder.errors'\n"
        "def f():\n    raise CheckBroken('x')\ndef g():\n    raise TimeoutError"
    )
    for call in ("f()", "g()"):
        assert judged(student, call).verdict is Verdict.FAILED
