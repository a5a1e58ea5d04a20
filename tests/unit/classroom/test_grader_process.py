"""A grader's process ends with whoever asked it."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import Pipe

SERVE = "from autograder.classroom.grader_process import serve; serve({}, {})"


def test_it_ends_without_a_word_when_nobody_waits_for_the_answer() -> None:
    ours, theirs = Pipe()
    ours.send((abs, (-2,)))
    ours.close()  # A request lies in the pipe, and who sent it has been killed.
    process = subprocess.run(
        [sys.executable, "-c", SERVE.format(theirs.fileno(), os.getpid())],
        pass_fds=[theirs.fileno()],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (process.returncode, process.stderr) == (0, "")
