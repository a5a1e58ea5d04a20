"""One place that decides where tensors live."""

from __future__ import annotations

import os

import torch

from autograder.errors import CheckBroken


def device() -> torch.device:
    """Return the device of this course: the CPU, unless ``AUTOGRADER_DEVICE`` asks for another.

    The choice is made by the environment and not by what the machine offers, so that a
    notebook gives the same numbers everywhere until somebody decides otherwise.
    (``torch.accelerator.current_accelerator()`` is no help: it names the backend torch was
    built for, whether or not the machine has the hardware.)

    Raises:
        CheckBroken: if CUDA is asked for and there is none.

    """
    wanted = os.environ.get("AUTOGRADER_DEVICE", "cpu")
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise CheckBroken(
            f"AUTOGRADER_DEVICE={wanted}, but torch finds no CUDA device here. "
            "Unset AUTOGRADER_DEVICE to work on the CPU."
        )
    return torch.device(wanted)
