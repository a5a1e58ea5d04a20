"""Grade in a process of its own, which keeps its warm parent from one submission to the next.

Whoever has processes may call `graded` in them: all that goes in and comes out is data.
"""

from __future__ import annotations

import atexit
from collections.abc import Collection

from autograder.chapter.key import Key
from autograder.grading.grading import grade
from autograder.grading.limits import Limits
from autograder.grading.sandbox import Sandbox
from autograder.grading.verdicts import Grade

_sandbox: Sandbox | None = None


def warm_up() -> None:
    """Start this process's warm parent, so that the first submission need not wait for it.

    Raises:
        SandboxRefused: if no wall can be built here.

    """
    import torch

    global _sandbox
    if _sandbox is None:
        # A fork of a process that has computed with several threads hangs when it computes.
        torch.set_num_threads(1)
        _sandbox = Sandbox().__enter__()
        atexit.register(_close)


def _close() -> None:
    global _sandbox
    if _sandbox is not None:
        _sandbox.__exit__(None, None, None)
        _sandbox = None


def graded(
    submission: bytes, key: Key, limits: Limits, name: str, only: Collection[str] | None = None
) -> Grade:
    """Return what `grade` does, in this process's sandbox.

    Raises:
        NotebookUnreadable: if the submission is no notebook.
        SandboxRefused: if no wall can be built here.

    """
    if _sandbox is not None and not _sandbox.is_alive:
        _close()
    warm_up()
    assert _sandbox is not None
    return grade(submission, key, sandbox=_sandbox, limits=limits, name=name, only=only)
