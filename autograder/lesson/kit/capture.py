"""What a notebook needs to show how PyTorch captures a program: a module, and silence."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch

_SHAPES = "torch.fx.experimental.symbolic_shapes"


class AsModule(torch.nn.Module):
    """A module that does what a function does: ``torch.export`` takes modules only."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *inputs: Any) -> Any:
        """Return what the function returns."""
        return self.function(*inputs)


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Hold back what capturing writes beside its result: warnings, logs, half-made graphs.

    The error of a refused export says the same in short, and is raised as ever.
    """
    logger = logging.getLogger(_SHAPES)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            yield
    finally:
        logger.setLevel(level)
