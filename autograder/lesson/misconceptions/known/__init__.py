"""Every misconception that the course can name, each in a file of its own, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from autograder.lesson.misconceptions.misconception import Misconception


def _found() -> Iterator[Misconception]:
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda entry: entry.name):
        module = importlib.import_module(f"{__name__}.{entry.name}")
        for thing in vars(module).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, Misconception)
                and thing.__module__ == module.__name__
            ):
                yield from thing.every()


KNOWN: tuple[Misconception, ...] = tuple(_found())
