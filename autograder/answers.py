"""Sample answers to the exercises: right ones in other styles, and labelled wrong ones.

They lie in ``tests/exercises/<chapter>/<exercise>.py``, one file an exercise, as cells that
each could stand in a student's notebook::

    # %% right: a loop over the entries
    def slope(x): ...

    # %% wrong: sign
    def slope(x): ...

The tests prove that every right one passes and every wrong one fails; the sample class of
``autograder demo`` hands some of them in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AuthoringError

_HEADER = re.compile(r"^# %% (?P<verdict>right|wrong): (?P<label>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One sample answer: the source of a whole solution cell."""

    exercise: str
    right: bool
    label: str
    source: str


def read_answers(path: Path) -> list[Answer]:
    """Return the answers in the file ``path``; its stem names the exercise.

    Raises:
        AuthoringError: if the file holds no answer, or code before the first one.

    """
    text = path.read_text(encoding="utf-8")
    headers = list(_HEADER.finditer(text))
    if not headers or text[: headers[0].start()].strip():
        raise AuthoringError(
            f"{path}: each answer starts with a line '# %% right: LABEL' or '# %% wrong: LABEL', "
            "and nothing may stand above the first one."
        )
    ends = [h.start() for h in headers[1:]] + [len(text)]
    return [
        Answer(
            exercise=path.stem,
            right=h["verdict"] == "right",
            label=h["label"].strip(),
            source=text[h.end() : end].strip() + "\n",
        )
        for h, end in zip(headers, ends, strict=True)
    ]
