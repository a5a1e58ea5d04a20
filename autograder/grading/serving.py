"""A snapshot answers the referee: it does what it is asked with the student's objects."""

from __future__ import annotations

import builtins
import contextlib
import io
import pickle
import socket
import types
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import torch

from autograder.grading import wire
from autograder.grading.called_back import linked
from autograder.grading.values import Answer, Call, Known, Numbering, Value
from autograder.lesson.door.asking import Reply, observe
from autograder.lesson.door.data import as_raised

#: What a request can be: do something, answer the questions of a check, or take what a function
#: has returned that was called on the other side.
DO, OBSERVE, RETURN = "do", "observe", "return"

#: Characters that a call may print; what is more is cut off.
_MOST_PRINTED = 200_000


@dataclass(frozen=True)
class Replies:
    """What came of a check's questions."""

    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Wish:
    """What is to be done, and how the notebook's names stand on the other side."""

    function: Any
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    #: Names that stand for others there, and those that are gone.
    names: dict[str, Any]
    gone: tuple[str, ...]
    #: Names that the other side wants to know of.
    watched: tuple[str, ...]
    #: The same for names of Python's own, ``input`` for one.
    patched: dict[str, Any]


def serve(connection: socket.socket, namespace: MutableMapping[str, Any]) -> None:
    """Answer requests until nobody asks any more.

    Args:
        connection: Leads to the referee, who is trusted: requests are unpickled.
        namespace: The names of the student's notebook.

    """
    nothing = io.StringIO()
    with (
        contextlib.redirect_stdout(nothing),
        contextlib.redirect_stderr(nothing),
        contextlib.suppress(ConnectionError),
    ):
        session = _Session(connection, namespace)
        try:
            while True:
                request = wire.receive(connection)
                nothing.seek(0)
                nothing.truncate()
                wire.send(connection, session.answer(request))
        finally:
            session.put_back()


