"""Numbers and small tensors as text, with four significant digits."""

from __future__ import annotations

from typing import Any

import torch

from autograder.lesson.numbers.numerals import entry

#: A tensor with more entries than this is told by its shape.
MOST = 6


def entries(values: Any) -> str | None:
    """Return the entries of a tensor, an array or a number, such as ``"[[1, 1], [0.5, 2]]"``.

    Whole numbers below a million are written out. None where there are more than ``MOST``
    entries, or none that can be read: of a sparse tensor, on the meta device, within ``vmap``.
    """
    try:
        if isinstance(values, torch.Tensor):
            if values.layout != torch.strided or values.numel() > MOST:
                return None
            values = values.tolist()
        elif hasattr(values, "tolist"):
            if values.size > MOST:
                return None
            values = values.tolist()
        return _text(values)
    except (RuntimeError, TypeError):
        return None


def gradient(tensor: torch.Tensor) -> str | None:
    """Return what a tensor's ``.grad`` holds: ``"None"``, its entries, or ``"shape (64, 10)"``.

    None for a tensor that collects no gradient; there PyTorch would warn if ``.grad`` was read.
    """
    if not tensor.requires_grad or not (tensor.is_leaf or tensor.retains_grad):
        return None
    if tensor.grad is None:
        return "None"
    return entries(tensor.grad) or f"shape {tuple(tensor.grad.shape)}"


def _text(values: Any) -> str:
    if isinstance(values, list):
        return f"[{', '.join(map(_text, values))}]"
    if type(values) not in (bool, int, float, complex):
        raise TypeError(f"not a number: {type(values)}")
    return entry(values)
