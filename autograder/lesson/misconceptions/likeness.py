"""When two tensors count as the same numbers, and when as clearly different ones.

Between "the same" and "clearly different" lies a wide gap on purpose: what falls into it is
evidence for nothing.
"""

from __future__ import annotations

import torch

#: Relative to an entry's own size and to the largest entry: answers are computed in other ways
#: than predictions, and differ by some roundings.
_SAME = {torch.float64: (1e-6, 1e-9), torch.float32: (1e-5, 1e-5)}
_COARSE = (1e-2, 1e-2)

#: Entries differ clearly if by this much of their size, and by so many times the tolerance.
_CLEAR, _TIMES = 1e-3, 100.0


def alike(answer: torch.Tensor, predicted: torch.Tensor) -> bool:
    """Whether ``answer`` has the shape of ``predicted`` and, up to rounding, its numbers."""
    if answer.shape != predicted.shape or not _ordinary(answer):
        return False
    a, p = _exact(answer), _exact(predicted)
    allowed = _tolerance(p, answer.dtype)
    return bool(p.isfinite().all()) and bool(((a - p).abs() <= allowed).all())


def telling_entries(
    predicted: torch.Tensor, reference: torch.Tensor, dtype: torch.dtype = torch.float64
) -> int:
    """Return in how many entries ``predicted`` is clearly not ``reference``.

    All of them, where the shapes differ: even one number in place of many tells by its shape.
    """
    if predicted.shape != reference.shape:
        return max(predicted.numel(), reference.numel())
    p, r = _exact(predicted), _exact(reference)
    clear = torch.maximum(_CLEAR * torch.maximum(p.abs(), r.abs()), _TIMES * _tolerance(p, dtype))
    return int(((p - r).abs() > clear).sum())


def _ordinary(tensor: torch.Tensor) -> bool:
    return (
        tensor.layout == torch.strided
        and not tensor.is_quantized
        and not tensor.is_complex()
        and tensor.device.type != "meta"
    )


def _exact(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.detach().to("cpu", torch.float64)


def _tolerance(predicted: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    own, largest = _SAME.get(dtype, _COARSE)
    size = predicted.abs()
    return own * size + largest * (size.max() if size.numel() else 0.0)