class _Session:
    """One conversation with the referee."""

    def __init__(self, connection: socket.socket, namespace: MutableMapping[str, Any]) -> None:
        self._connection, self._namespace = connection, namespace
        self._objects = Numbering()
        self._told: dict[str, Value] = {}  # by name
        self._patched: dict[str, Any] = {}

    def answer(self, request: bytes) -> bytes:
        """Return the answer to a request."""
        try:
            return self._answer(*self._read(request))
        except BaseException as error:  # whatever a student's code raises is an answer
            return wire.pack(Answer(None, as_raised(error)))

    def _read(self, request: bytes) -> tuple[str, Any]:
        content = io.BytesIO(request)
        _Request(content, self, self._namespace, self._objects).load()  # what is different now
        kind, said = _Request(content, self, self._namespace, self._objects).load()
        return kind, said

    def _answer(self, kind: str, said: Any) -> bytes:
        if kind == OBSERVE:
            return wire.pack(Replies(tuple(observe(said))))
        return wire.pack(self._done(said))

    def call(self, number: int, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """Return what a function of the referee's gives, who may ask more before it answers."""
        of = self._objects.value_of
        said = Call(number, tuple(map(of, arguments)), {name: of(v) for name, v in named.items()})
        wire.send(self._connection, wire.pack(said))
        while True:
            kind, content = self._read(wire.receive(self._connection))
            if kind == RETURN:
                value, error, links = content
                if error is not None:
                    raise error
                return linked(value, links, self._products, self._objects.__getitem__)
            wire.send(self._connection, self._answer(kind, content))

    def _products(self, number: int) -> Asked:
        return Asked(self, number, "products")

    def _done(self, wish: Wish) -> Answer:
        """Return what a call gives, and what it has changed."""
        self._take_over(wish)
        out, err = io.StringIO(), io.StringIO()
        result: Value | None = None
        raised: BaseException | None = None
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                value = wish.function(*wish.arguments, **wish.named)
                is_place = wish.function is getattr
                result = (self._objects.value_at if is_place else self._objects.value_of)(value)
        except BaseException as error:
            raised = error
        known = None if raised is None else self._objects.value_of(raised)
        return Answer(
            value=result if raised is None else None,
            error=None if raised is None else as_raised(raised),
            known=known if isinstance(known, Known) else None,
            arguments=() if raised is None else self._arguments(raised),
            told=self._objects.news(),
            names=self._changed_names(wish.watched),
            out=out.getvalue()[:_MOST_PRINTED].encode("utf-8", "replace").decode(),
            err=err.getvalue()[:_MOST_PRINTED].encode("utf-8", "replace").decode(),
        )

    def _arguments(self, error: BaseException) -> tuple[Value, ...]:
        try:
            return tuple(self._objects.value_of(part) for part in error.args[:20])
        except Exception:  # an error class of the student's own
            return ()

    def _take_over(self, wish: Wish) -> None:
        """Let names stand for what they stand for on the other side."""
        self._namespace.update(wish.names)
        for name in wish.gone:
            self._namespace.pop(name, None)
        self.put_back()
        self._patched = {name: getattr(builtins, name) for name in wish.patched}
        for name, now in wish.patched.items():
            setattr(builtins, name, now)
        for name in wish.watched:
            if name in self._namespace and name not in self._told:
                self._told[name] = self._objects.value_at(self._namespace[name])

    def put_back(self) -> None:
        """Give names of Python's own what they stood for."""
        for name, was in self._patched.items():
            setattr(builtins, name, was)
        self._patched = {}

    def _changed_names(self, watched: tuple[str, ...]) -> dict[str, Value]:
        found = {}
        for name in watched:
            if name in self._namespace:
                now = self._objects.value_at(self._namespace[name])
                if now != self._told.get(name):
                    found[name] = self._told[name] = now
        return found

    def lookup(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return those of ``names`` that the notebook has, to be followed."""
        found = {name: self._namespace[name] for name in names if name in self._namespace}
        for name, thing in found.items():
            self._told[name] = self._objects.value_at(thing)
        return found


class Asked:
    """Stands for a function of the test's that runs over there, where one sees what it does."""

    def __init__(self, session: _Session, number: int, name: str) -> None:
        self._session, self._number = session, number
        self.__name__ = name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it."""
        return self._session.call(self._number, arguments, named)

    def __get__(self, thing: Any, kind: type | None = None) -> Any:
        """Be a method, where it stands in a class."""
        return self if thing is None else types.MethodType(self, thing)


class _Request(pickle.Unpickler):
    """Reads a request, in which numbers stand for objects of this side."""

    def __init__(
        self,
        content: io.BytesIO,
        session: _Session,
        namespace: Mapping[str, Any],
        objects: Numbering,
    ) -> None:
        super().__init__(content)
        self._session, self._namespace, self._objects = session, namespace, objects

    def persistent_load(self, said: Any) -> Any:
        what, *rest = said
        if what == "session":
            return self._session
        if what == "namespace":
            return self._namespace
        if what == "object":
            return self._objects[rest[0]]
        if what == "asked":
            return Asked(self._session, *rest)
        if what == "iterator":
            return iter(rest[0])
        number, content, *more = rest
        before = self._objects.get(number)
        now = _renewed(before, what, content, *more)
        if now is not before:
            self._objects.enter(now, number)
        self._objects.follow(now)
        return now


def _renewed(before: Any, what: str, content: Any, *more: Any) -> Any:
    """Return a thing of the referee's with this content; the one that was there, if it can be."""
    if what == "tensor":
        requires_grad, grad = more
        if (
            isinstance(before, torch.Tensor)
            and before.is_leaf
            and (before.shape, before.dtype) == (content.shape, content.dtype)
        ):
            before.data.copy_(content)
            content = before
        content.requires_grad_(requires_grad)
        content.grad = grad
        return content
    if what == "StringIO":
        text, place = content
        stream = before or io.StringIO()
        stream.seek(0)
        stream.truncate()
        stream.write(text)
        stream.seek(place)
        return stream
    if what == "instance":
        kind, holds = content
        thing = before if before is not None else kind.__new__(kind)
        vars(thing).clear()
        vars(thing).update(holds)
        return thing
    if before is None:
        return content
    if what == "list":
        before[:] = content
    elif what == "deque":
        before.clear()
        before.extend(content)
    elif what == "array":
        if before.shape != content.shape or before.dtype != content.dtype:
            return content
        before[...] = content
    else:
        before.clear()
        before.update(content)
    return before


# --- What the referee asks for, beside calls --------------------------------------------------


def lookup(session: _Session, names: tuple[str, ...]) -> dict[str, Any]:
    """Return those of ``names`` that the notebook has."""
    return session.lookup(names)


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


def signature(function: Any) -> tuple[list[Any], list[Any]]:
    """Return a function's signature in lists: its parameters, and what it returns."""
    import inspect

    def said(thing: Any) -> list[Any]:
        return [] if thing is inspect.Parameter.empty else [thing]

    found = inspect.signature(function)
    parameters = [
        [each.name, int(each.kind), said(each.default), said(each.annotation)]
        for each in found.parameters.values()
    ]
    return parameters, said(found.return_annotation)


def new_class(name: str, bases: tuple[Any, ...], body: dict[str, Any]) -> type:
    """Return a class that a test derives from one of the student's."""
    body.pop("__classcell__", None)
    made = types.new_class(name, bases, exec_body=lambda namespace: namespace.update(body))
    for part in body.values():
        function = getattr(part, "__func__", part)
        names = function.__code__.co_freevars if isinstance(function, types.FunctionType) else ()
        if "__class__" in names:  # what super() looks at
            function.__closure__[names.index("__class__")].cell_contents = made
    return made


def awaited(thing: Any) -> Any:
    """Return what an awaitable gives."""
    from IPython.core.async_helpers import get_asyncio_loop

    async def wait() -> Any:
        return await thing

    return get_asyncio_loop().run_until_complete(wait())


def leave(context: Any, error: BaseException | None) -> Any:
    """Leave a ``with`` block."""
    return context.__exit__(type(error) if error is not None else None, error, None)
