"""The devices that these tests run on."""

from __future__ import annotations

import contextlib

import pytest
import torch

from tests.pretended_device import NAME, PretendedDevice

CUDA = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
]


@pytest.fixture(
    params=[pytest.param(NAME, id="pretended"), pytest.param("cuda", marks=CUDA, id="cuda")]
)
def device(request, monkeypatch):
    """Return the device of the course: a pretended one, and CUDA where there is some."""
    monkeypatch.setenv("AUTOGRADER_DEVICE", request.param)
    with PretendedDevice() if request.param == NAME else contextlib.nullcontext():
        yield torch.device(request.param, 0)
