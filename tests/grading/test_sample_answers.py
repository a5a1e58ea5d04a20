"""Every sample answer through the wall: the same points as in one process, in the same words.

All answers to an exercise stand in one submission, each with its own copy of the exercise's test,
so that a chapter's set-up runs once for all of them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator

import pytest

from autograder.chapter.answers import Answer, read_all_answers
from autograder.chapter.key import Key, KeyCell, read_key
from autograder.errors import CheckFailed
from autograder.grading import Grade, Sandbox, Verdict, grade
from tests.plain_python import COURSE
from tests.plain_python import grade as in_one_process

EXERCISES = [
    (chapter, exercise)
    for chapter in COURSE.authored()
    for exercise in dict.fromkeys(a.exercise for a in read_all_answers(COURSE.answers(chapter)))
]


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


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as ready:
        yield ready


@functools.cache
def chapter_key(chapter: str) -> Key:
    return read_key(chapter, COURSE.solution(chapter), COURSE.release(chapter))


def answers_to(chapter: str, exercise: str) -> list[Answer]:
    return [a for a in read_all_answers(COURSE.answers(chapter)) if a.exercise == exercise]


def key_for(key: Key, exercise: str, count: int) -> Key:
    """Return a key with the set-up and ``count`` copies of an exercise and its test."""
    setup = next(cell for cell in key.cells if cell.id == "setup")
    pair = [key.named[exercise], key.named[f"test_{exercise}"]]
    return Key(
        key.chapter,
        (setup, *(numbered(cell, k) for k in range(count) for cell in pair)),
        key.companions,
    )


def numbered(cell: KeyCell, number: int) -> KeyCell:
    name = f"{cell.marks.grade_id}__{number}"
    said = {
        **vars(cell),
        "id": name,
        "marks": type(cell.marks)(**{**vars(cell.marks), "grade_id": name}),
    }
    return KeyCell(**said)


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


def said_in_one_process(chapter: str, answer: Answer) -> str | None:
    seeded = Answer(**{**vars(answer), "source": f"torch.manual_seed(0)\n{answer.source}"})
    try:
        in_one_process(chapter, seeded)
    except CheckFailed as failure:
        return str(failure)
    return None


def graded(sandbox: Sandbox, chapter: str, exercise: str) -> Grade:
    answers = answers_to(chapter, exercise)
    key = key_for(chapter_key(chapter), exercise, len(answers))
    return grade(submission(key, answers), key, sandbox=sandbox)


@pytest.mark.parametrize(("chapter", "exercise"), EXERCISES)
def test_the_wall_changes_neither_points_nor_words(
    sandbox: Sandbox, chapter: str, exercise: str
) -> None:
    answers = answers_to(chapter, exercise)
    tests = graded(sandbox, chapter, exercise).tests
    for answer, test in zip(answers, tests, strict=True):
        assert test.message == (said_in_one_process(chapter, answer) or ""), answer.label
        passed = test.verdict is Verdict.PASSED
        assert (passed, test.points) == (answer.right, test.max_points if answer.right else 0.0)
