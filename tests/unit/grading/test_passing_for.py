"""Of which classes a student's objects are, in a test."""

from __future__ import annotations

import pytest

from tests.unit.grading.asked import holds

CASES: dict[str, tuple[str, str]] = {
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
}


@pytest.mark.parametrize("case", CASES)
def test_what_holds_in_a_kernel_holds_here(case: str) -> None:
    holds(*CASES[case])
