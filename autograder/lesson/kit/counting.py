"""Count the tensors that PyTorch makes, without touching any of them."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class TensorsMade(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes the size of every tensor that PyTorch makes inside: what a computation writes down.

    Only operations that compute or copy count; one that gives another view of memory which is
    there already, such as ``detach``, ``t`` or ``expand``, makes nothing.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        #: The number of entries of each, in the order in which they were made.
        self.sizes: list[int] = []

    def __torch_dispatch__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if not func.is_view:
            made = (each for each in tree_leaves(result) if isinstance(each, torch.Tensor))
            self.sizes += [tensor.numel() for tensor in made]
        return result
