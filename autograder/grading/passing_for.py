"""Which of Python's and the libraries' classes an object of the student's may pass for."""

from __future__ import annotations

import builtins
import sys
import types

import numpy as np
import torch

from autograder.grading.values import Known

#: The classes that an object of the student's may pass for: ``isinstance`` asks for these.
_MAY_PASS_FOR = (
    "torch.",
    "builtins.",
    "collections.",
    "numpy.",
    "enum.",
    "abc.",
    "contextlib.",
    "matplotlib.",
)
#: Python's own ones that it may. Not numbers and texts: these come as values.
_CONTAINERS = (list, tuple, dict, set, frozenset)
_PYTHONS_KINDS = {
    f"builtins.{kind.__name__}": kind
    for kind in (
        types.FunctionType,
        types.MethodType,
        types.BuiltinFunctionType,
        types.GeneratorType,
        types.ModuleType,
        types.CodeType,
    )
}

#: Classes that say something by being what they are, and do nothing.
LIBRARYS_CLASSES: dict[str, type] = {
    "builtins.NoneType": type(None),
    **{f"builtins.{kind.__name__}": kind for kind in (int, float, str, bool, bytes, complex)},
    **{f"builtins.{kind.__name__}": kind for kind in (list, tuple, dict, set, frozenset, object)},
    "torch.Tensor": torch.Tensor,
    "torch.nn.parameter.Parameter": torch.nn.Parameter,
    "torch.autograd.function.Function": torch.autograd.Function,
    "numpy.ndarray": np.ndarray,
    **{
        f"{kind.__module__}.{kind.__name__}": kind
        for kind in (torch.nn.Module, torch.nn.Linear, torch.nn.Sequential)
    },
}


class _Plain:
    """A class that adds nothing to its objects."""


def passes_for(said: Known) -> type | None:
    """Return the class of a library's that an object may pass for.

    Only classes written in Python, apart from Python's own containers: torch takes for a tensor
    whatever passes for one, and reads its memory as a tensor's. And only modules that are there
    already: to import one is to run it.
    """
    if not said.is_class and said.kinds and said.kinds[0] in _PYTHONS_KINDS:
        return _PYTHONS_KINDS[said.kinds[0]]
    for kind in () if said.is_class else said.kinds:
        if kind.startswith(_MAY_PASS_FOR) and kind != "builtins.object":
            module, _, name = kind.rpartition(".")
            found = vars(sys.modules.get(module, builtins)).get(name)
            if isinstance(found, type) and (found in _CONTAINERS or _is_of_python(found)):
                return found
    return None


def _is_of_python(kind: type) -> bool:
    """Whether a class is written in Python, and so are all that it derives from."""
    is_written = bool(kind.__flags__ & 1 << 9)  # made when a program runs, not compiled
    # An object of it is no larger than a plain one: no memory of a library's belongs to it.
    is_plain = kind.__basicsize__ <= _Plain.__basicsize__
    return is_written and is_plain and not issubclass(kind, torch.Tensor)
