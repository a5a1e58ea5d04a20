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
