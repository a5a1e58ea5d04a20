"""A second device for machines that have none: it computes on the CPU and keeps the books.

A tensor that is made on it, or moved to it, is remembered as living there, and so is what is
computed from it. What CUDA refuses is refused: an operation on tensors of two devices, and
NumPy reading a tensor that is not on the CPU. Where nobody can tell (what the engine hands to a
hook, what ``torch.func`` wraps, what NumPy lends), it says nothing: a complaint is a fault,
silence no proof.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any
from unittest import mock

import torch
import torch._dynamo
from torch.overrides import TorchFunctionMode
from torch.utils import _device

#: A device type that PyTorch keeps free for others.
NAME = "privateuseone"
CPU, ELSEWHERE = torch.device("cpu"), torch.device(NAME, 0)

_Tensor = torch.Tensor
_MAKES = _device._device_constructors()
_DEVICE = _Tensor.device.__get__  # type: ignore[attr-defined]
_NAMES = (str, torch.device)
_READS = (_Tensor.numpy, _Tensor.__array__)
_MOVES = (_Tensor.to, _Tensor.cpu, torch.as_tensor)
_INDEXES = (_Tensor.__getitem__, _Tensor.__setitem__)


class PretendedDevice(TorchFunctionMode):
    """While this context lasts, ``torch.device("privateuseone")`` is a place to work."""

    def __init__(self) -> None:
        super().__init__()
        self._rests = False

    def __enter__(self) -> PretendedDevice:
        """Begin. A compiler would read these books into the program, so they rest meanwhile."""
        self._patches = contextlib.ExitStack()
        for module, name in ((torch, "compile"), (torch._dynamo, "explain")):
            aside = self._aside(getattr(module, name))
            self._patches.enter_context(mock.patch.object(module, name, aside))
        return super().__enter__()  # type: ignore[no-any-return]

    def __exit__(self, *details: object) -> None:
        """End, and let compilers be again what they were."""
        self._patches.close()
        super().__exit__(*details)

    def _aside(self, capture: Any) -> Any:
        """Return ``torch.compile``, or the like, with results that run on the CPU and unwatched."""

        def captured(*args: Any, **kwargs: Any) -> Any:
            program = capture(*args, **kwargs)

            def run(*inputs: Any) -> Any:
                before, self._rests = self._rests, True
                try:
                    with CPU:
                        return program(*inputs)
                finally:
                    self._rests = before

            return run

        return captured

    # All that a chapter computes comes by here, so this counts its microseconds.
    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Judge a call, make it on the CPU, and note where its results live."""
        kwargs = kwargs or {}
        if self._rests:
            return func(*args, **kwargs)
        values = (*args, *kwargs.values()) if kwargs else args
        named = {_device_type(value) for value in values if isinstance(value, _NAMES)}
        named.discard(None)
        if func is torch.device or named - {"cpu", NAME}:
            return func(*args, **kwargs)  # as for a capture, which works on no device
        if func == _DEVICE:
            actual = func(*args)
            return _home(args[0]) or (_default() if actual == CPU else actual)
        homes = {_home(tensor) for tensor in _tensors(values)}
        if ELSEWHERE in homes and (CPU in homes or func in _READS):
            _refuse_what_cuda_refuses(func, args, kwargs)

        home = ELSEWHERE if ELSEWHERE in homes else CPU if CPU in homes else None
        if named:
            home = ELSEWHERE if NAME in named else CPU
            args = tuple(map(_on_cpu, args))
            kwargs = {name: _on_cpu(value) for name, value in kwargs.items()}
        elif func in _MAKES:
            home = _default()
        elif func is _Tensor.cpu:
            home = CPU
        elif func is _Tensor.to and isinstance(args[-1], _Tensor):
            home = _home(args[-1])
        if func in _MAKES and kwargs.get("device") is None:  # or PyTorch asks for the real one
            kwargs = {**kwargs, "device": CPU}
        result = func(*args, **kwargs)
        if func in _MOVES and result is args[0] and home != _home(result):
            result = result.view_as(result)  # what is moved is another tensor
        if home:
            for tensor in _tensors((result,)):
                if not _home(tensor):
                    tensor._lives_on = home  # type: ignore[attr-defined]
        return result


def _home(tensor: _Tensor) -> torch.device | None:
    return getattr(tensor, "_lives_on", None)


def _tensors(values: Iterable[Any]) -> list[_Tensor]:
    """Return the tensors among ``values`` and in what holds them."""
    found: list[_Tensor] = []
    for value in values:
        if isinstance(value, _Tensor):
            found.append(value)
        elif isinstance(value, (tuple, list)):
            found += _tensors(value)
        elif isinstance(value, dict):
            found += _tensors(value.values())
    return found


def _default() -> torch.device:
    """Return what ``torch.set_default_device`` or a ``with torch.device(...)`` asked for."""
    wanted = _device.CURRENT_DEVICE
    return ELSEWHERE if wanted is not None and wanted.type == NAME else CPU


def _device_type(value: object) -> str | None:
    """Return the type of a device, or of what is the name of one."""
    if isinstance(value, torch.device):
        return value.type
    name = value.split(":")[0] if isinstance(value, str) else None
    return name if name in ("cpu", "meta", NAME) else None


def _on_cpu(value: Any) -> Any:
    return CPU if _device_type(value) else value


def _refuse_what_cuda_refuses(func: Any, args: Any, kwargs: dict[str, Any]) -> None:
    if func in _READS and _home(args[0]) == ELSEWHERE:
        raise TypeError(
            f"can't convert {NAME} device type tensor to numpy. Use Tensor.cpu() to copy the "
            "tensor to host memory first."
        )
    if func is _Tensor.copy_ or func in _MOVES:
        return  # the ways from one to the other
    tensors = _tensors((*args, *kwargs.values()))
    if func in _INDEXES:  # what is assigned is copied; indices may lie on the CPU in any case
        tensors = _tensors(args[:2]) if _home(args[0]) == CPU else []
    # Single numbers may come from the CPU.
    if any(_home(each) == ELSEWHERE for each in tensors) and any(
        _home(each) == CPU and each.dim() for each in tensors
    ):
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"{ELSEWHERE} and cpu! ({getattr(func, '__name__', func)})"
        )
