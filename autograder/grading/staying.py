"""Which of a test's functions stay on its side when the student's code is to call them.

Most are copied: autograd goes through them where the student's code is. But a mock counts its
calls, and a function that adds to a list of the test's must add to that list.
"""

from __future__ import annotations

import dis
from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any
from unittest.mock import NonCallableMock

#: What a function does that changes something of its own side.
_CHANGES = {
    "append", "extend", "insert", "pop", "remove", "clear", "add", "discard", "update",
    "setdefault", "appendleft", "popleft", "write", "send",
}  # fmt: skip


def stays_here(thing: Any, namespace: Mapping[str, Any]) -> bool:
    """Whether a function must run on this side, for its test to see what it does."""
    if isinstance(thing, NonCallableMock):
        return True
    if type(thing) is not FunctionType or thing.__globals__ is not namespace:
        return False
    waiting = [thing.__code__]
    for code in waiting:
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
        if _changes_what_is_outside(code, namespace):
            return True
    return False


def _changes_what_is_outside(code: CodeType, namespace: Mapping[str, Any]) -> bool:
    has_outside = bool(code.co_freevars) or any(
        type(namespace.get(name)) in (list, dict) for name in code.co_names
    )
    before = ""
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
            return True
        if step.opname == "STORE_DEREF" and step.argval in code.co_freevars:
            return True
        if step.opname == "STORE_SUBSCR" and has_outside:
            return True
        is_method = step.opname in ("LOAD_METHOD", "LOAD_ATTR") and step.argval in _CHANGES
        if is_method and before in ("LOAD_GLOBAL", "LOAD_DEREF"):
            return True
        before = step.opname
    return False
