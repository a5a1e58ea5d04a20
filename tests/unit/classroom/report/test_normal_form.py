import pytest

from autograder.classroom.report.normal_form import normal_form

PLAIN = """
def gradient_of(f, x):
    leaf = x.detach().double().requires_grad_()
    f(leaf).backward()
    return leaf.grad * 2
"""

STYLED = '''
# Mine.
def gradient_of(function, point: "tensor") -> "tensor":
    """Return it."""
    a = (point.detach().double()
              .requires_grad_())
    print(a)
    function(a).backward()
    return a.grad * 2.0
'''

OTHERS = [
    PLAIN.replace("double", "float"),
    PLAIN.replace("* 2", "* 3"),
    PLAIN.replace("leaf.grad", "x.grad"),
    PLAIN.replace("gradient_of", "gradient"),
    PLAIN.replace("f(leaf)", "f(torch)"),
]


def test_style_is_taken_away() -> None:
    assert normal_form(PLAIN) == normal_form(STYLED)


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_computed_stays(other: str) -> None:
    assert normal_form(PLAIN) != normal_form(other)


def test_what_is_no_python_is_taken_word_by_word() -> None:
    assert normal_form("%time  x = (1  # so") == normal_form("%time x = ( 1")
    assert normal_form("x = (1") != normal_form("x = (2")
    assert normal_form("\0") == ("\0",)


@pytest.mark.parametrize("source", ["", "x = " + "9" * 6000, "(" * 5000, "x = " + "-" * 3000 + "1"])
def test_nothing_makes_it_stumble(source: str) -> None:
    assert isinstance(normal_form(source), tuple)
