"""A pipe between a student's code and its judge: only plain data comes through."""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

from autograder.lesson.door import Question, Reply
from autograder.lesson.door.asking import observe


class _PlainData(pickle.Unpickler):
    """Reads what the door's own classes and Python's plain values are made of, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module not in ("autograder.lesson.door.asking", "autograder.lesson.door.data"):
            raise pickle.UnpicklingError(f"{module}.{name} is no plain data")
        return super().find_class(module, name)


def piped(questions: Sequence[Question]) -> list[Reply]:
    """Observe, and hand on what comes out of a pipe at the other end: the same, to the last bit."""
    replies = observe(questions)
    came: list[Reply] = _PlainData(io.BytesIO(pickle.dumps(replies))).load()
    assert repr(came) == repr(replies)  # which tells 0.0 from -0.0, and calls two NaNs the same
    return came
