"""Check that a student can bring about an error, or name the one that some code raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.errors import CheckBroken, CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.checks.asking import ask, unanswered


def raises(name: str, answer: Any, *, like: Callable[[], object], words: str = "") -> None:
    """Check a function that is to raise an error, or the name of an error.

    Args:
        name: the exercise.
        answer: the student's function of nothing, which is to raise the error; or the error's
            class; or its name, "RuntimeError" for instance.
        like: code that raises the error.
        words: a part of the error's text that the student's must have too, where ``answer``
            is a function.

    Raises:
        NotImplementedError: if nothing was answered yet.
        CheckFailed: if no error, or another one, was raised or named.
        CheckBroken: if ``like`` raises nothing, or without ``words``.

    """
    wanted = ask(name, like).error
    if wanted is None or words not in str(wanted):
        raise CheckBroken(
            f"{name}: the code that should raise the error does not. This is a fault of the "
            "check, not of your answer: please tell your instructor."
        )
    kind = type(wanted).__name__
    if answer is ...:
        raise unanswered(name)
    if isinstance(answer, str | type):
        named = answer if isinstance(answer, str) else answer.__name__
        if named.strip().rpartition(".")[2] != kind:
            raise CheckFailed(
                messages.problem(
                    name,
                    f"Not {named!r}: that code raises another kind of error. Which word does "
                    "the last line of its message begin with?",
                )
            )
        print(f"✓ {name}: {kind} it is")
        return
    if not callable(answer):
        raise CheckFailed(
            messages.problem(
                name,
                f"The answer is a {type(answer).__name__}; a function that raises the error, "
                "or the error's name, is wanted.",
            )
        )
    error = ask(name, answer).error
    if error is None:
        raise CheckFailed(messages.problem(name, "Your code raised no error at all."))
    if type(error) is not type(wanted) or words not in str(error):
        found = messages.raised(error)
        raise CheckFailed(
            messages.problem(name, f"{found.problem} Another error is wanted. {found.advice}")
        ) from error
    print(f"✓ {name}: it raises {kind}, as it should")
