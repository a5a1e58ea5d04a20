"""See, from inside a function, which calls have begun and not ended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from functools import wraps
from types import FrameType
from typing import ParamSpec, TypeVar

from torch.autograd import forward_ad

P = ParamSpec("P")
R = TypeVar("R")


def _frames() -> Iterator[FrameType]:
    frame = sys._getframe(1).f_back
    while frame is not None:
        yield frame
        frame = frame.f_back


def _names_of(frame: FrameType) -> tuple[str, str]:
    name = frame.f_code.co_name
    return name, f"{frame.f_globals.get('__name__')}.{name}"


def unfinished_calls() -> int:
    """Return how many calls have begun and not ended, this one not counted."""
    return sum(1 for _ in _frames())


def not_called_from(names: Collection[str], f: Callable[P, R]) -> Callable[P, R]:
    """Return ``f``, but so that it raises within a call of a function of one of these names.

    A name with its module, as in ``"torch.autograd.functional.jacobian"``, means that function
    alone, and not a student's function of the same name.

    Raises:
        RuntimeError: by the function returned.

    """

    @wraps(f)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if any(name in names for frame in _frames() for name in _names_of(frame)):
            raise RuntimeError("something ready-made has called this function")
        return f(*args, **kwargs)

    return guarded


def backward_only(f: Callable[P, R]) -> Callable[P, R]:
    """Return ``f``, but so that it raises where it is differentiated by a forward pass.

    Raises:
        RuntimeError: by the function returned.

    """

    @wraps(f)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if forward_ad._current_level >= 0:
            raise RuntimeError("this function is to be differentiated by backward passes")
        return f(*args, **kwargs)

    return guarded
