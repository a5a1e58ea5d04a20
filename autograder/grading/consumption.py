"""What the processes of a submission take of this machine, as ``/proc`` tells it."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Sequence
from pathlib import Path

#: More files than this are too many, whatever their size.
MOST_FILES = 20_000
#: Seconds after which what processes share is looked at again.
_CLOSE_LOOK = 1.0


def family(first: int) -> list[int]:
    """Return the numbers of a process and of all that descend from it."""
    everyone = [first]
    for process in everyone:
        # Each thread has children of its own.
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                everyone += map(int, children.read_text().split())
    return everyone


class Memory:
    """What the processes of a submission take together, which is asked again and again.

    What forks share counts once. To tell it the system walks through all their pages, a millisecond
    and more for each process; so it is asked only where an upper bound is too much: at once when
    the bound has grown by what was left the last time, else once in `_CLOSE_LOOK` seconds. In
    between a process may get pages unseen by writing to those that it shares.

    Args:
        base: Bytes that the first process had from the warm parent.
        most: Bytes that all may take.

    """

    def __init__(self, base: int, most: int) -> None:
        self._base, self._most = base, most
        self._looked = float("-inf")
        self._enough = most  # the bound up to which no closer look is needed

    def is_too_much(self, everyone: Sequence[int]) -> bool:
        """Whether these processes take more than they may."""
        bound = sum(map(own_memory, everyone))
        now = time.monotonic()
        if bound <= self._most or (bound <= self._enough and now < self._looked + _CLOSE_LOOK):
            return False
        self._looked = now
        found = memory(everyone, self._base)
        self._enough = bound + self._most - found
        return found > self._most


def memory(everyone: Sequence[int], base: int) -> int:
    """Return the bytes that processes take together, what they share counted once.

    Args:
        everyone: Their numbers.
        base: What the first one had from the warm parent.

    """
    # Where what is shared is not told, it counts as often as there are processes.
    return sum(_shared_out(process) or max(0, own_memory(process) - base) for process in everyone)


def own_memory(process: int) -> int:
    """Return the bytes that are no file's: the process's own, and those shared with others."""
    return _bytes(Path(f"/proc/{process}/status"), "RssAnon:", "RssShmem:")


def _shared_out(process: int) -> int:
    """Return the same with what several processes share divided among them; 0 if not told."""
    return _bytes(Path(f"/proc/{process}/smaps_rollup"), "Pss_Anon:", "Pss_Shmem:")


def _bytes(path: Path, *names: str) -> int:
    with contextlib.suppress(OSError):
        lines = path.read_text().splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(names))
    return 0


def tasks(everyone: Sequence[int]) -> int:
    """Return how many threads processes have together; a process without others is one."""
    found = 0
    for process in everyone:
        with contextlib.suppress(OSError):
            found += len(os.listdir(f"/proc/{process}/task"))  # noqa: PTH208
    return found


def tasks_of_user(user: int) -> int:
    """Return how many threads a user has on this machine."""
    everyone = [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208
    own = []
    for process in everyone:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{process}").stat().st_uid == user:
                own.append(process)
    return tasks(own)


def files(folder: Path, everyone: Sequence[int], largest: int) -> tuple[int, int]:
    """Return how many files processes have made, and their bytes.

    Those without a name count too, which are there as long as one has them open or mapped.

    Args:
        folder: The only one that they may write to.
        everyone: The processes.
        largest: The bytes of the largest file that they can make; one that is only mapped may
            have as many.

    """
    count, size = _named_files(folder)
    nameless: dict[tuple[int, int], int] = {}
    for process in everyone:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/maps").read_text().splitlines():
                if line.endswith(" (deleted)") and f" {folder}/" in line:
                    device, inode = line.split()[3:5]
                    major, minor = device.split(":")
                    nameless[os.makedev(int(major, 16), int(minor, 16)), int(inode)] = largest
    for process in everyone:
        with contextlib.suppress(OSError):
            for handle in os.scandir(f"/proc/{process}/fd"):
                with contextlib.suppress(OSError):
                    found = os.stat(handle.path)  # noqa: PTH116
                    if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                        nameless[found.st_dev, found.st_ino] = found.st_blocks * 512
    return count + len(nameless), size + sum(nameless.values())


def _named_files(folder: Path) -> tuple[int, int]:
    count = size = 0
    waiting = [str(folder)]
    while waiting and count <= MOST_FILES:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    found = entry.stat(follow_symlinks=False)
                    size += found.st_blocks * 512
                    if stat.S_ISDIR(found.st_mode):
                        waiting.append(entry.path)
        except FileNotFoundError:
            pass  # gone in the meantime
        except OSError:  # a path longer than paths can be
            return MOST_FILES + 1, size
    return count, size
