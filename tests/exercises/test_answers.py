"""Every right answer gets full points, every wrong one loses them and is told what it is."""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch

from autograder.answers import Answer, read_answers
from autograder.course import find_course
from autograder.errors import CheckFailed
from autograder.lesson import cards

COURSE = find_course(Path(__file__))
FILES = sorted(Path(__file__).parent.glob("*/*.py"))
ANSWERS = [(path.parent.name, answer) for path in FILES for answer in read_answers(path)]


def _name(case: tuple[str, Answer]) -> str:
    chapter, answer = case
    return f"{chapter[:2]}-{answer.exercise}-{'right' if answer.right else 'wrong'}-{answer.label}"


@cache
def _cells(chapter: str) -> dict[str, str]:
    # Plain JSON: a machine with a GPU need not have Jupyter.
    notebook = json.loads(COURSE.solution(chapter).read_text(encoding="utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}


def grade(chapter: str, answer: Answer) -> None:
    """Run set-up, answer and test cell, hidden tests included, in a namespace of their own."""
    cells = _cells(chapter)
    setup = "\n".join(line for line in cells["setup"].split("\n") if not line.startswith("%"))
    namespace: dict[str, object] = {}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")  # a student's warning costs no point
        for source in (setup, answer.source, cells[f"test_{answer.exercise}"]):
            exec(source, namespace)


@pytest.fixture(autouse=True)
def _nothing_left():
    """Some answers do what a notebook may: change torch's modes, leave figures open."""
    dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
    with torch.set_grad_enabled(True):
        yield
    torch.set_default_dtype(dtype)
    torch.set_num_threads(threads)
    plt.close("all")


@pytest.mark.parametrize("case", ANSWERS, ids=map(_name, ANSWERS))
def test_a_right_answer_passes_and_a_wrong_one_fails(case):
    chapter, answer = case
    if answer.right:
        grade(chapter, answer)
    else:
        with pytest.raises(CheckFailed) as failure:
            grade(chapter, answer)
        # As one line: a message is wrapped.
        message = " ".join(str(failure.value).split())
        assert message.startswith(f"✗ {answer.exercise}")
        assert answer.words in message
        if answer.words.startswith("looks like"):  # that and nothing else beside it
            assert str(failure.value).splitlines()[0].endswith(f"· {answer.words}")


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_every_exercise_ships_three_right_and_six_wrong_answers(chapter):
    counts: dict[str, list[int]] = {}
    for home, answer in ANSWERS:
        if home == chapter:
            counts.setdefault(answer.exercise, [0, 0])[not answer.right] += 1
    for card in cards.load(cards.FOLDER / f"{chapter}.json"):
        if card.kind in ("code", "plot"):
            right, wrong = counts.get(card.name, (0, 0))
            assert right >= 3, f"{card.name} ships {right} right answers"
            assert wrong >= 6, f"{card.name} ships {wrong} wrong answers"
