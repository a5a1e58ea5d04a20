"""What a test hands over that can change: what it is, and whether it has changed since."""

from __future__ import annotations

import copy
import io
from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

import numpy as np
import torch


def can_be_shared(thing: Any) -> bool:
    """Whether ``thing`` can be one and the same on both sides."""
    if isinstance(thing, np.ndarray):
        return type(thing) is np.ndarray and not thing.dtype.hasobject
    return type(thing) in (list, deque, io.StringIO, *CLEARED) or is_tests_own(thing)


def is_tests_own(thing: Any) -> bool:
    """Whether it is an object of a class that the test, or the author, has written."""
    kind = type(thing)
    return (
        kind.__module__ == "__main__"
        and hasattr(thing, "__dict__")
        and not isinstance(thing, BaseException | torch.nn.Module)
    )


def by_content(thing: Any, number: int) -> tuple[Any, ...]:
    """Return what stands for ``thing`` in a request: its kind, its number and what it holds."""
    if isinstance(thing, np.ndarray):
        return ("array", number, thing.copy())
    if isinstance(thing, io.StringIO):
        return ("StringIO", number, (thing.getvalue(), thing.tell()))
    if type(thing) in (list, deque, *CLEARED):
        return (type(thing).__name__, number, copy.copy(thing))
    return ("instance", number, (type(thing), dict(vars(thing))))


#: What is changed by clearing and updating it.
CLEARED: tuple[type, ...] = (dict, set, OrderedDict, Counter, defaultdict)


def picture(thing: Any) -> Any:
    """Return what tells whether ``thing`` has changed since."""
    if isinstance(thing, torch.Tensor):
        grad = thing.grad if thing.is_leaf else None
        return (
            thing.detach().clone(),
            thing.requires_grad,
            None if grad is None else grad.detach().clone(),
        )
    if type(thing) in (list, deque):
        return list, [_part(part) for part in thing]
    if type(thing) in CLEARED and isinstance(thing, dict):
        return dict, [(_part(name), _part(part)) for name, part in thing.items()]
    if type(thing) is set:
        return set, {_part(part) for part in thing}
    if isinstance(thing, np.ndarray):
        return thing.dtype, thing.shape, thing.tobytes()
    if isinstance(thing, io.StringIO):
        return thing.getvalue(), thing.tell()
    return dict, [(name, _part(part)) for name, part in vars(thing).items()]


def _part(thing: Any) -> Any:
    if type(thing) in (int, float, bool, str, bytes, complex, type(None)):
        return type(thing), thing
    if type(thing) in (list, deque, *CLEARED):
        return picture(thing)
    if type(thing) is tuple:
        return tuple, tuple(_part(part) for part in thing)
    return id(thing)


def is_as(thing: Any, before: Any) -> bool:
    """Whether ``thing`` is still as it was when ``picture`` was taken."""
    if not isinstance(thing, torch.Tensor):
        return bool(picture(thing) == before)
    values, requires_grad, grad_before = before
    grad = thing.grad if thing.is_leaf else None
    return (
        thing.requires_grad == requires_grad
        and _equal(thing.detach(), values)
        and (grad is None) == (grad_before is None)
        and (grad is None or _equal(grad, grad_before))
    )


def _equal(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.dtype == other.dtype and one.layout == other.layout and torch.equal(one, other)
