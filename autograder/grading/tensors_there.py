"""Tensors on both sides: how they go over, and how one whose graph is there is differentiated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from autograder.grading import wire
from autograder.lesson.door.data import Numbers

if TYPE_CHECKING:
    from autograder.grading.connection import Connection


class Plain:
    """A tensor by its bytes, or none."""

    def __init__(self, tensor: torch.Tensor | None) -> None:
        self._tensor = tensor

    def __reduce__(self) -> Any:
        if self._tensor is None:
            return (_nothing, ())
        plain = self._tensor.detach().cpu().contiguous()
        flat = plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
        return (_tensor_of, (flat, str(plain.dtype).removeprefix("torch."), tuple(plain.shape)))


def _nothing() -> None:
    return None


def _tensor_of(content: bytes, dtype: str, shape: tuple[int, ...]) -> torch.Tensor:
    kind = getattr(torch, dtype)
    if not content:
        return torch.empty(shape, dtype=kind)
    return torch.frombuffer(bytearray(content), dtype=kind).reshape(shape).clone()


class _Linked(torch.autograd.Function):
    """A result whose graph is on the student's side: its backward asks there, again and again."""

    @staticmethod
    def forward(
        ctx: Any,
        connection: Connection,
        number: int,
        leaves: list[int],
        values: torch.Tensor,
        *tensors: torch.Tensor,
    ) -> torch.Tensor:
        ctx.connection, ctx.number, ctx.leaves = connection, number, leaves
        ctx.save_for_backward(*tensors)
        return values

    @staticmethod
    def backward(ctx: Any, head: torch.Tensor) -> Any:
        again = torch.is_grad_enabled()
        _ = ctx.saved_tensors
        found = ctx.connection.pull_back(
            ctx.number, ctx.leaves, head if again else head.detach(), again
        )
        if not isinstance(found, list) or len(found) != len(ctx.leaves):
            raise wire.Garbled("Not as many gradients as leaves.")
        return (None, None, None, None, *found)


def linked(*arguments: Any) -> torch.Tensor:
    """Return a tensor with the given values whose backward pass asks the student's side.

    Args:
        arguments: The connection, the tensor's number there, those of the leaves that it comes
            from, its values, and what stands for these leaves here.

    """
    tensor: torch.Tensor = _Linked.apply(*arguments)  # type: ignore[no-untyped-call]
    return tensor


def fitting(grad: Numbers, values: torch.Tensor) -> torch.Tensor | None:
    """Return a gradient that PyTorch lets the tensor have, None for any other."""
    if grad.content is None or grad.shape != tuple(values.shape):
        return None
    return grad.tensor().to(values.dtype)
