"""Hints that open one at a time, the first of them about what went wrong last."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec

from autograder.errors import CheckFailed
from autograder.lesson.memory.own_cards import own_cards
from autograder.lesson.memory.states import Verdicts
from autograder.lesson.misconceptions import KNOWN

P = ParamSpec("P")


class Hints:
    """Which checks failed, and which hints are open: the memory of one kernel."""

    def __init__(self) -> None:
        #: What failed, the latest last, with the names of the mistakes that explain it.
        self._failed: dict[str, tuple[str, ...]] = {}
        self._passed: str | None = None
        self._opened: dict[str, list[str]] = {}
        #: What the last check of each exercise said.
        self.verdicts = Verdicts()

    def noting(
        self, kind: Callable[Concatenate[str, P], None]
    ) -> Callable[Concatenate[str, P], None]:
        """Return the check ``kind``, whose verdicts are noted from now on."""

        @functools.wraps(kind)
        def noted(name: str, /, *args: P.args, **kwargs: P.kwargs) -> None:
            with self.watching(name):
                kind(name, *args, **kwargs)

        return noted

    @contextmanager
    def watching(self, name: str) -> Iterator[None]:
        """Note whether the check of the exercise ``name`` that runs inside fails."""
        try:
            yield
        except (CheckFailed, NotImplementedError) as failure:
            self._failed.pop(name, None)  # to become the latest
            self._failed[name] = getattr(failure, "mistakes", ())
            self.verdicts.note(name, failure)
            raise
        self._failed.pop(name, None)
        self._passed = name
        self.verdicts.note(name)

    def next(self, name: str | None = None) -> str:
        """Open the next hint of ``name``, or of what failed last; return all that are open.

        Raises:
            UnknownExercise: if no exercise of the chapter has this name.
            CardsUnreadable: if the chapter's cards are missing or damaged.

        """
        if name is None:
            if not self._failed:
                return _nothing_open(self._passed)
            name = next(reversed(self._failed))
        own = own_cards().find(name).hints
        opened = self._opened.setdefault(name, [])
        closed = [hint for hint in (*self._keyed(name), *own) if hint not in opened]
        opened += closed[:1]
        total = len(opened) + len(closed[1:])
        lines = [f"Hint {k} of {total}: {hint}" for k, hint in enumerate(opened, start=1)]
        if not closed:
            lines.append("These are all hints. Read the task once more, then ask somebody.")
        return "\n".join([f"{name}", *lines])

    def _keyed(self, name: str) -> list[str]:
        """Return the first hint of the mistake that was named, if exactly one was."""
        mistakes = self._failed.get(name, ())
        if len(mistakes) != 1:
            return []
        return [known.hints[0] for known in KNOWN if known.name == mistakes[0]][:1]


def _nothing_open(passed: str | None) -> str:
    if passed is None:
        return 'No check has failed yet. check.hint("name") opens a hint of the exercise "name".'
    return f"✓ {passed} is right, and nothing else is open. Well done!"
