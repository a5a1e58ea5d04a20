"""The first prediction stands, in memory and beside the student's notebook."""

from __future__ import annotations

import json

import pytest
import torch

from autograder.lesson.memory.predictions import Predictions


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_first_one_stands():
    predictions = Predictions()
    assert predictions.keep("p", [1.0, 2.0])
    assert predictions.keep("p", [1.0, 2.0])
    assert not predictions.keep("p", [1.0, 3.0])
    assert predictions.compare("p", torch.tensor([1.0, 3.0])).splitlines() == [
        "you predicted:  [1, 2]",
        "it came out:    [1, 3]",
        "                1 of 2 as you said",
    ]


def test_agreement_is_said():
    predictions = Predictions()
    predictions.keep("p", 4.5)
    assert "just as you said" in predictions.compare("p", torch.tensor(4.5))


def test_a_large_whole_number_has_all_its_digits():
    predictions = Predictions()
    predictions.keep("p", 1e6)
    assert "you predicted:  1000000\n" in predictions.compare("p", torch.tensor([1000.0]))


def test_without_a_prediction_the_outcome_is_shown_alone():
    shown = Predictions().compare("p", torch.tensor(True))
    assert shown.splitlines() == ["you predicted:  nothing yet", "it came out:    True"]


def test_in_a_work_folder_it_outlives_the_kernel(tmp_path):
    (tmp_path / ".autograder").mkdir()
    Predictions().keep("p", 1.0)
    later = Predictions()
    assert not later.keep("p", 2.0)
    assert "you predicted:  1" in later.compare("p", 2)
    assert json.loads((tmp_path / ".autograder" / "predictions.json").read_text()) == {"p": 1.0}


@pytest.mark.parametrize("rubbish", ["", "{", "[1, 2]", "null"])
def test_a_damaged_file_costs_nothing(tmp_path, rubbish):
    (tmp_path / ".autograder").mkdir()
    (tmp_path / ".autograder" / "predictions.json").write_text(rubbish)
    predictions = Predictions()
    assert predictions.keep("p", 1.0)
    assert "you predicted:  1" in predictions.compare("p", 2)


def test_elsewhere_no_file_is_made(tmp_path):
    Predictions().keep("p", 1.0)
    assert not list(tmp_path.iterdir())
