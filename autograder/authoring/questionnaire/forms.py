"""The two forms of a plan's questionnaire, as text files of ordinary chapters.

A question is answered with a letter. Its visible test sees to a well-formed answer and says no
more; the hidden one knows the letter, so that nobody learns from the form what it asks for.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.authoring.questionnaire.questions import Numbers, Question
from autograder.lesson.misconceptions import KNOWN, Case

LETTERS = "ABCD"
#: How many questions a form has.
LENGTH = 10


def names(chapters: Sequence[str]) -> tuple[str, str]:
    """Return what the two are called, so that they stand before and after a course's chapters."""
    last = max(int(name.partition("_")[0]) for name in chapters)
    return "00_questions_before", f"{last + 1:02d}_questions_after"


@dataclass(frozen=True)
class Option:
    """An answer to choose, and the misconception that leads to it; empty for the right one."""

    text: str
    mistake: str


def code(question: Question, numbers: Numbers) -> str:
    """Return a question's lines with a form's numbers in them."""
    lines = question.lines
    for name, value in numbers.items():
        lines = lines.replace("{{" + name + "}}", str(value))
    return lines


def right_answer(question: Question, numbers: Numbers) -> torch.Tensor:
    """Return what the lines come to, by running them."""
    namespace: dict[str, object] = {"torch": torch}
    exec(code(question, numbers), namespace)
    value = eval(question.asks, namespace)
    assert isinstance(value, torch.Tensor), question.name
    return value.detach().clone()


def options(question: Question, form: int) -> list[Option]:
    """Return the four answers to choose from, in the order in which a form shows them.

    Args:
        question: The question.
        form: 0 for the first form, 1 for the second.

    Raises:
        ValueError: if its misconceptions do not lead to three answers that differ.

    """
    numbers = question.forms[form]
    right = right_answer(question, numbers)
    found = {str(right): Option(str(right), "")}
    case = question.case(numbers, right)
    for name, guess in _guesses(question, case):
        text = str(guess.detach().reshape(right.shape))
        if len(found) < len(LETTERS):
            found.setdefault(text, Option(text, name))
    if len(found) < len(LETTERS):
        raise ValueError(f"{question.name}: only {len(found) - 1} wrong answers differ.")
    shown = list(found.values())
    random.Random(f"{question.name} {form}").shuffle(shown)
    return shown


def _guesses(question: Question, case: Case) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield what the misconceptions predict: the first way of each before the second of any."""
    ways = [[m for m in KNOWN if m.name == name] for name in question.mistakes]
    for each in itertools.zip_longest(*ways):
        for misconception in each:
            guess = misconception.predicts(case) if misconception else None
            if guess is not None and bool(torch.isfinite(guess).all()):
                yield misconception.name, guess


def chosen(questions: Sequence[Question], sections: Collection[str]) -> list[Question]:
    """Return ten questions at most about the sections that a plan takes, in their order.

    Each section is asked about once before any is asked about twice.
    """
    fits = [question for question in questions if question.section in sections]
    rounds = Counter[str]()
    turn = {}
    for question in fits:
        rounds[question.section] += 1
        turn[question.name] = rounds[question.section]
    first = sorted(fits, key=lambda question: turn[question.name])[:LENGTH]
    return [question for question in fits if question in first]


def form_text(title: str, questions: Sequence[Question], form: int) -> NotebookNode:
    """Return a form as an author would write it, cards, answers and hidden tests included.

    Args:
        title: The course's.
        questions: What is asked.
        form: 0 for the form before the course, 1 for the one after it.

    """
    when = ("before the first session", "a week after the last session")[form]
    about = {"chapter": f"{title}: {len(questions)} questions {when}", "builds_on": "nothing"}
    setup = new_code_cell("from autograder.lesson import progress")
    cells = [
        new_raw_cell(_yaml(about)),
        new_markdown_cell(
            "Read the lines and say what they print; do not run them. Answer each question with "
            "one letter, also where you have to guess. There are no hints, and nothing here tells "
            "you what is right: the answers show your teacher what the class believes."
        ),
        _marked(setup, grade_id="setup", locked=True),
    ]
    for question in questions:
        cells += _asked(question, form)
    cells += [new_markdown_cell("## Where you stand\n\nSave, and see that nothing is left out.")]
    return new_notebook(cells=[*cells, new_code_cell("progress()")])


def _asked(question: Question, form: int) -> list[NotebookNode]:
    """Return a question's card, its text, the cell for the answer and its test."""
    name, shown = question.name, options(question, form)
    letter = next(k for k, option in zip(LETTERS, shown, strict=True) if not option.mistake)
    card = {
        "exercise": name,
        "title": name.replace("_", " "),
        "kind": "question",
        "points": 1,
        "minutes": 2,
        "difficulty": 1,
        "hints": [],
    }
    choices = "\n".join(
        f"- **{k}** `{' '.join(option.text.split())}`"
        for k, option in zip(LETTERS, shown, strict=True)
    )
    lines = f"{code(question, question.forms[form])}\nprint({question.asks})"
    answer = (
        f'### BEGIN SOLUTION stub: {name} = ...  # "A", "B", "C" or "D"\n{name} = "{letter}"\n'
        "### END SOLUTION"
    )
    test = (
        f'if {name} is ...:\n    raise NotImplementedError("No letter yet.")\n'
        f'assert {name} in list("{LETTERS}"), "Answer with one of the four letters."\n'
        f'### BEGIN HIDDEN TESTS\nassert {name} == "{letter}"\n### END HIDDEN TESTS'
    )
    return [
        new_raw_cell(_yaml(card)),
        new_markdown_cell(f"What does this print?\n\n```python\n{lines}\n```\n\n{choices}"),
        _marked(new_code_cell(answer), grade_id=name, solution=True),
        _marked(new_code_cell(test), grade_id=f"test_{name}", grade=True),
    ]


def _yaml(content: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True).rstrip("\n")


def _marked(cell: NotebookNode, **marks: object) -> NotebookNode:
    cell.metadata["nbgrader"] = marks
    return cell
