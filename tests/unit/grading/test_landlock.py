"""Landlock's wall around functions of this file; ``tests/attacks`` tries the whole of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.grading import consumption, landlock
from autograder.grading.isolation import Walls, rehearse
from autograder.grading.landlock import Landlock

pytestmark = pytest.mark.skipif(
    landlock.version() < landlock.NEEDED, reason="this kernel has no such Landlock"
)

WALLS = Walls(memory=1 << 28, processes=8, folder=1 << 20, seconds=20)


def within(
    wall: Landlock, inside: Callable[[], Any], watch: Callable[[int], Any] | None = None
) -> Any:
    """Return what a function gives within a wall, or what its watcher finds while it runs."""
    reading, writing = os.pipe()
    if (watcher := os.fork()) == 0:
        try:
            wall.around_watcher(WALLS)
            if (first := os.fork()) == 0:
                try:
                    wall.around_submission(WALLS)
                    found = inside()
                    if watch is None:
                        os.write(writing, json.dumps(found).encode())
                finally:
                    os._exit(0)
            if watch is None:
                os.waitpid(first, 0)
            else:
                os.write(writing, json.dumps(watch(first)).encode())
            wall.end(first)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as said:  # noqa: PTH123
        found = json.loads(said.read())
    os.waitpid(watcher, 0)
    return found


def what_fails(*tries: Callable[[], Any]) -> list[str]:
    """Return the name of the error of each, empty for what works."""
    found = []
    for each in tries:
        try:
            each()
            found.append("")
        except OSError as error:
            found.append(type(error).__name__)
    return found


@pytest.fixture
def wall(tmp_path: Path) -> Landlock:
    (tmp_path / "home").mkdir()
    (tmp_path / "home").chmod(0o711)
    (tmp_path / "readable").mkdir()
    (tmp_path / "readable" / "file").write_text("read")
    (tmp_path / "other").write_text("not for you")
    return Landlock(tmp_path / "home", [tmp_path / "readable"])


def test_only_its_own_folder_can_be_written(wall: Landlock, tmp_path: Path) -> None:
    def tries() -> list[str]:
        return what_fails(
            (tmp_path / "readable" / "file").read_text,
            lambda: Path("mine").write_text("x"),
            lambda: Path(os.environ["TMPDIR"], "mine").write_text("x"),
            lambda: Path("/dev/null").write_text("x"),
            (tmp_path / "other").read_text,
            lambda: next(tmp_path.iterdir()),
            lambda: (tmp_path / "readable" / "file").write_text("x"),
            lambda: os.link(tmp_path / "readable" / "file", "linked"),
            lambda: Path("/proc/self/status").read_text(),
            lambda: os.openpty(),
        )

    found = within(wall, tries)
    assert found[:4] == ["", "", "", ""]
    assert all(found[4:])
    assert not list((tmp_path / "home").iterdir()), "its folder is left"


def test_others_of_the_same_user_are_out_of_reach(wall: Landlock) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\0somebody-listens")
    listening.listen()
    this = os.getpid()

    def tries() -> list[str]:
        return what_fails(
            lambda: os.kill(this, 0),
            lambda: os.kill(os.getppid(), 0),
            lambda: socket.socket(socket.AF_UNIX).connect("\0somebody-listens"),
            lambda: socket.socketpair(),
            lambda: os.kill(os.getpid(), 0),
        )

    assert within(wall, tries) == [*["PermissionError"] * 3, "", ""]
    listening.close()


def test_the_end_reaches_all_of_a_submission_and_nobody_else(wall: Landlock) -> None:
    ready, tell = os.pipe()
    bystander = os.fork()
    if bystander == 0:
        signal.pause()

    def scatter() -> None:
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                if os.fork():
                    os._exit(0)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                os.write(tell, str(os.getpid()).encode() + b"\n")
                signal.pause()
        signal.pause()

    def watch(first: int) -> list[int]:
        said = b""
        while said.count(b"\n") < 3:
            said += os.read(ready, 100)
        return [*map(int, said.split()), first]

    scattered = within(wall, scatter, watch)
    assert len(scattered) == 4
    assert all(
        what_fails(lambda process=process: os.kill(process, 0)) != [""] for process in scattered
    )
    os.kill(bystander, 0)
    assert os.waitpid(bystander, os.WNOHANG) == (0, 0)
    os.kill(bystander, signal.SIGKILL)
    os.waitpid(bystander, 0)


def hit(wall: Landlock, first: int) -> str:
    for _ in range(200):
        if found := wall.hit(consumption.family(first), WALLS):
            return found.decode()
        time.sleep(0.02)
    return ""


def test_too_many_processes_and_files_are_seen(wall: Landlock) -> None:
    def many() -> None:
        for _ in range(9):
            if os.fork() == 0:
                break
        signal.pause()

    def large() -> None:
        for number in range(3):
            Path(str(number)).write_bytes(os.urandom(1 << 19))
        signal.pause()

    # Root's submissions have a user of their own, which the kernel counts exactly.
    most = landlock.TOO_MANY_PROCESSES.decode() if os.geteuid() else ""
    assert within(wall, many, lambda first: hit(wall, first) if most else "") == most
    assert within(wall, large, lambda first: hit(wall, first)) == landlock.TOO_MANY_FILES.decode()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each submission a user")
def test_the_watcher_is_the_user_whose_memory_it_counts() -> None:
    def watch(first: int) -> list[int]:
        for _ in range(400):  # until it has become somebody else
            if memory := consumption._shared_out(first):
                of_first = Path(f"/proc/{first}").stat().st_uid
                if of_first:
                    return [os.geteuid(), of_first, memory]
            time.sleep(0.02)
        return [os.geteuid(), 0, 0]

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o711)
        own, of_first, memory = within(Landlock(Path(name), [Path("/usr")]), signal.pause, watch)
        assert not list(Path(name).iterdir())
    assert own == of_first > 0
    assert memory > 0


def test_it_is_refused_where_it_cannot_hold(
    wall: Landlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rehearse(wall) == ""
    monkeypatch.setattr(landlock, "_SIGNALS", 0)
    monkeypatch.setattr(landlock, "_rules", lambda *_: os.open("/", os.O_PATH))
    monkeypatch.setattr(landlock, "_enter", os.close)
    assert "a signal got out" in rehearse(wall)
    monkeypatch.setattr(landlock, "version", lambda: 5)
    assert "version 5" in rehearse(wall)
