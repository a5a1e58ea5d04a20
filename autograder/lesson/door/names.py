"""Find out which names of Python's own an error's code used while they stood for something else."""

from __future__ import annotations

import builtins
from types import ModuleType, TracebackType

#: Modules that a chapter's set-up cell imports under these names.
_MODULES = frozenset({"math", "nn", "np", "plt", "torch"})
#: Errors that a name with another meaning brings about.
_TELLING = (TypeError, AttributeError, ValueError, IndexError)


def taken_names(error: BaseException) -> tuple[tuple[str, str], ...]:
    """Return each such name in the order of the calls, with the name of its value's type.

    After ``range = x.max()`` in some cell, a later ``for k in range(3)`` fails, and the error says
    nothing of the cell that took the name.
    """
    if not isinstance(error, _TELLING):
        return ()
    found: dict[str, str] = {}
    step: TracebackType | None = error.__traceback__
    while step is not None:
        frame = step.tb_frame
        # A library's own module may well have a function called sum; a notebook is no module.
        if frame.f_globals.get("__name__") == "__main__":
            for name in frame.f_code.co_names:
                if name in frame.f_globals and _is_taken(name, frame.f_globals[name]):
                    found[name] = type(frame.f_globals[name]).__name__
        step = step.tb_next
    return tuple(found.items())


def _is_taken(name: str, value: object) -> bool:
    if name in _MODULES:
        return not isinstance(value, ModuleType)
    own = getattr(builtins, name, None)
    return callable(own) and value is not own
