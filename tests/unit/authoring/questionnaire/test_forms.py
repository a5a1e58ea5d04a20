"""Each form asks for what its lines print; each wrong answer is a misconception's own."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import jupytext
import pytest

from autograder.authoring.chapter import parse_chapter
from autograder.authoring.questionnaire.forms import (
    LENGTH,
    chosen,
    code,
    form_text,
    names,
    options,
)
from autograder.authoring.questionnaire.questions import QUESTIONS
from autograder.authoring.release import load_config, release_steps, student_version
from autograder.lesson.misconceptions import KNOWN
from tests.unit.authoring.conftest import ROOT

EACH = [(question, form) for question in QUESTIONS for form in (0, 1)]


@pytest.mark.parametrize(("question", "form"), EACH, ids=lambda v: getattr(v, "name", v))
def test_four_answers_differ_and_one_is_what_the_lines_print(question, form):
    printed = io.StringIO()
    lines = f"import torch\n{code(question, question.forms[form])}\nprint({question.asks})"
    with redirect_stdout(printed):
        exec(lines, {})
    shown = options(question, form)
    assert len({option.text for option in shown}) == 4
    assert [o.text for o in shown if not o.mistake] == [printed.getvalue().strip()]
    known = {misconception.name for misconception in KNOWN}
    assert {o.mistake for o in shown if o.mistake} <= known


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_forms_have_the_same_lines_and_other_numbers(question):
    first, second = question.forms
    assert first.keys() == second.keys()
    assert code(question, first) != code(question, second)
    assert "{{" not in code(question, first)
    right = [next(o.text for o in options(question, form) if not o.mistake) for form in (0, 1)]
    assert right[0] != right[1], "who remembers the first form must not know the second"


def test_the_right_letter_is_not_always_the_same():
    letters = {[o.mistake for o in options(*each)].index("") for each in EACH}
    assert letters == {0, 1, 2, 3}


def test_questions_are_about_what_a_plan_takes_each_section_once_first():
    sections = [question.section for question in QUESTIONS]
    assert chosen(QUESTIONS, []) == []
    picked = chosen(QUESTIONS, sections)
    assert len(picked) == LENGTH
    assert len({question.section for question in picked}) == min(LENGTH, len(set(sections)))
    assert picked == [question for question in QUESTIONS if question in picked]


def test_they_stand_before_and_after_the_chapters():
    assert names(["01_a", "04_b"]) == ("00_questions_before", "05_questions_after")


def test_a_students_form_tells_no_letter():
    asked = chosen(QUESTIONS, [question.section for question in QUESTIONS])
    text = jupytext.writes(form_text("A course", asked, 1), fmt="py:percent")
    chapter = parse_chapter("05_questions_after", text.partition("# ---\n\n")[2] or text, {})
    assert chapter.points == len(chapter.cards) == LENGTH
    assert "· 10 questions · 10 points" in chapter.notebook.cells[0].source
    steps = release_steps(load_config(ROOT / "nbgrader_config.py"))
    released = student_version(chapter.notebook, chapter.name, steps)
    sources = "\n".join(cell.source for cell in released.cells if cell.cell_type == "code")
    assert "HIDDEN" not in sources
    assert ' == "' not in sources
    for question in asked:
        assert f'{question.name} = ...  # "A", "B", "C" or "D"' in sources
