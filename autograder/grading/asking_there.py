"""Functions of Python and libraries that ask more of an object than it answers from outside.

In a test they ask the student's side, where the object is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
from collections.abc import Iterator
from functools import wraps
from typing import Any

import torch

from autograder.grading.remote import Remote, do_there


class _KindOfTypes(type):
    def __call__(cls, *given: Any, **named: Any) -> Any:
        if len(given) == 1 and isinstance(given[0], Remote):
            return do_there(given[0], type, given[0])
        return type(*given, **named)

    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, type) or (
            isinstance(thing, Remote) and bool(object.__getattribute__(thing, "_said").is_class)
        )


class TypeOf(metaclass=_KindOfTypes):
    """Stands for ``type`` in a test: of a student's object it gives the student's class."""


#: What asks more of an object than it answers from outside: the student's side is asked instead.
_ASKED_THERE = {
    inspect: ("getsource", "getsourcelines", "getmembers", "isabstract"),
    dataclasses: ("asdict", "astuple", "is_dataclass", "replace"),
    torch.func: ("grad", "grad_and_value", "vjp", "jvp", "jacrev", "jacfwd", "hessian", "vmap"),
}


@contextlib.contextmanager
def asking_there() -> Iterator[None]:
    """Let some functions of libraries work with a student's object where it is."""
    before = {(m, name): getattr(m, name) for m, names in _ASKED_THERE.items() for name in names}

    def there(function: Any) -> Any:
        @wraps(function)
        def asked(*given: Any, **named: Any) -> Any:
            if given and isinstance(given[0], Remote):
                return do_there(given[0], function, *given, **named)
            return function(*given, **named)

        return asked

    try:
        for (module, name), function in before.items():
            setattr(module, name, there(function))
        yield
    finally:
        for (module, name), function in before.items():
            setattr(module, name, function)
