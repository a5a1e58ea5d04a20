"""Somebody at a terminal: commands of nbgrader's and ours, one after the other.

``python -m tests.hub.desk`` takes a command a line, runs it in the working folder, and answers
with a line of JSON: how it ended and what it said. Starting Python for each would take seconds.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.hub.machine import Machine


@dataclass(frozen=True)
class Desk:
    """Where the commands go."""

    process: subprocess.Popen[str]

    def run(self, command: str) -> str:
        """Run a command line; return what it said.

        Raises:
            AssertionError: if it ends with an error.

        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        ended, said = json.loads(self.process.stdout.readline())
        assert ended == 0, said
        return str(said)


@contextmanager
def sitting_down(machine: Machine, user: str, folder: Path) -> Iterator[Desk]:
    """Yield a terminal of ``user`` in ``folder``, a path of that machine."""
    command = machine.command("python", "-m", __name__, user=user, folder=folder)
    with subprocess.Popen(
        command,
        env=machine.environment(user),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Desk(process)
        finally:
            process.kill()


def answer(line: str) -> tuple[int, str]:
    """Run a command line; return how it ended and what it said."""
    from click.testing import CliRunner

    from autograder.cli import main as autograder
    from autograder.course import Course
    from tests.nbgrader_command import nbgrader

    program, *words = shlex.split(line)
    if program == "autograder":
        result = CliRunner().invoke(autograder, words)
        return result.exit_code, result.output
    try:
        return 0, nbgrader(Course(Path.cwd()), *words)
    except AssertionError as failed:
        return 1, str(failed)


if __name__ == "__main__":
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            result = answer(line)
        print(json.dumps(result), flush=True)
