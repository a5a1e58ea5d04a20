"""Look after the tensors that a student's function is given beside the probe point."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch

from autograder.errors import ArgumentChanged


def untouched(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``answer``, but so that it raises if a tensor that it is given is not left as it was.

    A check looks after the probe point itself; this is for the other arguments.

    Raises:
        ArgumentChanged: by the function returned; names the argument as the student does.

    """

    def watched(*given: Any, **named: Any) -> Any:
        tensors = {
            name: each
            for name, each in [*zip(_names(answer), given, strict=False), *named.items()]
            if isinstance(each, torch.Tensor)
        }
        before = {name: _state(each) for name, each in tensors.items()}
        result = answer(*given, **named)
        for name, tensor in tensors.items():
            values, *marks = _state(tensor)
            kept, *kept_marks = before[name]
            if not _is_same(values, kept):
                raise ArgumentChanged(
                    f"Your function changed the values of {name}, which belongs to the caller. "
                    "Which line writes into it?"
                )
            if marks != kept_marks:
                raise ArgumentChanged(
                    f"Your function left its mark on {name}, which belongs to the caller: its "
                    "requires_grad or its grad is not what it was."
                )
        return result

    return watched


def _is_same(values: torch.Tensor, kept: torch.Tensor) -> bool:
    if values.shape != kept.shape:
        return False
    return bool(((values == kept) | (values.isnan() & kept.isnan())).all())


def _names(answer: Callable[..., Any]) -> list[str]:
    """Return what the student calls the arguments, as far as that can be seen."""
    try:
        parameters = [*inspect.signature(answer).parameters.values()]
    except (TypeError, ValueError):
        parameters = []
    names = [each.name for each in parameters if each.kind != each.VAR_POSITIONAL]
    return names + [f"argument {k + 1}" for k in range(len(names), len(names) + 10)]


def _state(tensor: torch.Tensor) -> tuple[torch.Tensor, bool, int]:
    return tensor.detach().clone(), tensor.requires_grad, id(tensor.grad)
