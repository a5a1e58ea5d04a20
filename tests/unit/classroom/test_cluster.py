"""Graders of a real Dask scheduler, with real workers, one of which is killed in the midst."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import writes

from autograder.chapter.key import read_key
from autograder.chapter.notebook_file import read_notebook
from autograder.classroom import cluster
from autograder.classroom.cluster import Cluster
from autograder.classroom.grade import grade_course
from autograder.classroom.results import Outcome
from autograder.course import Course
from autograder.errors import ClusterError
from autograder.grading import Limits

from .conftest import CHAPTER, answered, hand_in

ROOT = Path(__file__).parents[3]
DASK = [sys.executable, "-m", "dask"]
STUDENTS = [f"s{k}" for k in range(10)]


@dataclass
class Machines:
    """A scheduler and its workers."""

    address: str
    workers: list[subprocess.Popen[str]]


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("dask")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "AUTOGRADER_WORKERS": "1"}

    def started(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*DASK, *arguments],
            cwd=folder,
            env=environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    with ExitStack() as stack:

        def until(process: subprocess.Popen[str], words: str) -> str:
            stack.callback(process.wait)
            stack.callback(os.killpg, process.pid, signal.SIGKILL)
            assert process.stderr
            stack.callback(process.stderr.close)
            for line in process.stderr:
                if words in line:
                    return line
            raise AssertionError(f"the process ended without {words}")

        host = ["--host", "127.0.0.1", "--no-dashboard"]
        line = until(started("scheduler", "--port", "0", *host), "Scheduler at:")
        address = re.search(r"tcp://\S+", line)[0]
        options = ["--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
        workers = []
        for name in ("one", "two"):
            worker = started("worker", address, "--name", name, *options)
            until(worker, "Registered to:")
            workers.append(worker)
        yield Machines(address, workers)


def test_a_worker_that_is_killed_costs_nobody_a_grade(
    machines: Machines, pristine: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = Course(shutil.copytree(pristine.root, tmp_path / "course"))
    blank = read_notebook(course.entered(CHAPTER))
    for student in STUDENTS:
        hand_in(course, student, answered(blank, why=f"Since {student} says so."))
    kept: Counter[bytes] = Counter()
    monkeypatch.setattr(
        "autograder.classroom.kept_grades.KeptGrades.keep",
        lambda self, submission, *others: kept.update([submission]),
    )
    done: list[str] = []

    def watching(line: str) -> None:
        done.append(line)
        if len(done) == 2:
            os.killpg(machines.workers[0].pid, signal.SIGKILL)

    with Cluster(machines.address) as by:
        assert by.at_once == 2
        results = grade_course(course, [CHAPTER], progress=watching, by=by)
        assert by.at_once == 1
    assert {r.student: (r.outcome, r.points) for r in results} == dict.fromkeys(
        STUDENTS, (Outcome.GRADED, 4)
    )
    assert all(count == 1 for count in kept.values())
    assert len(kept) == len(STUDENTS)


def test_other_graders_refuse(
    machines: Machines, pristine: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = read_key(CHAPTER, pristine.solution(CHAPTER), pristine.entered(CHAPTER))
    content = writes(answered(read_notebook(pristine.entered(CHAPTER)))).encode()
    monkeypatch.setattr(cluster, "grader_version", lambda: "another")
    with (
        Cluster(machines.address) as by,
        pytest.raises(ClusterError, match=r"has another version of this program"),
    ):
        by.hand_over(content, key, Limits(), "nb.ipynb").result()


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    with (
        pytest.raises(ClusterError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"),
        Cluster("tcp://127.0.0.1:9"),
    ):
        pass
