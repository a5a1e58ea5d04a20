"""Check that a student can bring about an error, or name the one that some code raises."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import torch

from autograder.errors import CheckBroken, CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.door import Question, Raised, ask
from autograder.lesson.door.asking import unanswered
from autograder.lesson.door.data import as_raised
from autograder.lesson.numbers.words import with_article


def raises(
    name: str,
    answer: Any,
    *,
    like: Callable[[], object],
    words: str = "",
    call: str = "Your code",
    has_text: bool = False,
) -> None:
    """Check a function that is to raise an error, or the name of an error.

    Args:
        name: the exercise.
        answer: the student's function of nothing, which is to raise the error; or the error's
            class; or its name, "RuntimeError" for instance. An error of a class that is derived
            from the wanted one will do.
        like: code that raises the error.
        words: a part of the error's text that the student's must have too, where ``answer``
            is a function.
        call: how the message writes what was called, ``"halved(0)"`` for instance.
        has_text: whether the error must say something of the student's own.

    Raises:
        NotImplementedError: if nothing was answered yet.
        CheckFailed: if no error, or another one, was raised or named.
        CheckBroken: if ``like`` raises nothing, or without ``words``.

    """
    wanted = _raised_by(like)
    if wanted is None or words not in wanted.text:
        raise CheckBroken(
            f"{name}: the code that should raise the error does not. This is a fault of the "
            "check, not of your answer: please tell your instructor."
        )
    if answer is ...:
        raise unanswered(name)
    if isinstance(answer, str | type):
        named = answer if isinstance(answer, str) else answer.__name__
        if named.strip().rpartition(".")[2] != wanted.kind:
            raise CheckFailed(
                messages.problem(
                    name,
                    f"Not {named!r}: that code raises another kind of error. Which word does "
                    "the last line of its message begin with?",
                )
            )
        print(f"✓ {name}: {wanted.kind} it is")
        return
    if not callable(answer):
        raise CheckFailed(
            messages.problem(
                name,
                f"The answer is {with_article(type(answer).__name__)}; a function that raises the "
                "error, or the error's name, is wanted.",
            )
        )
    [reply] = ask(name, [Question(answer)])
    error = reply.error
    if error is None:
        said = f"{call} raised no error at all."
        if call != "Your code":
            said = f"{said} {_capital(with_article(wanted.kind))} is wanted."
        raise CheckFailed(messages.problem(name, said))
    if wanted.kind not in error.kinds or words not in error.text:
        found = messages.raised(error, call=call)
        raise CheckFailed(
            messages.problem(name, f"{found.problem} Another error is wanted. {found.advice}")
        )
    if has_text and not error.text:
        raise CheckFailed(
            messages.problem(
                name,
                f"{call} raised {with_article(error.kind)} without a message. What would tell "
                "the reader what went wrong, and what to do?",
            )
        )
    print(f"✓ {name}: it raises {wanted.kind}, as it should")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _raised_by(code: Callable[[], object]) -> Raised | None:
    """Return the error that some code raises, with autograd as a student has it."""
    with torch.inference_mode(False), torch.enable_grad(), warnings.catch_warnings(action="ignore"):
        try:
            code()
        except Exception as error:
            return as_raised(error)
    return None
