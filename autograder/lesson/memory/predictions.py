"""Predictions: taken down once, set beside the outcome later."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from autograder.lesson.door.data import Data, Numbers
from autograder.lesson.numbers.numerals import given

#: A chapter in a student's work folder has this folder; elsewhere predictions live in memory.
STATE = Path(".autograder")

#: A whole number below this is shown with all its digits.
_LARGEST_IN_FULL = 1e12

Values = bool | float | list[Any]


def read_guess(
    guess: Data,
    shape: tuple[int, ...],
    choices: Sequence[bool] | Sequence[int] | None = None,
) -> tuple[Values | None, str]:
    """Return a guess as plain numbers, or None and what is wrong with its form."""
    truth = choices is not None and isinstance(choices[0], bool)
    if not isinstance(guess, Numbers) or guess.content is None:
        wanted = "True or False" if truth else "numbers, like 1.5 or [1.0, 2.0]"
        return None, f"That cannot be read. Write {wanted}."
    if guess.shape != shape:
        wanted = "one number" if shape == () else f"numbers of shape {shape}"
        wanted = "True or False, once" if truth else wanted
        return None, f"Predict {wanted}; yours has shape {guess.shape}."
    tensor = guess.tensor()
    if tensor.dtype.is_complex or not tensor.isfinite().all():
        return None, "Predict finite, real numbers."
    values: Values = tensor.tolist()
    if choices is None:
        return values, ""
    if type(choices[0]) is int and isinstance(values, float) and values.is_integer():
        values = int(values)
    # 1 == True: the kinds must agree as well.
    if (type(values), values) not in [(type(c), c) for c in choices]:
        listed = ", ".join(map(str, choices))
        return None, f"Predict one of {listed}; yours is {_shown(values)}."
    return values, ""


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_IN_FULL:
        value = int(value)
    return str(value) if isinstance(value, int) else given(value)


class Predictions:
    """The first prediction for each exercise, kept beside the student's notebook if possible."""

    def __init__(self) -> None:
        self._first: dict[str, Values] = {}

    @property
    def _file(self) -> Path | None:
        return STATE / "predictions.json" if STATE.is_dir() else None

    def _load(self) -> dict[str, Values]:
        if self._file is not None and self._file.is_file():
            try:
                kept = json.loads(self._file.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                kept = {}
            # What is on disk is older than what this kernel has seen.
            self._first = {**self._first, **kept} if isinstance(kept, dict) else self._first
        return self._first

    def keep(self, name: str, values: Values) -> bool:
        """Keep ``values`` unless there is a first prediction already; return whether it stands."""
        first = self._load().setdefault(name, values)
        if self._file is not None:
            # A read-only folder must not cost a student the point.
            with contextlib.suppress(OSError):
                self._file.write_text(json.dumps(self._first, indent=1), encoding="utf-8")
        return first == values

    def compare(self, name: str, outcome: Any) -> str:
        """Return two lines: the first prediction of ``name``, and the outcome."""
        came = torch.as_tensor(outcome, device="cpu").detach()
        lines = [f"it came out:    {_shown(came.tolist())}"]
        guess = self._load().get(name)
        if guess is None:
            return "\n".join(["you predicted:  nothing yet", *lines])
        lines.insert(0, f"you predicted:  {_shown(guess)}")
        expected = torch.as_tensor(guess, device="cpu")
        if expected.shape == came.shape:
            close = torch.isclose(
                expected.to(torch.float64), came.to(torch.float64), rtol=1e-4, atol=1e-6
            )
            agree, count = int(close.sum()), math.prod(came.shape)
            verdict = f"{agree} of {count} as you said"
            if agree in (0, count):
                verdict = "just as you said" if agree else "not as you said"
            lines.append(f"                {verdict}")
        return "\n".join(lines)
