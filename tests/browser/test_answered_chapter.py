"""A chapter in the real JupyterLab, in a real browser, as a student answers it."""

from __future__ import annotations

import nbformat
import pytest

from autograder.chapter.answers import Answer
from autograder.errors import CheckFailed
from tests.browser.student import HERE, Student, first_exercise, model_answers, places, released

pytestmark = pytest.mark.browser

CHAPTERS = HERE.released()


def message_to(chapter: str, answer: Answer) -> str:
    """Return what the visible check says to a wrong answer."""
    cells = {cell.id: cell.source for cell in released(chapter).cells}
    namespace: dict[str, object] = {}
    setup = "\n".join(line for line in cells["setup"].split("\n") if not line.startswith("%"))
    exec(f"{setup}\n{answer.source}", namespace)
    with pytest.raises(CheckFailed) as caught:
        exec(cells[f"test_{answer.exercise}"], namespace)
    return str(caught.value)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_wrong_answer_is_told_what_is_wrong_and_a_right_one_passes(
    student: Student, chapter: str
) -> None:
    answer, test, samples = first_exercise(chapter)
    wrong = next(sample for sample in samples if not sample.right)
    right = next(sample for sample in samples if sample.right)
    lab = student.lab
    lab.open_chapter(chapter, len(released(chapter).cells))
    lab.run(places(chapter)["setup"])

    lab.type(answer, wrong.source)
    assert lab.source(answer) == wrong.source.rstrip("\n")
    assert lab.press_run(answer) == ""
    said = lab.press_run(test)
    # Above it stand the checks of this cell that the answer passed.
    assert squeezed(said).endswith(squeezed(message_to(chapter, wrong)))

    lab.type(answer, right.source)
    assert lab.press_run(answer) == ""
    assert lab.press_run(test).startswith("✓")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_answered_in_full_passes_nbgraders_validation(
    student: Student, chapter: str
) -> None:
    lab = student.lab
    lab.open_chapter(chapter, len(released(chapter).cells))
    answers = model_answers(chapter)
    first, *others = answers
    for number in others:
        lab.paste(number, answers[number])
    lab.save()
    assert "Success" not in lab.validate()  # one answer is missing

    lab.paste(first, answers[first])
    lab.save()
    saved = nbformat.read(student.course.working_copy(chapter), as_version=4)
    assert {number: saved.cells[number].source for number in answers} == answers
    assert "Success! Your notebook passes all the tests." in lab.validate()
