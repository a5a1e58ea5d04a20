"""Take down a prediction: any well-formed one is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.errors import CheckFailed
from autograder.lesson.checks import messages
from autograder.lesson.door import Question, ask
from autograder.lesson.door.asking import unanswered
from autograder.lesson.door.reading import guessed_numbers
from autograder.lesson.memory.predictions import Predictions, read_guess
from autograder.lesson.numbers.probes import Shape


def take_down(
    kept: Predictions,
    name: str,
    guess: Any,
    shape: Shape,
    choices: Sequence[bool] | Sequence[int] | None,
) -> None:
    """Keep a prediction in ``kept``; parameters as in ``Check.prediction``.

    Raises:
        NotImplementedError: if nothing was predicted yet.
        CheckFailed: if the guess has the wrong form.

    """
    if guess is ...:
        raise unanswered(name, "your prediction")
    [reply] = ask(name, [Question(guess, read=guessed_numbers, is_called=False)])
    values, fault = read_guess(reply.value, shape, choices)
    if values is None:
        raise CheckFailed(messages.problem(name, fault))
    first = kept.keep(name, values)
    print(f"✓ {name}: your prediction is noted" + ("." if first else "; your first one stands."))
