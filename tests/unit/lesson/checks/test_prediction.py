"""A prediction is judged by its form alone."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckFailed
from autograder.lesson.checks import Check


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("guess", "shape"),
    [([1, 2, 3], (3,)), (torch.ones(2), (2,)), (4.5, ()), (True, ()), ((1.0, 2.0), (2,))],
)
def test_any_well_formed_prediction_is_noted(capsys, guess, shape):
    Check().prediction("guess", guess, shape=shape)
    assert capsys.readouterr().out.startswith("✓ guess")


@pytest.mark.parametrize("guess", ["4.5", None, float("nan"), [1, float("inf")], 1j, [1, [2]], {}])
def test_an_ill_formed_prediction_is_refused(guess):
    with pytest.raises(CheckFailed):
        Check().prediction("guess", guess, shape=())


def test_no_prediction_yet_is_not_implemented():
    with pytest.raises(NotImplementedError, match="three dots"):
        Check().prediction("guess", ...)


def test_the_outcome_is_set_beside_it(capsys):
    check = Check()
    check.prediction("guess", 4.5)
    check.reveal("guess", torch.tensor(4.5))
    assert "just as you said" in capsys.readouterr().out


def test_whole_numbers_lie_between_two_ends():
    Check().prediction("many", 3, between=(1, 3))
    with pytest.raises(CheckFailed, match="Predict one of 1, 2, 3; yours is 4"):
        Check().prediction("many", 4, between=(1, 3))
