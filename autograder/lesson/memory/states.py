"""How far an exercise is, and what this kernel's checks have said of each."""

from __future__ import annotations

import re
import sys
from enum import Enum
from typing import Any


class State(Enum):
    """How far an exercise is."""

    PASSED = "its test passed"
    FAILED = "its test ran and did not pass"
    UNTRIED = "nothing was answered yet"
    WRITTEN = "answered in words, for a person to read"
    UNSEEN = "to be answered in words, and the answer cannot be seen from here"


#: States in which there is something left to do.
OPEN = frozenset({State.FAILED, State.UNTRIED})


class Verdicts:
    """The last verdict on each exercise in this kernel, the latest last."""

    def __init__(self) -> None:
        self._last: dict[str, State] = {}
        self._noted: BaseException | None = None

    def note(self, name: str, failure: BaseException | None = None) -> None:
        """Note that a check of the exercise ``name`` passed, or that it raised ``failure``."""
        self._last.pop(name, None)  # to become the latest
        self._last[name] = _state(failure)
        self._noted = failure

    def all(self) -> dict[str, State]:
        """Return the state of every exercise that was checked, the latest last."""
        return dict(self._last)

    def follow_cells(self) -> None:
        """Where IPython runs, hear as well of cells that fail outside their checks."""
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        if shell is not None:
            shell.events.register("post_run_cell", self.cell_ended)

    def cell_ended(self, result: Any) -> None:
        """Take back what passed in a cell that went on to fail between or after its checks.

        A check that fails ends its cell, so its verdict is the last. But a test cell may also
        call the student's function itself; then no check hears of the error. ``result`` is
        IPython's ``ExecutionResult``.
        """
        failure = result.error_in_exec or result.error_before_exec
        if failure is None or failure is self._noted:
            return
        source = str(getattr(result.info, "raw_cell", ""))
        for name in self._last:
            if re.search(
                rf"""check\.(?!hint\b|reveal\b)\w+\(\s*["']{re.escape(name)}["']""", source
            ):
                self._last[name] = _state(failure)


def _state(failure: BaseException | None) -> State:
    if failure is None:
        return State.PASSED
    return State.UNTRIED if isinstance(failure, NotImplementedError) else State.FAILED
