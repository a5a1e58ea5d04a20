"""The pretended device refuses what CUDA refuses, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.pretended_device import NAME, PretendedDevice


def test_what_is_made_or_computed_there_lives_there(device):
    made = torch.ones(3, device=device)
    with torch.device(device):
        assert torch.zeros(2).device == device
    moved = torch.ones(3).to(device)
    for tensor in (made, moved, made * 2, made.sum(), made[0], torch.ones_like(made)):
        assert tensor.device == device
    assert made.cpu().device == torch.device("cpu")
    assert made.to("cpu").device == torch.device("cpu")
    assert made.device == device  # it has not moved itself


def test_a_gradient_is_where_its_leaf_is(device):
    x = torch.ones(3, device=device, requires_grad=True)
    (x * x).sum().backward()
    assert x.grad.device == device
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
def test_two_devices_do_not_mix(device, slip):
    with pytest.raises(RuntimeError, match=r"on the same device|indices should be"):
        slip(torch.ones(3, device=device))


@pytest.mark.parametrize("read", [torch.Tensor.numpy, np.asarray])
def test_numpy_reads_the_cpu_only(device, read):
    with pytest.raises(TypeError, match=r"Use Tensor\.cpu\(\)"):
        read(torch.ones(3, device=device))


def test_single_numbers_indices_and_copies_may_cross(device):
    there, here = torch.ones(3, device=device), torch.ones(3)
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
