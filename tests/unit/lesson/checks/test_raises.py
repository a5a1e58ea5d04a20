"""An error is brought about, or named."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckBroken, CheckFailed
from autograder.lesson.checks import Check


def twice(power=2):
    y = torch.ones(1, requires_grad=True) ** power
    y.backward()
    y.backward()


def raises(answer, **more):
    Check().raises("twice", answer, like=twice, words="second time", **more)


@pytest.mark.parametrize(
    "answer", [lambda: twice(3), "RuntimeError", "builtins.RuntimeError", RuntimeError]
)
def test_the_right_error_passes(answer, capsys):
    raises(answer)
    assert capsys.readouterr().out.startswith("✓ twice")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: None, "no error at all"),
        (lambda: 1 / 0, "ZeroDivisionError"),
        (lambda: torch.ones(2, requires_grad=True).backward(), "scalar outputs"),
        ("ValueError", "another kind"),
        (ValueError, "another kind"),
        (None, "a NoneType"),
    ],
)
def test_another_one_does_not(answer, words):
    with pytest.raises(CheckFailed) as failure:
        raises(answer)
    assert words in str(failure.value).replace("\n  ", " ")


def test_stubs_pass_through():
    def stub():
        raise NotImplementedError

    for answer in (stub, ...):
        with pytest.raises(NotImplementedError):
            raises(answer)


def test_code_that_does_not_raise_blames_the_check():
    with pytest.raises(CheckBroken):
        Check().raises("fine", "RuntimeError", like=lambda: 1)


class OutOfRange(ValueError):
    pass


def invalid():
    raise ValueError("odd")


def refused(error):
    def answer():
        raise error

    return answer


def test_an_error_of_a_derived_class_will_do(capsys):
    Check().raises("odd", refused(OutOfRange("no")), like=invalid)
    assert "✓ odd: it raises ValueError" in capsys.readouterr().out
    with pytest.raises(CheckFailed):
        Check().raises("odd", refused(Exception("no")), like=invalid)


def test_the_message_writes_the_call_and_what_was_wanted():
    with pytest.raises(CheckFailed, match=r"halved\(3\) raised no error at all. A ValueError is"):
        Check().raises("odd", lambda: 1, like=invalid, call="halved(3)")
    with pytest.raises(CheckFailed, match=r"halved\(3\) raised KeyError"):
        Check().raises("odd", refused(KeyError("no")), like=invalid, call="halved(3)")


def test_a_message_of_its_own_can_be_wanted():
    Check().raises("odd", refused(ValueError("too small")), like=invalid, has_text=True)
    with pytest.raises(CheckFailed, match="a ValueError without a message"):
        Check().raises("odd", refused(ValueError()), like=invalid, has_text=True)
