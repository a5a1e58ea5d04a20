"""What processes take, counted from outside."""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import threading
from pathlib import Path

import pytest

from autograder.grading import consumption


def test_files_count_with_and_without_names(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "named").write_bytes(b"x" * 40_000)
    (tmp_path / "loop").symlink_to(tmp_path)
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            _keep_files_without_names(tmp_path)
            os.write(writing, b"x")
            signal.pause()
        finally:
            os._exit(1)  # whatever happens, this is no second run of the tests
    os.close(writing)  # so that reading ends with the child
    assert os.read(reading, 1) == b"x"
    count, size = consumption.files(tmp_path, [child], largest=1_000_000)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    assert count >= 5
    assert 40_000 + 80_000 + 1_000_000 <= size < 1_300_000
    assert consumption.files(tmp_path, [], largest=1) == (3, size_of(tmp_path))


def _keep_files_without_names(folder: Path) -> None:
    """Keep a file open and another one mapped, and no other way to either."""
    handles = {}
    for name in ("open", "mapped"):
        handles[name] = os.open(folder / name, os.O_RDWR | os.O_CREAT)
        os.write(handles[name], b"x" * 80_000)
    kept.append(mmap.mmap(handles["mapped"], 4096))
    mapped = f"{folder / 'mapped'} (deleted)"
    for name in handles:
        (folder / name).unlink()
    for handle in Path("/proc/self/fd").iterdir():  # the mapping has one of its own
        with contextlib.suppress(OSError):
            if str(handle.readlink()) == mapped:
                os.close(int(handle.name))


#: What lives as long as the process.
kept: list[mmap.mmap] = []


def size_of(folder: Path) -> int:
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))


def test_a_path_longer_than_paths_can_be_is_too_many_files(tmp_path: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(600):
            Path("deeper").mkdir()
            os.chdir("deeper")
        assert consumption.files(tmp_path, [], 0)[0] > consumption.MOST_FILES
    finally:
        os.chdir(here)


def test_families_and_their_threads() -> None:
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            if os.fork() == 0:
                threading.Thread(target=threading.Event().wait).start()
                os.write(writing, b"x")
                threading.Event().wait()
            os.wait()
        finally:
            os._exit(1)
    os.read(reading, 1)
    found = consumption.family(child)
    assert len(found) == 2
    assert consumption.tasks(found) == 3
    assert consumption.tasks_of_user(os.getuid()) >= 4
    for process in reversed(found):
        os.kill(process, 9)
    os.waitpid(child, 0)
    assert consumption.memory([os.getpid()], 0) > 1 << 20


def test_what_is_shared_is_looked_at_when_it_may_be_too_much_and_each_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, bound, shared = 0.0, 0, 0
    looks: list[float] = []

    def memory(everyone: object, base: int) -> int:
        looks.append(now)
        return shared

    monkeypatch.setattr(consumption.time, "monotonic", lambda: now)
    monkeypatch.setattr(consumption, "own_memory", lambda process: bound)
    monkeypatch.setattr(consumption, "memory", memory)
    watched = consumption.Memory(base=0, most=100)
    bound = 100
    assert not watched.is_too_much([1])
    assert looks == [], "even if nothing were shared it would not be too much"
    bound, shared = 300, 40
    assert not watched.is_too_much([1])
    now, bound = 0.2, 360  # 60 more at most
    assert not watched.is_too_much([1])
    assert looks == [0.0]
    now, bound = 0.4, 361
    assert not watched.is_too_much([1])
    assert looks == [0.0, 0.4]
    now, shared = 1.3, 101  # written to, where it was shared: the bound is the same
    assert not watched.is_too_much([1])
    now = 1.4
    assert watched.is_too_much([1])
