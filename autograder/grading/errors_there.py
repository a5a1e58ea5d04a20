"""Errors of the student's side, as a test catches them on this one."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from autograder.grading import wire


class Told(Exception):
    """Not an error of this side: what was raised on the student's, if it has no class here."""


_ERRORS_OF = ("builtins", "numpy", "torch", *sorted(sys.stdlib_module_names))


def is_a_name(kind: str) -> bool:
    """Whether a class can be called so."""
    return kind.rpartition(".")[2].isidentifier()


@cache
def librarys_error(kind: str) -> type[BaseException] | None:
    """Return the error of Python or a library that has this name, None if there is none."""
    module, _, name = kind.rpartition(".")
    if (module or "builtins").partition(".")[0] not in _ERRORS_OF or module == "__main__":
        return None
    found = getattr(sys.modules.get(module or "builtins"), name, None)
    is_error = isinstance(found, type) and issubclass(found, Exception | SystemExit)
    return found if is_error else None


class OwnError:
    """An error of the student's own: it says what it says there, and can be asked for the rest."""

    args: tuple[Any, ...]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        kind = vars(type(self)).get("_remote")
        if kind is not None:
            made = kind(*arguments, **named)
            if not isinstance(made, type(self)):
                raise wire.Garbled("A class that makes others than its own.")
            self.args = made.args
            self.__dict__.update(vars(made))

    def __str__(self) -> str:
        return str(vars(self).get("_said", "")) or Exception.__str__(self)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> Any:
        remote = vars(self).get("_remote")
        if remote is None or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(name)
        return getattr(remote, name)
