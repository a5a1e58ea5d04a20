"""Every right answer gets full points, every wrong one loses them and is told what it is.

They are graded behind the wall, and a failed test must read there as it does in a notebook, word
for word: before the referee asks, the visible part of each test has run in one process with the
answer. ``tests/devices`` asks all answers in plain Python.

All answers to an exercise stand in one submission, each with its own copy of the exercise's test,
so that a chapter's set-up runs once for all of them.
"""

from __future__ import annotations

import functools
import json
from dataclasses import replace

import pytest

from autograder.chapter import cards
from autograder.chapter.answers import Answer, read_all_answers
from autograder.chapter.key import Key, KeyCell, read_key
from autograder.grading import Limits, Sandbox, TestGrade, grade
from tests.plain_python import COURSE

EXERCISES = {
    (chapter, exercise): [a for a in answers if a.exercise == exercise]
    for chapter in COURSE.authored()
    for answers in [read_all_answers(COURSE.answers(chapter))]
    for exercise in dict.fromkeys(answer.exercise for answer in answers)
}

#: Before each answer: no name that an earlier one took, and no random number that it used up.
AFRESH = """\
import builtins, math
import matplotlib.pyplot as plt
import torch
for _name in {*globals()} & {*dir(builtins)}:
    if not _name.startswith("_"):
        del globals()[_name]
torch.manual_seed(0)
"""

#: A snapshot for each answer: what they share would be counted again and again, to see that all
#: together take less than a submission may.
ROOMY = Limits(total_memory_mb=1 << 20)


@functools.cache
def chapter_key(chapter: str) -> Key:
    return read_key(chapter, COURSE.solution(chapter), COURSE.release(chapter))


def key_for(key: Key, exercise: str, count: int) -> Key:
    """Return a key with the set-up and ``count`` copies of an exercise and its test."""
    setup = next(cell for cell in key.cells if cell.id == "setup")
    pair = [key.named[exercise], key.named[f"test_{exercise}"]]
    copies = (numbered(cell, k) for k in range(count) for cell in pair)
    return Key(key.chapter, (setup, *copies), key.companions)


def numbered(cell: KeyCell, number: int) -> KeyCell:
    name = f"{cell.marks.grade_id}__{number}"
    return replace(cell, id=name, marks=replace(cell.marks, grade_id=name))


def submission(key: Key, answers: list[Answer]) -> bytes:
    """Return a notebook in which the answers are given, in their order."""
    given = iter(f"{AFRESH}{answer.source}" for answer in answers)
    cells = [
        {
            "cell_type": cell.cell_type,
            "id": cell.id,
            "metadata": {"nbgrader": vars(cell.marks)} if cell.marks.grade_id else {},
            "source": next(given) if cell.marks.solution else cell.released,
            "outputs": [],
            "execution_count": None,
        }
        for cell in key.cells
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.mark.parametrize(("chapter", "exercise"), EXERCISES)
def test_a_right_answer_passes_and_a_wrong_one_fails(
    sandbox: Sandbox, chapter: str, exercise: str
) -> None:
    answers = EXERCISES[chapter, exercise]
    key = key_for(chapter_key(chapter), exercise, len(answers))
    graded = grade(submission(key, answers), key, limits=ROOMY, sandbox=sandbox)
    in_notebook = said_in_the_notebook(graded.notebook)
    wrong = {
        answer.label: complaints
        for answer, test in zip(answers, graded.tests, strict=True)
        if (complaints := complaints_about(answer, test, in_notebook[test.name]))
    }
    assert not wrong


def said_in_the_notebook(content: bytes) -> dict[str, str]:
    """Return what each test's visible part said when it failed, empty where it did not."""
    return {
        cell["id"]: "".join(o["evalue"] for o in cell["outputs"] if o["output_type"] == "error")
        for cell in json.loads(content)["cells"]
        if cell["cell_type"] == "code"
    }


def complaints_about(answer: Answer, test: TestGrade, in_notebook: str) -> list[str]:
    """Return what is not as it should be with the verdict on an answer."""
    if answer.right:
        return [test.message] * (test.points != test.max_points)
    if test.points:
        return ["this wrong answer passes"]
    found = []
    # As one line: a message is wrapped.
    message = " ".join(test.message.split())
    if not message.startswith(f"✗ {answer.exercise}") or answer.words not in message:
        found.append(f"{answer.words!r} is not in {test.message}")
    # That and nothing else beside it.
    if answer.looks_like and not test.message.splitlines()[0].endswith(f"· {answer.words}"):
        found.append(f"not, or not only, called {answer.looks_like}: {test.message}")
    if not test.in_hidden_part and in_notebook != test.message:
        found.append(f"in a notebook: {in_notebook}; behind the wall: {test.message}")
    return found


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_every_exercise_ships_three_right_and_six_wrong_answers(chapter: str) -> None:
    for card in cards.load(cards.beside(COURSE.solution(chapter))).cards:
        if card.kind in ("code", "plot"):
            answers = EXERCISES.get((chapter, card.name), [])
            right = sum(answer.right for answer in answers)
            assert right >= 3, f"{card.name} ships {right} right answers"
            assert len(answers) - right >= 6, f"{card.name} ships too few wrong answers"
