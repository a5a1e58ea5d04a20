"""Sample answers to the exercises: right ones in other styles, and labelled wrong ones.

They lie beside the chapter's text, in ``answers/<exercise>.py``, one file an exercise, as cells
that each could stand in a student's notebook::

    # %% right: a loop over the entries
    def slope(x): ...

    # %% wrong: minus where plus belongs -> looks like: sign
    def slope(x): ...

What stands behind the arrow is what the student must read: a part of the check's message. The
tests prove that every right one passes and every wrong one fails in these words; the sample
class of ``autograder demo`` hands some of them in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AuthoringError

_HEADER = re.compile(
    r"^# %% (?:(?P<right>right): (?P<way>.+)|wrong: (?P<label>.+?) -> (?P<words>.+))$",
    re.MULTILINE,
)
#: Begins the words of a message that names a mistake.
_NAMING = "looks like: "
_CELL = re.compile(r"^# %%", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One sample answer: the source of a whole solution cell."""

    exercise: str
    right: bool
    label: str
    source: str
    #: What the message to a wrong answer must say.
    words: str = ""

    @property
    def looks_like(self) -> str:
        """The mistake that the message must name, by its name; empty where it need name none."""
        return self.words.removeprefix(_NAMING) if self.words.startswith(_NAMING) else ""


def read_all_answers(folder: Path) -> list[Answer]:
    """Return the answers in all files of ``folder``, by the names of their exercises.

    Raises:
        AuthoringError: if a file cannot be read as `read_answers` does.

    """
    return [answer for path in sorted(folder.glob("*.py")) for answer in read_answers(path)]


def read_answers(path: Path) -> list[Answer]:
    """Return the answers in the file ``path``; its stem names the exercise.

    Raises:
        AuthoringError: if the file holds no answer, or code before the first one.

    """
    text = path.read_text(encoding="utf-8")
    headers = list(_HEADER.finditer(text))
    starts = [cell.start() for cell in _CELL.finditer(text)]
    if not headers or text[: headers[0].start()].strip() or len(starts) > len(headers):
        raise AuthoringError(
            f"{path}: each answer starts with a line '# %% right: LABEL' or '# %% wrong: LABEL -> "
            "WORDS', where WORDS are in the message to it; nothing may stand above the first one."
        )
    ends = [*starts[1:], len(text)]
    return [
        Answer(
            exercise=path.stem,
            right=h["right"] is not None,
            label=(h["way"] or h["label"]).strip(),
            source=text[h.end() : end].strip() + "\n",
            words=(h["words"] or "").strip(),
        )
        for h, end in zip(headers, ends, strict=True)
    ]
