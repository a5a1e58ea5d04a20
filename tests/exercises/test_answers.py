"""Every right answer gets full points, every wrong one loses them and is told what it is."""

from __future__ import annotations

import pytest
import torch

from autograder.chapter import cards
from autograder.chapter.answers import Answer, read_all_answers
from autograder.errors import CheckFailed
from autograder.lesson.door import through
from tests.pipe import piped
from tests.plain_python import COURSE, grade

ANSWERS = [
    (chapter, answer)
    for chapter in COURSE.authored()
    for answer in read_all_answers(COURSE.answers(chapter))
]
WRONG = [case for case in ANSWERS if not case[1].right]


def _name(case: tuple[str, Answer]) -> str:
    chapter, answer = case
    return f"{chapter[:2]}-{answer.exercise}-{'right' if answer.right else 'wrong'}-{answer.label}"


@pytest.mark.parametrize("case", ANSWERS, ids=map(_name, ANSWERS))
def test_a_right_answer_passes_and_a_wrong_one_fails(case):
    chapter, answer = case
    with through(piped):  # judged from plain data alone
        said = verdict(chapter, answer)
    if answer.right:
        assert said is None
        return
    assert said is not None, "this wrong answer passes"
    # As one line: a message is wrapped.
    message = " ".join(said.split())
    assert message.startswith(f"✗ {answer.exercise}")
    assert answer.words in message
    if answer.looks_like:  # that and nothing else beside it
        assert said.splitlines()[0].endswith(f"· {answer.words}")


#: The first wrong answer to each exercise.
ONE_EACH = {answer.exercise: (chapter, answer) for chapter, answer in reversed(WRONG)}.values()


# What comes out of the pipe is what went in, so one answer each is enough; and tests/devices asks
# all of them directly.
@pytest.mark.parametrize("case", ONE_EACH, ids=map(_name, ONE_EACH))
def test_without_the_pipe_the_check_says_word_for_word_the_same(case):
    with through(piped):
        said = verdict(*case)
    assert verdict(*case) == said


def verdict(chapter: str, answer: Answer) -> str | None:
    """Return what the check says of a wrong answer, None where it finds none."""
    torch.manual_seed(0)  # some wrong answers are random numbers
    try:
        grade(chapter, answer)
    except CheckFailed as failure:
        return str(failure)
    return None


@pytest.mark.parametrize("chapter", COURSE.authored())
def test_every_exercise_ships_three_right_and_six_wrong_answers(chapter):
    counts: dict[str, list[int]] = {}
    for home, answer in ANSWERS:
        if home == chapter:
            counts.setdefault(answer.exercise, [0, 0])[not answer.right] += 1
    for card in cards.load(cards.beside(COURSE.solution(chapter))).cards:
        if card.kind in ("code", "plot"):
            right, wrong = counts.get(card.name, (0, 0))
            assert right >= 3, f"{card.name} ships {right} right answers"
            assert wrong >= 6, f"{card.name} ships {wrong} wrong answers"
