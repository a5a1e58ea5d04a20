"""Make a value of the student's anew from what was said of it."""

from __future__ import annotations

import ast
import re
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as datetime_time
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath
from typing import Any

import numpy as np
import torch

from autograder.grading import wire
from autograder.grading.values import ArrayValue, Written
from autograder.lesson.door.data import dtype_of

#: NumPy's dtypes, by the way it writes them, of which an array may be.
_DTYPE = re.compile(r"[<>|=]?([biufcSUmM])(\d{1,4})(\[\w{1,10}\])?")

#: From the parts of a sequence, by its kind; and from the pairs of a mapping.
MAKE_SEVERAL: dict[str, Callable[[list[Any]], Any]] = {
    **{kind.__name__: kind for kind in (list, tuple, set, frozenset, deque)},
    "Size": torch.Size,
    "dict_keys": lambda parts: dict.fromkeys(parts).keys(),
    "dict_values": lambda parts: dict(enumerate(parts)).values(),
    "dict_items": lambda parts: dict(parts).items(),
}
MAKE_TABLE: dict[str, Callable[[Any], Any]] = {
    **{kind.__name__: kind for kind in (dict, OrderedDict)},
    "Counter": lambda pairs: Counter(dict(pairs)),
    "defaultdict": lambda pairs: defaultdict(None, pairs),
    "mappingproxy": lambda pairs: types.MappingProxyType(dict(pairs)),
    "instance": dict,
}

#: How what is known by how it is written is read.
_READ: dict[str, Callable[[str], Any]] = {
    "dtype": dtype_of,
    "device": torch.device,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "range": lambda text: range(*map(int, text.split())),
    **{kind.__name__: kind.fromisoformat for kind in (date, datetime, datetime_time)},
    "timedelta": lambda text: timedelta(*map(int, text.split())),
    "PosixPath": PosixPath,
}


def written(said: Written) -> Any:
    """Return a value that is known by how it is written.

    Raises:
        Garbled: if none is written so.

    """
    if said.kind == "ellipsis":
        return ...
    if said.kind == "int" and len(said.text) < 100_000:
        return int(said.text, 16)
    try:
        if said.kind in _READ:
            return _READ[said.kind](said.text[:200])
    except (ValueError, TypeError, ArithmeticError, RuntimeError) as error:
        raise wire.Garbled(f"No {said.kind} is written so.") from error
    if said.kind == "complex":
        value = ast.literal_eval(said.text.replace("nan", "0").replace("inf", "1e999"))
        if isinstance(value, int | float | complex):
            return complex(value)
    raise wire.Garbled(f"No way to write a value: {said.kind}.")


def array(said: ArrayValue) -> Any:
    """Return an array, or one of NumPy's numbers.

    Raises:
        Garbled: if there is none of which this can be said.

    """
    if not _DTYPE.fullmatch(said.dtype):
        raise wire.Garbled("An array of no plain numbers, texts or times.")
    if said.dtype.endswith("b1") and said.content.strip(b"\0\1"):
        raise wire.Garbled("A truth value that is neither true nor false.")
    try:
        flat = np.frombuffer(said.content, np.dtype(said.dtype)).copy()
        return flat[0] if said.shape is None else flat.reshape(said.shape)
    except (ValueError, TypeError, IndexError) as error:
        raise wire.Garbled("An array that there cannot be.") from error
