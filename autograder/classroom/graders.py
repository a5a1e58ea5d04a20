"""The processes that grade: as many as there are cores, kept from one command's use to the next."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from autograder.chapter.key import Key
from autograder.grading import Grade, Limits
from autograder.grading.worker import graded

#: The variable that says how many graders there shall be; ``autograder grade --workers`` sets it.
WORKERS = "AUTOGRADER_WORKERS"

_pool: ProcessPoolExecutor | None = None


def graders() -> Executor:
    """Return the pool of this process's graders.

    They are started afresh, not forked: a fork would inherit threads, and whatever else this
    process has open.
    """
    global _pool
    if _pool is None:
        _pool = ProcessPoolExecutor(_workers(), mp_context=multiprocessing.get_context("spawn"))
    return _pool


def _workers() -> int:
    """Return how many graders there shall be: as many as somebody said, else one for each core."""
    if said := os.environ.get(WORKERS):
        return max(1, int(said))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def hand_over(submission: bytes, key: Key, limits: Limits, name: str) -> Future[Grade]:
    """Give a submission to a grader; a pool that has lost a process is replaced by a new one."""
    global _pool
    try:
        return graders().submit(graded, submission, key, limits, name)
    except BrokenProcessPool:
        _pool = None
        return graders().submit(graded, submission, key, limits, name)
