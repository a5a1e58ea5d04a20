"""A question to a snapshot, as bytes: code and data, with numbers for what is the student's.

It is pickled in this direction only.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import cloudpickle

from autograder.grading.errors_there import OwnError
from autograder.grading.remote import Remote

if TYPE_CHECKING:
    from autograder.grading.shared import Shared


class NamespaceThere:
    """Stands for the names of the student's notebook in a request."""


class SessionThere:
    """Stands for what answers there."""


class ObjectThere:
    """Stands for an object of the student's in a request."""

    def __init__(self, number: int) -> None:
        self.number = number


class Request(cloudpickle.Pickler):  # type: ignore[misc]
    """Writes a question: numbers stand for what both sides know."""

    def __init__(self, to: io.BytesIO, known: Shared) -> None:
        super().__init__(to)
        self._known = known

    def persistent_id(self, thing: Any) -> Any:
        """Say which objects are the student's own, or are to be known there."""
        if type(thing) is NamespaceThere:
            return ("namespace",)
        if type(thing) is SessionThere:
            return ("session",)
        if type(thing) is ObjectThere:
            return ("object", thing.number)
        if isinstance(thing, Remote):
            return ("object", object.__getattribute__(thing, "_said").number)
        is_error = issubclass(thing if isinstance(thing, type) else type(thing), OwnError)
        if is_error and "_remote" in vars(thing):
            return self.persistent_id(vars(thing)["_remote"])
        return self._known.reference(thing)
