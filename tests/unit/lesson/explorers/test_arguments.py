"""What cannot be an explorer's argument is named, with the way out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from autograder.errors import PictureError
from autograder.lesson.explorers.arguments import as_number, as_place, asked, name_of, number_at
from autograder.lesson.explorers.curves import curve, pieces


def test_a_lambda_is_called_f():
    assert name_of(torch.sin) == "sin"
    assert name_of(lambda x: x) == "f"
    assert name_of(torch.nn.ReLU()) == "f"


@pytest.mark.parametrize(
    "between", [(1, 1), (2, -2), (-math.inf, 1), (0, math.nan), 3, (1, 2, 3), ("a", "b"), None]
)
def test_no_stretch_is_refused(between):
    with pytest.raises(PictureError, match=r"between=.* Give two numbers"):
        as_place(1, between)


@pytest.mark.parametrize("at", [-1.5, 7, math.nan])
def test_a_point_outside_is_refused(at):
    with pytest.raises(PictureError, match=f"at={at:g} lies outside of -1 to 3"):
        as_place(at, (-1, 3))


@pytest.mark.parametrize("between", [(-1, 3), torch.tensor([-1.0, 3.0]), np.array([-1, 3])])
def test_a_place_is_made_of_floats(between):
    at, (low, high) = as_place(3, between)
    assert (at, low, high) == (3.0, -1.0, 3.0)
    assert {type(at), type(low), type(high)} == {float}


@pytest.mark.parametrize(
    "given",
    [1, True, np.float32(1), np.ones(1), torch.ones(()), torch.ones(1, requires_grad=True)],
)
def test_whatever_holds_one_number_is_a_number(given):
    assert as_number(given) == 1.0
    assert type(as_number(given)) is float


@pytest.mark.parametrize(
    "given", [None, "one", [1.0], torch.ones(2), np.ones(2), torch.tensor(1j), 10**400]
)
def test_what_is_no_number_is_named(given):
    with pytest.raises(PictureError, match=r"rate=.* is no number. Give one"):
        as_number(given, "rate")


@pytest.mark.parametrize("f", [3, None, "sin", torch.ones(2)])
def test_what_is_no_function_is_named(f):
    with pytest.raises(PictureError, match=r"loss must be a function, such as torch.sin, and it"):
        asked(f, torch.ones(2), "loss")


@pytest.mark.parametrize(
    ("f", "said"),
    [
        (math.sin, "math.sin knows no tensors. Use torch.sin: f is asked with a tensor and must"),
        (np.sin, "numpy.sin knows no tensors. Use torch.sin: f"),
        (np.sum, "numpy.sum knows no tensors. Use torch.sum: f"),
        (math.gcd, "math.gcd knows no tensors. Use torch.gcd: f"),
        (math.factorial, "math.factorial knows no tensors. Use torch's functions: f"),
        (lambda x: np.sin(x), "f hands its tensor to NumPy, .* Use torch's functions: f is asked"),
    ],
)
def test_other_libraries_functions_are_sent_to_torch(f, said):
    with pytest.raises(PictureError, match=said):
        curve(f, torch.linspace(1, 2, 2, dtype=torch.float64))


def test_what_goes_wrong_inside_a_function_is_its_own_error():
    def broken(x):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        asked(broken, torch.ones(()))


def test_one_number_comes_without_its_brackets():
    x = torch.tensor(2.0, requires_grad=True)
    y = number_at(lambda x: x.reshape(1, 1) ** 2, x)
    assert y.shape == ()
    y.backward()
    assert x.grad == 4


def test_printing_goes_on_after_an_error(capsys):
    with pytest.raises(PictureError):
        pieces(lambda x: [x], torch.linspace(-1, 1, 20, dtype=torch.float64))
    print("heard")
    assert capsys.readouterr().out == "heard\n"
