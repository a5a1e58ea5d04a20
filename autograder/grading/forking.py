"""Let the forks of a process that has imported much be cheap.

A fork copies an entry of a page table for each page that its parent has written to: 70,000 of them
when torch and matplotlib are loaded, and most of the time that a small submission takes. In pages
of two megabytes there are a few hundred.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from pathlib import Path

_HUGE = 1 << 21
_HUGE_IS_GOOD, _COLLAPSE = 14, 25  # MADV_HUGEPAGE and MADV_COLLAPSE


def make_forks_cheap() -> None:
    """Gather this process's memory in huge pages, and let nobody look for garbage in it again.

    To look for garbage writes to each object, and a fork pays for each page that is written to.
    Where the kernel has no huge pages, or no such call (before Linux 6.1), forks just take longer.
    """
    gc.collect()
    gc.freeze()
    advise = ctypes.CDLL(None, use_errno=True).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for start, end in _own_memory():
        # The end of a heap, say, is no huge page: the others must not fail with it.
        for place in range(start, end, _HUGE):
            advise(place, _HUGE, _HUGE_IS_GOOD)
            advise(place, _HUGE, _COLLAPSE)


def _own_memory() -> Iterator[tuple[int, int]]:
    """Yield where memory lies that is no file's and can be written to, in whole huge pages."""
    maps = Path("/proc/self/maps")
    for line in maps.read_text().splitlines() if maps.exists() else ():
        addresses, rights, *_, name = f"{line} ".split(" ", 5)
        if rights == "rw-p" and name.strip() in ("", "[heap]"):
            start, end = (int(each, 16) for each in addresses.split("-"))
            start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
            if start < end:
                yield start, end
