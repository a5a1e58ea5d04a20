"""Nothing outlives its grader, and no submission runs where a part of the wall is missing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.errors import SandboxRefused
from autograder.grading import Limits, grade, landlock
from autograder.grading.sandbox import WALLS
from tests.attacks.assignment import KEY
from tests.attacks.ours import HONEST_SUBMISSION

_ROOT = Path(__file__).resolve().parents[2]
_GRADER = """
import sys
from autograder.grading import Sandbox, grade
from tests.attacks.assignment import KEY, notebook, written
endless = '''
import os
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        break
while True: pass
'''
with Sandbox(sys.argv[1]) as sandbox:
    print(sandbox._process.pid, flush=True)
    grade(written(notebook({"square": endless})), KEY, sandbox=sandbox)
"""


def _descendants(of: int) -> list[int]:
    everyone = [of]
    for process in everyone:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            everyone += map(int, children.read_text().split())
    return everyone


@pytest.mark.parametrize("wall", WALLS)
def test_a_grader_that_is_killed_takes_all_with_it(wall: str, tmp_path: Path) -> None:
    if wall == "Landlock" and landlock.version() < landlock.NEEDED:
        pytest.skip("this kernel has no such Landlock")
    tmp_path.chmod(0o755)
    # Beside the sandbox: what each wall is made of, watcher, first, and what that one forks.
    enough = 8 if wall == "bubblewrap" else 6
    grader = subprocess.Popen(
        [sys.executable, "-c", _GRADER, wall],
        cwd=_ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert grader.stdout is not None
        first = int(grader.stdout.readline())
        for _ in range(200):
            processes = _descendants(first)
            if len(processes) >= enough:
                break
            time.sleep(0.05)
        assert len(processes) >= enough
    finally:
        grader.send_signal(signal.SIGKILL)
        grader.communicate()
    for _ in range(100):
        left = [process for process in processes if _is_alive(process)]
        if not left:
            break
        time.sleep(0.05)
    assert not left
    assert not list(tmp_path.glob("autograder-*"))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("wall", ["sandbox", "landlocked"])
def test_where_a_part_of_the_wall_is_missing_nothing_runs(
    wall: str, request: pytest.FixtureRequest
) -> None:
    sandbox = request.getfixturevalue(wall)
    no_such_limit = Limits(memory_mb=-(2**60))
    with pytest.raises(SandboxRefused, match="No wall"):
        grade(HONEST_SUBMISSION, KEY, sandbox=sandbox, limits=no_such_limit)
