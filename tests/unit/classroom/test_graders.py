"""A grader that is ended from outside costs time, and only what ends it again costs a grade."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.chapter.notebook_file import parse_notebook
from autograder.classroom.graders import LocalGraders
from autograder.errors import GraderLost, NotebookUnreadable

END = "__import__('os').kill(__import__('os').getpid(), 9)"


@pytest.fixture(scope="module")
def two() -> Iterator[LocalGraders]:
    graders = LocalGraders(2)
    yield graders
    graders.stop()


def test_what_is_asked_is_answered_elsewhere(two: LocalGraders) -> None:
    answers = [two.submit("it", eval, f"{k}, __import__('os').getpid()") for k in range(8)]
    assert [answer.result()[0] for answer in answers] == list(range(8))
    assert os.getpid() not in {answer.result()[1] for answer in answers}


def test_each_has_one_thread(two: LocalGraders) -> None:
    # NumPy's own threads begin when it is loaded; a process that has several warns when it forks.
    count = "len(__import__('os').listdir('/proc/self/task')) if __import__('numpy') else 0"
    assert two.submit("it", eval, count).result() == 1


def test_an_error_comes_back(two: LocalGraders) -> None:
    with pytest.raises(ZeroDivisionError):
        two.submit("it", eval, "1 / 0").result()
    with pytest.raises(NotebookUnreadable, match="x is empty"):
        two.submit("it", parse_notebook, b"", Path("x")).result()


def test_what_its_process_did_not_survive_is_done_again(two: LocalGraders, tmp_path: Path) -> None:
    code = f"import pathlib\np = pathlib.Path({str(tmp_path / 'seen')!r})\n"
    code += f"if not p.exists():\n    p.touch()\n    {END}\n"
    killed = two.submit("it", exec, code)
    others = [two.submit("it", eval, str(k)) for k in range(20)]
    assert killed.result() is None
    assert [other.result() for other in others] == list(range(20))


def test_what_ends_its_process_again_is_named_and_nothing_else_is_lost(two: LocalGraders) -> None:
    killer = two.submit("killer.ipynb", eval, END)
    others = [two.submit("it", eval, str(k)) for k in range(20)]
    with pytest.raises(GraderLost, match=r"killer\.ipynb was ended from outside, 2 times"):
        killer.result()
    assert [other.result() for other in others] == list(range(20))


def test_one_that_ends_while_it_waits_is_not_anybodys_fault() -> None:
    one = LocalGraders(1)
    try:
        for _ in range(3):
            os.kill(one.submit("it", eval, "__import__('os').getpid()").result(), signal.SIGKILL)
            time.sleep(0.05)
        assert one.submit("it", eval, "7").result() == 7
    finally:
        one.stop()


def test_they_stop_at_once() -> None:
    one = LocalGraders(1)
    number = one.submit("it", eval, "__import__('os').getpid()").result()
    endless = one.submit("it", exec, "while True: pass")
    waiting = one.submit("it", eval, "7")
    while not endless.running():
        time.sleep(0.01)
    one.stop()
    assert waiting.cancelled()
    with pytest.raises(GraderLost):
        endless.result(timeout=30)
    assert not Path(f"/proc/{number}").exists()


def test_whoever_asked_and_is_gone_gets_nothing_done(tmp_path: Path) -> None:
    """A grader that has only just been started must not work beside the next command."""
    asked_for = tmp_path / "asked for"
    command = (
        "import os, signal\n"
        "from autograder.classroom.graders import _Process\n"
        "process = _Process()\n"
        f"process._pipe.send((os.mkdir, ({str(asked_for)!r},)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # The grader has this pipe open, too: both have ended when it is read to its end.
    done = subprocess.run([sys.executable, "-c", command], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, b"")
    assert not asked_for.exists()


def test_whoever_is_killed_with_an_answer_unread_ends_its_grader_quietly() -> None:
    """What was not read makes the system reset the pipe, where else it only ends."""
    here, there = socket.socketpair()
    there.send(b"an answer that nobody has read")
    here.close()
    command = (
        "import os; from autograder.classroom.grader_process import serve; "
        f"serve({there.fileno()}, os.getppid())"
    )
    with there:
        done = subprocess.run(
            [sys.executable, "-c", command],
            pass_fds=[there.fileno()],
            check=False,
            capture_output=True,
        )
    assert (done.returncode, done.stderr) == (0, b"")
