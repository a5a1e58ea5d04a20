"""The device is the CPU unless asked otherwise, and a wish that cannot be met is said."""

from __future__ import annotations

import pytest
import torch

from autograder.errors import CheckBroken
from autograder.lesson import device


def test_the_cpu_is_the_default(monkeypatch):
    monkeypatch.delenv("AUTOGRADER_DEVICE", raising=False)
    assert device() == torch.device("cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_a_missing_gpu_is_said(monkeypatch):
    monkeypatch.setenv("AUTOGRADER_DEVICE", "cuda")
    with pytest.raises(CheckBroken, match="no CUDA device"):
        device()


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_a_gpu_is_used_when_asked_for(monkeypatch):
    monkeypatch.setenv("AUTOGRADER_DEVICE", "cuda")
    assert device().type == "cuda"
