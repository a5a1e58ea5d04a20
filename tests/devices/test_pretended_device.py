"""The pretended device refuses what CUDA refuses, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.pretended_device import ELSEWHERE, NAME, PretendedDevice

DEVICES = [
    pytest.param(NAME, id="pretended"),
    pytest.param(
        "cuda",
        marks=[
            pytest.mark.cuda,
            pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
        ],
    ),
]


@pytest.fixture(params=DEVICES)
def place(request):
    if request.param != NAME:
        yield torch.device("cuda", 0)
        return
    with PretendedDevice():
        yield ELSEWHERE


def test_what_is_made_or_computed_there_lives_there(place):
    made = torch.ones(3, device=place)
    with torch.device(place):
        assert torch.zeros(2).device == place
    moved = torch.ones(3).to(place)
    for tensor in (made, moved, made * 2, made.sum(), made[0], torch.ones_like(made)):
        assert tensor.device == place
    assert made.cpu().device == torch.device("cpu")
    assert made.to("cpu").device == torch.device("cpu")
    assert made.device == place  # it has not moved itself


def test_a_gradient_is_where_its_leaf_is(place):
    x = torch.ones(3, device=place, requires_grad=True)
    (x * x).sum().backward()
    assert x.grad.device == place
    assert x.grad.tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    "slip",
    [
        lambda there: there + torch.ones(3),
        lambda there: torch.stack([there, torch.ones(3)]),
        lambda there: torch.ones(3) @ there,
        lambda there: torch.ones(3)[there.long()],
    ],
)
def test_two_devices_do_not_mix(place, slip):
    with pytest.raises(RuntimeError, match=r"on the same device|indices should be"):
        slip(torch.ones(3, device=place))


@pytest.mark.parametrize("read", [torch.Tensor.numpy, np.asarray])
def test_numpy_reads_the_cpu_only(place, read):
    with pytest.raises(TypeError, match=r"Use Tensor\.cpu\(\)"):
        read(torch.ones(3, device=place))


def test_single_numbers_indices_and_copies_may_cross(place):
    there, here = torch.ones(3, device=place), torch.ones(3)
    assert (there + torch.tensor(1.0)).tolist() == [2, 2, 2]
    assert there[torch.tensor([0, 1])].tolist() == [1, 1]
    here[0] = there[1] * 5
    here.copy_(2 * there)
    assert here.tolist() == [2, 2, 2]
    assert here.device == torch.device("cpu")


def test_outside_of_it_nothing_has_changed():
    with PretendedDevice():
        there = torch.ones(3, device=NAME)
    assert (there + torch.ones(3)).tolist() == [2, 2, 2]
    with pytest.raises((RuntimeError, ModuleNotFoundError)):
        torch.ones(3, device=NAME)
