"""Count backward passes, without touching any tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

#: What adds to ``.grad``; ``torch.autograd.grad`` returns what it finds.
_ADDING = (torch.Tensor.backward, torch.autograd.backward)
_PASSES = (*_ADDING, torch.autograd.grad)


class BackwardCount(TorchFunctionMode):
    """Counts the backward passes that are started inside: ``backward`` and ``autograd.grad``.

    Attributes:
        passes: how many there were.
        adding: how many of them add to ``.grad``.

    A hook on a tensor would count as well, but only on tensors that the check knows; most
    answers make a leaf of their own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.passes = 0
        self.adding = 0

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if func in _PASSES:
            self.passes += 1
            self.adding += func in _ADDING
        return func(*args, **(kwargs or {}))
