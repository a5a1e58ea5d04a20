"""Every chapter runs unchanged on a GPU: all solutions, and all sample answers to the exercises.

Where there is no GPU, a pretended one finds most of what would go wrong. Where there is one,
nothing of Jupyter is needed, and any version of torch will do: CONTRIBUTING.md has the command.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
import torch

from autograder.chapter.answers import Answer, read_all_answers
from autograder.errors import CheckFailed
from tests.plain_python import COURSE, grade, run_solution


# On the pretended device they run below.
@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("chapter", COURSE.authored())
def test_the_solution_runs(chapter, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_DEVICE", "cuda")
    assert run_solution(chapter) == []


#: Right answers that every exercise ships.
FEW = 3

#: What PyTorch says when NumPy is given a tensor that is not on the CPU: nothing to mend here.
FOR_THE_CPU = "Use Tensor.cpu()"


def misjudged(chapter: str, answer: Answer) -> str | None:
    """Say what is wrong with the verdict on an answer, if it is not that of the CPU."""
    try:
        grade(chapter, answer)
    except CheckFailed as failure:
        message = " ".join(str(failure).split())
        if FOR_THE_CPU in message or (not answer.right and answer.words in message):
            return None
        return f"{answer.exercise}, {answer.label}: {message}"
    return None if answer.right else f"{answer.exercise}, {answer.label}: passed"


def of_each_kind(answers: list[Answer]) -> list[Answer]:
    """Return a few right answers to each exercise, and the first wrong one with each mistake.

    Each exercise keeps one that is told no mistake by name. The others would take the same ways
    through the same checks, which is slow on a pretended device.
    """
    asked: dict[object, Answer] = {}
    right: Counter[str] = Counter()
    for answer in answers:
        if answer.right:
            right[answer.exercise] += 1
            if right[answer.exercise] <= FEW:
                asked[answer.exercise, answer.label] = answer
        else:
            asked.setdefault(answer.looks_like or ("unnamed", answer.exercise), answer)
    return list(asked.values())


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_answers_are_judged_as_on_the_cpu(chapter, device):
    answers = read_all_answers(COURSE.answers(chapter))
    assert answers
    asked = answers if device.type == "cuda" else of_each_kind(answers)
    assert [said for answer in asked if (said := misjudged(chapter, answer))] == []


WITHOUT_JUPYTER = """
import os, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
from tests.plain_python import COURSE, run_solution
from tests.pretended_device import NAME, PretendedDevice

for chapter in COURSE.authored():
    os.environ.pop("AUTOGRADER_DEVICE", None)
    first = run_solution(chapter)
    os.environ["AUTOGRADER_DEVICE"] = NAME
    with PretendedDevice():
        again = run_solution(chapter)
    for run, wrong in (("the first time", first), ("again, on the pretended device", again)):
        for line in wrong:
            print(chapter, run, line)
"""
ABSENT = [
    *("IPython", "anywidget", "click", "ipywidgets", "jupyter_client", "jupyterlab", "jupytext"),
    *("nbclient", "nbconvert", "nbformat", "nbgrader", "traitlets"),
]


# Twice, for nothing in a chapter may work only the first time: a student runs a cell again.
def test_the_solutions_need_no_jupyter_and_run_again_in_the_same_process_on_another_device():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_JUPYTER.format(absent=ABSENT)],
        capture_output=True,
        text=True,
        check=False,
        cwd=COURSE.root,
    )
    assert done.stdout == "", done.stderr
    assert done.returncode == 0, done.stderr
