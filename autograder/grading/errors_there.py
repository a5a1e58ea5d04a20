"""Errors of the student's side, as a test catches them on this one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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


class ErrorClasses:
    """Classes for the errors that a student's own code defines, each made once."""

    def __init__(self) -> None:
        self._made: dict[str, type[BaseException]] = {}

    def named(self, kinds: tuple[str, ...]) -> type[BaseException]:
        """Return the class here for an error of the student's, by the names of its classes."""
        own: list[str] = []
        for kind in kinds:
            found = librarys_error(kind)
            if found is None:
                own.append(kind)
                continue
            for name in reversed([each for each in own if is_a_name(each)]):
                if name not in self._made:
                    bases = (found,) if issubclass(found, OwnError) else (OwnError, found)
                    self._made[name] = type(name.rpartition(".")[2], bases, {})
                found = self._made[name]
            return found
        return Told


def own_error(
    kind: type[BaseException], remote: Any, parts: tuple[Any, ...], text: str
) -> BaseException:
    """Return an error of a class of the student's, which can be asked for what it holds."""
    made = kind.__new__(kind, *parts)
    made.args = parts
    vars(made).update(_said=text, _remote=remote)
    return made


def made_of(kind: type[BaseException], parts: Sequence[Any]) -> BaseException:
    """Return an error of a library's, made of the parts that it says it was made of."""
    try:
        return kind(*parts)
    except Exception:  # it wants more than it says that it was made of
        made = kind.__new__(kind)
        made.args = tuple(parts)
        return made
