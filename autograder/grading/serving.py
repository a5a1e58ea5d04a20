"""A snapshot answers the referee: it does what it is asked with the student's objects."""

from __future__ import annotations

import contextlib
import io
import pickle
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from autograder.grading import wire
from autograder.grading.values import Answer, Numbering, Value
from autograder.lesson.door.asking import Reply, observe
from autograder.lesson.door.data import as_raised

#: What a request can be: do something, or answer the questions of a check.
DO, OBSERVE = "do", "observe"


@dataclass(frozen=True)
class Replies:
    """What came of a check's questions."""

    replies: tuple[Reply, ...]


def serve(connection: socket.socket, namespace: Mapping[str, Any]) -> None:
    """Answer requests until nobody asks any more.

    Args:
        connection: Leads to the referee, who is trusted: requests are unpickled.
        namespace: The names of the student's notebook.

    """
    objects = Numbering()
    nothing = io.StringIO()
    while True:
        try:
            request = wire.receive(connection)
        except ConnectionError:
            return
        with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
            answer = _answer(request, namespace, objects)
        nothing.seek(0)
        nothing.truncate()
        with contextlib.suppress(ConnectionError):
            wire.send(connection, answer)


def _answer(request: bytes, namespace: Mapping[str, Any], objects: Numbering) -> bytes:
    try:
        kind, content = _Request(io.BytesIO(request), namespace, objects).load()
        if kind == OBSERVE:
            return wire.pack(Replies(tuple(observe(content))))
        return wire.pack(_done(objects, *content))
    except BaseException as error:  # whatever a student's code raises is an answer
        return wire.pack(Answer(None, as_raised(error)))


class _Request(pickle.Unpickler):
    """Reads a request, in which numbers stand for objects of this side."""

    def __init__(
        self, content: io.BytesIO, namespace: Mapping[str, Any], objects: Numbering
    ) -> None:
        super().__init__(content)
        self._namespace, self._objects = namespace, objects

    def persistent_load(self, said: Any) -> Any:
        what, *rest = said
        if what == "namespace":
            return self._namespace
        if what == "object":
            return self._objects[rest[0]]
        if what == "changed":
            number, now, is_leaf, grad = rest
            known = self._objects[number]
            with torch.no_grad():
                known.data.copy_(now)
            if is_leaf:
                known.grad = grad
            return known
        number, tensor, requires_grad, grad = rest
        argument = tensor.requires_grad_(requires_grad)
        argument.grad = grad
        self._objects.enter(argument, number)
        return argument


def _done(
    objects: Numbering, function: Any, arguments: tuple[Any, ...], named: dict[str, Any]
) -> Answer:
    """Return what a call gives, and what it did to its arguments."""
    before = _mutable(objects, arguments, named)
    try:
        value = function(*arguments, **named)
        result, error = objects.value_of(value), None
    except BaseException as raised:
        result, error = None, as_raised(raised)
    after = _mutable(objects, arguments, named)
    changed = {name: now for name, now in after.items() if now != before[name]}
    return Answer(result, error, changed or None)


def _mutable(
    objects: Numbering, arguments: tuple[Any, ...], named: dict[str, Any]
) -> dict[str, Value]:
    import numpy as np

    kinds = (list, dict, set, np.ndarray, torch.Tensor)
    given = {**{str(k): each for k, each in enumerate(arguments)}, **named}
    return {name: objects.value_of(each) for name, each in given.items() if isinstance(each, kinds)}


# --- What the referee asks for, beside calls --------------------------------------------------


def lookup(namespace: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return those of ``names`` that the notebook has."""
    return {name: namespace[name] for name in names if name in namespace}


def public_names(namespace: Mapping[str, Any]) -> list[str]:
    """Return the names that the notebook has, but for those that IPython put there."""
    return [name for name in namespace if not name.startswith("_")]


def pull_back(
    result: torch.Tensor, leaves: list[torch.Tensor], head: torch.Tensor, again: bool
) -> list[torch.Tensor | None]:
    """Return the vector–Jacobian products of ``head`` at ``result`` for each of ``leaves``.

    Args:
        result: A tensor that belongs to a graph.
        leaves: Leaves of that graph.
        head: In the shape of ``result``.
        again: Whether the products can be differentiated once more.

    """
    found = torch.autograd.grad(
        result, leaves, head, retain_graph=True, create_graph=again, allow_unused=True
    )
    return list(found)
