"""Ask Linux for what Python has no names for; what it refuses is an error."""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


class NotShutIn(OSError):
    """The kernel refused a part of the wall; no student's code runs without it."""


def call(name: str, *arguments: object) -> None:
    """Call a function of the C library, which answers 0.

    Raises:
        NotShutIn: if it answers something else; the message has its name and the reason.

    """
    if getattr(_LIBC, name)(*arguments) != 0:
        raise _refused(name)


def call_by_number(name: str, number: int, *arguments: object) -> int:
    """Make a system call that the C library does not know, and return its answer.

    Raises:
        NotShutIn: if that is an error; the message has ``name`` and the reason.

    """
    answer: int = _LIBC.syscall(number, *arguments)
    if answer < 0:
        raise _refused(name)
    return answer


def _refused(name: str) -> NotShutIn:
    number = ctypes.get_errno()
    return NotShutIn(number, f"{name}: {os.strerror(number)}")
