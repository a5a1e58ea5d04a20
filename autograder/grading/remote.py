"""A student's objects as a test cell sees them: plain values are there, others are asked for.

A question goes to the snapshot as code and data (cloudpickle, in this direction only); what comes
back is plain data that ``wire`` has checked.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import dataclasses
import inspect
import io
import itertools
import operator
import socket
import sys
import time
import types
from collections import deque, namedtuple
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from functools import wraps
from typing import Any
from unittest.mock import NonCallableMock

import cloudpickle
import numpy as np
import torch

from autograder.grading import serving, wire
from autograder.grading.errors_there import OwnError, Told, is_a_name, librarys_error
from autograder.grading.making import MAKE_SEVERAL, MAKE_TABLE, array, written
from autograder.grading.pictures import (
    CLEARED,
    by_content,
    can_be_shared,
    is_as,
    is_tests_own,
    picture,
)
from autograder.grading.serving import DO, OBSERVE, RETURN, Replies, Wish
from autograder.grading.staying import stays_here
from autograder.grading.values import (
    Answer,
    ArrayValue,
    Call,
    Known,
    Scalar,
    Several,
    Table,
    TensorValue,
    Value,
    Written,
)
from autograder.lesson.door import Question, Reply
from autograder.lesson.door.data import MOST_PARTS, Numbers, Raised

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
#: What NumPy and torch ask an object for to find its memory: an address, which they would take
#: for one of this side.
_MEMORY = {
    "__array_interface__",
    "__array_struct__",
    "__cuda_array_interface__",
    "__dlpack__",
    "__dlpack_device__",
    "__array_ufunc__",
    "__array_function__",
    "__torch_function__",
}


class Connection:
    """The way to one snapshot.

    Args:
        to: Leads there.
        deadline: Until when all questions must be answered, by ``time.monotonic``.
        shared: Names by which the author's own functions find each other, or data: what a test
            does to these is done there too.
        changing: Those of them that such functions give new values to.

    """

    def __init__(
        self,
        to: socket.socket,
        deadline: float,
        shared: Collection[str] = (),
        changing: Collection[str] = (),
    ) -> None:
        self._to, self._deadline = to, deadline
        self._shared, self._changing = frozenset(shared), frozenset(changing)
        self.known = Shared(self)
        self._remotes: dict[int, Any] = {}
        self._errors: dict[str, type[BaseException]] = {}
        #: The names that the test finds, once it has been given them.
        self.namespace: dict[str, Any] = {}
        self._sent_names: dict[str, Any] = {}
        self._followed: set[str] = set()
        self._silence: Exception | None = None
        #: The names of classes whose objects the author's own answers may be; and of packages,
        #: each with a dot behind it.
        self.classes: frozenset[str] = frozenset()
        #: The kinds of the errors that the student's code has raised, the latest last.
        self.raised: list[tuple[str, ...]] = []

    # --- Asking

    def observe(self, questions: Sequence[Question]) -> list[Reply]:
        """Return the replies to a check's questions: the door to the snapshot."""
        content = self._ask(OBSERVE, list(questions))
        try:
            replies = wire.unpack(content, Replies).replies
        except wire.Garbled:
            error = wire.unpack(content, Answer).error
            if error is None:
                raise
            # The question itself could not be read there: it was the student's side that failed.
            replies = (Reply(error=error),) * len(questions)
        if len(replies) > len(questions) or (
            len(replies) < len(questions) and not (replies and replies[-1].is_stub)
        ):
            raise wire.Garbled("Not as many replies as questions.")
        self.raised += [reply.error.kinds for reply in replies if reply.error is not None]
        return list(replies)

    def do(self, function: Any, *arguments: Any, **named: Any) -> Any:
        """Return what ``function`` gives for these arguments on the student's side.

        What it changes there is changed here: arguments that can change, and what the test holds
        of the student's.
        """
        for thing in (*arguments, *named.values()):
            self.known.share(thing)
        return self._do(function, arguments, named)

    def _do(self, function: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        wish = Wish(function, arguments, named, *self._names_now())
        content = self._ask(DO, wish)
        while (call := _as_call(content)) is not None:
            content = self._ask(RETURN, self._called(call))
        said = wire.unpack(content, Answer)
        self._hear(said, (*arguments, *named.values()))
        if said.error is not None:
            self.raised.append(said.error.kinds)
            raise self._as_error(said.error, said.known, said.arguments)
        if said.value is None:
            raise wire.Garbled("Neither a value nor an error.")
        return self.value(said.value)

    def _called(self, said: Call) -> tuple[Any, BaseException | None]:
        """Call a function of the test's, as the student's code has asked for it."""
        function = self.known.function(said.number)
        arguments = [self.value(each) for each in said.arguments]
        named = {name: self.value(each) for name, each in said.named.items()}
        try:
            value = function(*arguments, **named)
            self.known.share(value)
            return value, None
        except (wire.Garbled, wire.Gone, wire.Late, TimeoutError):
            raise
        except Exception as error:
            return None, error.with_traceback(None)

    def _hear(self, said: Answer, arguments: Sequence[Any]) -> None:
        """Take over what is different on the student's side."""
        for number, value in said.told.items():
            if self.known.may_change(number, arguments):
                self.known.hear(number, value)
        for name, value in said.names.items():
            if name in self._followed:
                self.namespace[name] = now = self.value(value)
                if name in self._shared:
                    self._sent_names[name] = now
        if said.out:
            sys.stdout.write(said.out)
        if said.err:
            sys.stderr.write(said.err)

    def _names_now(self) -> tuple[Any, ...]:
        """Return which names stand for others since the student's side was told last."""
        names = {
            name: self.namespace[name]
            for name in self._shared & self.namespace.keys()
            if name not in self._sent_names or self._sent_names[name] is not self.namespace[name]
        }
        gone = [name for name in self._sent_names if name not in self.namespace]
        for name in gone:
            del self._sent_names[name]
        self._sent_names |= names
        patched = {
            name: now
            for name, was in _PYTHONS_OWN.items()
            if (now := getattr(builtins, name)) is not was
        }
        return names, tuple(gone), tuple(sorted(self._followed)), patched

    def names(self, names: Sequence[str], own: Collection[str] = ()) -> dict[str, Any]:
        """Return what the student's notebook has under these names.

        Args:
            names: What to look for.
            own: Names that the test itself gives values to: what the student's code does to
                these counts only if the author's does the same.

        """
        found = self._do(serving.lookup, (_Session(), tuple(names)), {})
        if type(found) is not dict:
            raise wire.Garbled("Names that there cannot be.")
        # Not a name more: abs, or a function of the test's, would be the student's from then on.
        found = {name: found[name] for name in names if name in found}
        self._followed |= {name for name in found if name not in own or name in self._changing}
        return found

    def begin(self, namespace: dict[str, Any]) -> None:
        """From now on, what the test does to names that it shares is done there too."""
        self.namespace = namespace
        self._sent_names = {name: namespace[name] for name in self._shared & namespace.keys()}

    def public_names(self) -> list[str]:
        """Return the names that the student's notebook has."""
        found = self._do(serving.public_names, (_Namespace(),), {})
        return [name for name in found if type(name) is str]

    def _ask(self, kind: str, content: Any) -> bytes:
        buffer = io.BytesIO()
        _Request(buffer, self).dump(self.known.changed())
        _Request(buffer, self).dump((kind, content))
        self._to.settimeout(max(0.01, self._deadline - time.monotonic()))
        try:
            wire.send(self._to, buffer.getvalue())
            return wire.receive(self._to, self._deadline)
        except (wire.Gone, wire.Late, wire.Garbled) as error:
            self._silence = error
            raise

    def refuse_silence(self) -> None:
        """Raise what ended the conversation, if a test has taken it for an error of an answer's."""
        if self._silence is not None:
            raise self._silence

    # --- Understanding what comes back

    def value(self, said: Value) -> Any:
        """Return what stands for a value of the student's on this side."""
        if isinstance(said, Scalar):
            return said.value
        if isinstance(said, Written):
            return written(said)
        if isinstance(said, TensorValue):
            return self._tensor(said)
        if isinstance(said, ArrayValue | Several | Table):
            return self.known.container(said)
        return self._remote(said)

    def fresh(self, said: Several | Table | ArrayValue) -> Any:
        """Return a new list, set, dictionary or array with what is said of it."""
        if isinstance(said, ArrayValue):
            return array(said)
        try:
            if isinstance(said, Table):
                _refuse_many(said.keys)
            elif said.kind in ("set", "frozenset", "dict_keys"):
                _refuse_many(said.items)
            parts = [self.value(part) for part in said.items]
            if isinstance(said, Table):
                names = [self.value(name) for name in said.keys]
                return MAKE_TABLE[said.kind](zip(names, parts, strict=True))
            if said.kind not in MAKE_SEVERAL:
                name, *fields = said.kind.split(" ")
                return namedtuple(name, fields)(*parts)
            return MAKE_SEVERAL[said.kind](parts)
        except (TypeError, ValueError, KeyError) as error:
            raise wire.Garbled("A list or dictionary that there cannot be.") from error

    def _remote(self, said: Known) -> Any:
        known = self._remotes.get(said.number)
        if known is not None:
            return known
        made: Any
        if "builtins.BaseException" in said.kinds:
            return self._error(said)
        if said.kinds[:1] == ("builtins.coroutine",):
            return _awaiting(Remote(self, said))
        if said.kinds[:1] == ("builtins.async_generator",):
            return _each_of(Remote(self, said))
        if (
            library := _LIBRARYS_CLASSES.get(said.kinds[0])
            if said.is_class and said.kinds
            else None
        ):
            return library
        made = (RemoteCallable if said.is_callable else Remote)(self, said)
        self._remotes[said.number] = made
        return made

    def _tensor(self, said: TensorValue) -> torch.Tensor:
        numbers = said.numbers
        if numbers.content is None:
            raise Told("The tensor is sparse, nested or larger than any answer.")
        known = self.known.tensor(said.number)
        values = numbers.tensor()
        if known is not None and known.shape == values.shape and known.dtype == values.dtype:
            self.known.hear(str(said.number), said)
            return known
        if not numbers.requires_grad or not (values.is_floating_point() or values.is_complex()):
            tensor = values
        elif numbers.is_leaf or not said.leaves:
            tensor = torch.nn.Parameter(values) if said.is_parameter else values.requires_grad_()
            tensor.grad = None if said.grad is None else _fitting(said.grad, values)
        else:
            leaves = [self._leaf(number) for number in said.leaves]
            tensor = _linked(self, said.number, list(said.leaves), values, *leaves)
        self.known.enter(tensor, said.number)
        return tensor

    def _leaf(self, number: int) -> torch.Tensor:
        if self.known.tensor(number) is None:
            leaf = self._do(_itself, (_Object(number),), {})
            if not isinstance(leaf, torch.Tensor):
                raise wire.Garbled("A leaf that is no tensor.")
        found = self.known.tensor(number)
        if found is None:
            raise wire.Garbled("A leaf of another number.")
        return found

    def pull_back(self, number: int, leaves: list[int], head: torch.Tensor, again: bool) -> Any:
        """Return vector–Jacobian products that the student's side works out."""
        given = (_Object(number), [_Object(leaf) for leaf in leaves], head, again)
        return self._do(serving.pull_back, given, {})

    # --- Errors

    def _as_error(
        self, said: Raised, known: Known | None, arguments: tuple[Value, ...]
    ) -> BaseException:
        kind = self._error_class(known.kinds if known is not None else said.kinds)
        parts = [self.value(part) for part in arguments]
        try:
            if issubclass(kind, OwnError) and known is not None:
                raised = _own_error(kind, Remote(self, known), tuple(parts), said.text)
            else:
                raised = _librarys(kind, parts if known is not None else [said.text])
        except Exception:  # an error class that wants to be made otherwise
            raised = Told(said.text)
        raised.__cause__ = None
        return raised

    def _error(self, said: Known) -> Any:
        """Return an error of the student's, or a class of errors, that is given as a value."""
        kind = self._error_class(said.kinds)
        is_own = issubclass(kind, OwnError)
        if said.is_class:
            if is_own and "_remote" not in vars(kind):
                kind._remote = RemoteCallable(self, said)  # type: ignore[attr-defined]
            return kind
        remote = Remote(self, said)
        parts = tuple(remote.args)
        return _own_error(kind, remote, parts, str(remote)) if is_own else _librarys(kind, parts)

    def _error_class(self, kinds: tuple[str, ...]) -> type[BaseException]:
        """Return the class here for an error of the student's, by the names of its classes."""
        own: list[str] = []
        for kind in kinds:
            found = librarys_error(kind)
            if found is None:
                own.append(kind)
                continue
            for name in reversed([each for each in own if is_a_name(each)]):
                if name not in self._errors:
                    bases = (found,) if issubclass(found, OwnError) else (OwnError, found)
                    self._errors[name] = type(name.rpartition(".")[2], bases, {})
                found = self._errors[name]
            return found
        return Told


#: What a test may put others in place of, as long as it runs.
_PYTHONS_OWN = {name: getattr(builtins, name) for name in ("input", "print", "open")}

#: Classes that say something by being what they are, and do nothing.
_LIBRARYS_CLASSES: dict[str, type] = {
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


def _own_error(
    kind: type[BaseException], remote: Remote, parts: tuple[Any, ...], text: str
) -> BaseException:
    made = kind.__new__(kind, *parts)
    made.args = parts
    vars(made).update(_said=text, _remote=remote)
    return made


def _librarys(kind: type[BaseException], parts: Sequence[Any]) -> BaseException:
    try:
        return kind(*parts)
    except Exception:  # it wants more than it says that it was made of
        made = kind.__new__(kind)
        made.args = tuple(parts)
        return made


def _as_call(content: bytes) -> Call | None:
    """Return the call that came in place of an answer, None if it is none."""
    with contextlib.suppress(wire.Garbled):
        return wire.unpack(content, Call)
    return None


def _awaiting(remote: Remote) -> Any:
    """Return a coroutine that lets the student's one run over there."""

    async def coroutine() -> Any:
        return _do(remote, serving.awaited, remote)

    return coroutine()


async def _each_of(remote: Remote) -> AsyncIterator[Any]:
    """Yield what an asynchronous generator of the student's yields."""
    while True:
        try:
            yield _do(remote, serving.awaited, _do(remote, anext, remote))
        except StopAsyncIteration:
            return


class Shared:
    """What both sides know by a number, and what each has last been told of it.

    The referee's own numbers are negative.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._things: dict[int, Any] = {}  # which keeps them alive, and their ids their own
        self._numbers: dict[int, int] = {}
        self._pictures: dict[int, Any] = {}
        self._functions: dict[int, Any] = {}
        self._count = 0

    def enter(self, thing: Any, number: int) -> None:
        """Let ``thing`` be known by ``number``, and as it is now."""
        self._things[number] = thing
        self._numbers[id(thing)] = number
        self._pictures[number] = picture(thing)

    def tensor(self, number: int) -> torch.Tensor | None:
        """Return the tensor with this number, if there is one."""
        found = self._things.get(number)
        return found if isinstance(found, torch.Tensor) else None

    def share(self, thing: Any) -> None:
        """Let a list, say, that the test hands over be one and the same on both sides."""
        if type(thing) in _REMOTES or id(thing) in self._numbers:
            return
        if can_be_shared(thing):
            self._count += 1
            self._things[-self._count] = thing
            self._numbers[id(thing)] = -self._count

    def function(self, number: int) -> Any:
        """Return a function that was handed over.

        Raises:
            Garbled: if there was none with this number.

        """
        if number not in self._functions:
            raise wire.Garbled("A call of a function that there is not.")
        return self._functions[number]

    def changed(self) -> list[Any]:
        """Return what the student's side knows, and what is different here now."""
        found = []
        for number in list(self._pictures)[-_MOST_FOLLOWED:]:
            thing = self._things[number]
            if isinstance(thing, torch.Tensor) and not (thing.is_leaf and thing.requires_grad):
                continue
            if not is_as(thing, self._pictures[number]):
                found.append(thing)
        return found

    def reference(self, thing: Any) -> Any:
        """Return what stands for ``thing`` in a request, None if it goes over as it is."""
        if isinstance(thing, torch.Tensor):
            return self._tensor_reference(thing)
        number = self._numbers.get(id(thing))
        if number is not None:
            if number in self._pictures and is_as(thing, self._pictures[number]):
                return ("object", number)
            self._pictures[number] = picture(thing)
            return by_content(thing, number)
        if stays_here(thing, self._connection.namespace):
            return ("asked", self._function_number(thing), _name_of(thing))
        if type(thing) is types.GeneratorType:
            return ("iterator", list(itertools.islice(thing, MOST_PARTS)))
        return None

    def _function_number(self, function: Any) -> int:
        for number, known in self._functions.items():
            if known is function:
                return number
        self._functions[len(self._functions)] = function
        return len(self._functions) - 1

    def may_change(self, number: str, arguments: Sequence[Any]) -> bool:
        """Whether the student's code may have changed a thing in a call with these arguments.

        Numbers that a test has handed over earlier are the test's again, but for what is trained.
        """
        thing = self._things.get(int(number)) if number.lstrip("-").isdigit() else None
        if not number.startswith("-") or not isinstance(thing, torch.Tensor | np.ndarray):
            return thing is not None
        if isinstance(thing, torch.Tensor) and thing.requires_grad and thing.is_leaf:
            return True
        parts = [*arguments]
        for part in arguments:
            if type(part) in (list, tuple, set, dict):
                parts += part.values() if type(part) is dict else part
        return any(part is thing for part in parts)

    def _tensor_reference(self, tensor: torch.Tensor) -> Any:
        number = self._numbers.get(id(tensor))
        if number is not None and is_as(tensor, self._pictures[number]):
            return ("object", number)
        if number is None or not tensor.is_leaf:
            self._count += 1
            number = -self._count
        self.enter(tensor, number)
        grad = tensor.grad if tensor.is_leaf else None
        # What is pickled inside must not be numbered in its turn.
        plain = _Plain(tensor.detach().clone())
        return ("tensor", number, plain, tensor.requires_grad, _Plain(grad))

    def container(self, said: Several | Table | ArrayValue) -> Any:
        """Return a list, dictionary, set or array of the student's."""
        if not said.number:
            return self._connection.fresh(said)
        if said.number in self._things:
            self.hear(str(said.number), said)
            return self._things[said.number]
        made = self._connection.fresh(said)
        self.enter(made, said.number)
        return made

    def hear(self, number: str, said: Value) -> None:
        """Change a thing of this side as it has changed on the student's.

        Raises:
            Garbled: if it cannot be so.

        """
        thing = self._things.get(int(number)) if number.lstrip("-").isdigit() else None
        if isinstance(thing, torch.Tensor) and isinstance(said, TensorValue):
            self._hear_tensor(thing, said)
        elif type(thing) is io.StringIO and isinstance(said, Several) and len(said.items) == 2:
            text, place = map(self._connection.value, said.items)
            thing.seek(0)
            thing.truncate()
            thing.write(str(text))
            thing.seek(int(place))
        elif isinstance(said, ArrayValue | Several | Table) and thing is not None:
            now = self._connection.fresh(said)
            if type(thing) is list and type(now) is list:
                thing[:] = now
            elif type(thing) is deque and type(now) is deque:
                thing.clear()
                thing.extend(now)
            elif type(thing) in CLEARED and type(now) is type(thing):
                thing.clear()
                thing.update(now)
            elif isinstance(thing, np.ndarray) and isinstance(now, np.ndarray):
                if now.shape == thing.shape:
                    np.copyto(thing, now, casting="unsafe")
            elif isinstance(now, dict) and is_tests_own(thing):
                vars(thing).clear()
                vars(thing).update({str(name): part for name, part in now.items()})
        if thing is not None and int(number) in self._pictures:
            self._pictures[int(number)] = picture(thing)

    def _hear_tensor(self, mine: torch.Tensor, said: TensorValue) -> None:
        if said.numbers.content is None:
            return
        now = said.numbers.tensor()
        with torch.no_grad():
            if now.shape == mine.shape:
                mine.data.copy_(now)
            if mine.is_leaf:
                mine.grad = None if said.grad is None else _fitting(said.grad, mine)


_MOST_FOLLOWED = 400


def _name_of(function: Any) -> str:
    name = "mock" if isinstance(function, NonCallableMock) else function.__name__
    return str(name)


def _itself(thing: Any) -> Any:
    return thing


class _Namespace:
    """Stands for the names of the student's notebook in a request."""


class _Session:
    """Stands for what answers there."""


class _Object:
    """Stands for an object of the student's in a request."""

    def __init__(self, number: int) -> None:
        self.number = number


class _Request(cloudpickle.Pickler):  # type: ignore[misc]
    def __init__(self, to: io.BytesIO, connection: Connection) -> None:
        super().__init__(to)
        self._known = connection.known

    def persistent_id(self, thing: Any) -> Any:
        """Say which objects are the student's own, or are to be known there."""
        if type(thing) is _Namespace:
            return ("namespace",)
        if type(thing) is _Session:
            return ("session",)
        if type(thing) is _Object:
            return ("object", thing.number)
        if isinstance(thing, Remote):
            return ("object", object.__getattribute__(thing, "_said").number)
        is_error = issubclass(thing if isinstance(thing, type) else type(thing), OwnError)
        if is_error and "_remote" in vars(thing):
            return self.persistent_id(vars(thing)["_remote"])
        return self._known.reference(thing)


class _Plain:
    """A tensor by its bytes, or none."""

    def __init__(self, tensor: torch.Tensor | None) -> None:
        self._tensor = tensor

    def __reduce__(self) -> Any:
        if self._tensor is None:
            return (_nothing, ())
        plain = self._tensor.detach().cpu().contiguous()
        flat = plain.reshape(-1).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
        return (_tensor_of, (flat, str(plain.dtype).removeprefix("torch."), tuple(plain.shape)))


def _nothing() -> None:
    return None


def _tensor_of(content: bytes, dtype: str, shape: tuple[int, ...]) -> torch.Tensor:
    kind = getattr(torch, dtype)
    if not content:
        return torch.empty(shape, dtype=kind)
    return torch.frombuffer(bytearray(content), dtype=kind).reshape(shape).clone()


class _Linked(torch.autograd.Function):
    """A result whose graph is on the student's side: its backward asks there, again and again."""

    @staticmethod
    def forward(
        ctx: Any,
        connection: Connection,
        number: int,
        leaves: list[int],
        values: torch.Tensor,
        *tensors: torch.Tensor,
    ) -> torch.Tensor:
        ctx.connection, ctx.number, ctx.leaves = connection, number, leaves
        ctx.save_for_backward(*tensors)
        return values

    @staticmethod
    def backward(ctx: Any, head: torch.Tensor) -> Any:
        again = torch.is_grad_enabled()
        _ = ctx.saved_tensors
        found = ctx.connection.pull_back(
            ctx.number, ctx.leaves, head if again else head.detach(), again
        )
        if not isinstance(found, list) or len(found) != len(ctx.leaves):
            raise wire.Garbled("Not as many gradients as leaves.")
        return (None, None, None, None, *found)


def _linked(*arguments: Any) -> torch.Tensor:
    tensor: torch.Tensor = _Linked.apply(*arguments)  # type: ignore[no-untyped-call]
    return tensor


def _fitting(grad: Numbers, values: torch.Tensor) -> torch.Tensor | None:
    """Return a gradient that PyTorch lets the tensor have, None for any other."""
    if grad.content is None or grad.shape != tuple(values.shape):
        return None
    return grad.tensor().to(values.dtype)


class Remote:
    """An object of the student's.

    What it is asked goes to it, with one exception: an operation with a plain value of this
    side must not give a plain value back, at second hand neither. Else an object could be equal
    to whatever a test compares it with, or lie at a distance of 0 from it. And only objects of
    classes that the author's notebook has too take part in such operations at all.
    """

    def __init__(self, connection: Connection, said: Known) -> None:
        object.__setattr__(self, "_connection", connection)
        object.__setattr__(self, "_said", said)
        #: Whether it is what came of an operation with a plain value of this side.
        object.__setattr__(self, "_is_mixed", False)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The class that it passes for, where that is one of a library's; else the student's."""
        passes_for = _passes_for(object.__getattribute__(self, "_said"))
        kind: type = passes_for or _do(self, type, self)
        return kind

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        """What it holds."""
        return _do(self, getattr, self, "__dict__")

    def __getattr__(self, name: str) -> Any:
        if name in _MEMORY:
            raise AttributeError(name)
        return _do(self, getattr, self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        _do(self, setattr, self, name, value)

    def __delattr__(self, name: str) -> None:
        _do(self, delattr, self, name)

    def __getitem__(self, key: Any) -> Any:
        return _do(self, operator.getitem, self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        _do(self, operator.setitem, self, key, value)

    def __delitem__(self, key: Any) -> None:
        _do(self, operator.delitem, self, key)

    def __len__(self) -> int:
        return int(_do(self, len, self))

    def __iter__(self) -> Iterator[Any]:
        iterator = _do(self, iter, self)
        return iterator if isinstance(iterator, Remote) else iter(iterator)

    def __next__(self) -> Any:
        return _do(self, next, self)

    def __contains__(self, thing: Any) -> bool:
        if isinstance(thing, Remote) or _is_an_answer(self):
            return bool(_do(self, operator.contains, self, thing))
        # Else an object could hold whatever it is asked for.
        return any(each is thing or each == thing for each in self)

    def __bool__(self) -> bool:
        return bool(_do(_unmixed(self), bool, self))

    def __int__(self) -> int:
        return int(_do(_unmixed(self), int, self))

    def __index__(self) -> int:
        return int(_do(_unmixed(self), operator.index, self))

    def __float__(self) -> float:
        return float(_do(_unmixed(self), float, self))

    def __str__(self) -> str:
        return str(_do(self, str, self))

    def __repr__(self) -> str:
        return str(_do(self, repr, self))

    def __format__(self, how: str) -> str:
        return str(_do(self, format, self, how))

    def __hash__(self) -> int:
        return int(_do(self, hash, self))

    def __dir__(self) -> list[str]:
        return [str(name) for name in _do(self, dir, self)]

    def __enter__(self) -> Any:
        return _do(self, _enter, self)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return bool(_do(self, serving.leave, self, error))

    async def __aenter__(self) -> Any:
        return await _do(self, _of_class, self, "__aenter__")

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        given = (type(error) if error is not None else None, error, None)
        return bool(await _do(self, _of_class, self, "__aexit__", *given))

    def __reversed__(self) -> Iterator[Any]:
        iterator = _do(self, reversed, self)
        return iterator if isinstance(iterator, Remote) else iter(iterator)

    def __round__(self, digits: int | None = None) -> Any:
        return _do(_unmixed(self), round, self, digits)

    def __complex__(self) -> complex:
        return complex(_do(_unmixed(self), complex, self))

    def __copy__(self) -> Any:
        return _do(self, copy.copy, self)

    def __deepcopy__(self, memo: object) -> Any:
        return _do(self, copy.deepcopy, self)

    def __instancecheck__(self, thing: Any) -> bool:
        return isinstance(thing, Remote) and bool(_do(self, isinstance, thing, self))

    def __subclasscheck__(self, thing: Any) -> bool:
        return isinstance(thing, Remote) and bool(_do(self, issubclass, thing, self))

    def __neg__(self) -> Any:
        return _still_mixed(self, _do(self, operator.neg, self))

    def __pos__(self) -> Any:
        return _still_mixed(self, _do(self, operator.pos, self))

    def __invert__(self) -> Any:
        return _still_mixed(self, _do(self, operator.invert, self))

    def __abs__(self) -> Any:
        return _still_mixed(self, _do(self, abs, self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and bool(_do(self, operator.eq, self, other))

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, Remote) or bool(_do(self, operator.ne, self, other))


# The words of a class would be taken for those of each of its objects.
Remote.__doc__ = property(lambda self: _do(self, getattr, self, "__doc__"))  # type: ignore[assignment]
Remote.__module__ = property(lambda self: _do(self, getattr, self, "__module__"))  # type: ignore[assignment]


class RemoteCallable(Remote):
    """A function, a method or a class of the student's."""

    def __new__(cls, *given: Any) -> Any:
        """Return a new one; of a name, bases and a body, what a ``class`` statement makes."""
        if len(given) == 3:
            return _do(
                next(b for b in given[1] if isinstance(b, Remote)), serving.new_class, *given
            )
        return super().__new__(cls)

    def __init__(self, *given: Any) -> None:
        if len(given) == 2:
            super().__init__(*given)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it, on the student's side."""
        return _do(self, self, *arguments, **named)

    @property
    def __signature__(self) -> inspect.Signature:
        """How it is called: what ``inspect.signature`` asks for."""
        return _signature(_do(self, serving.signature, self))


_REMOTES = (Remote, RemoteCallable)
RemoteCallable.__doc__ = Remote.__doc__
RemoteCallable.__module__ = Remote.__module__


def _signature(said: Any) -> inspect.Signature:
    try:
        parameters = [
            inspect.Parameter(
                name,
                list(inspect._ParameterKind)[kind],
                default=default[0] if default else inspect.Parameter.empty,
                annotation=annotation[0] if annotation else inspect.Parameter.empty,
            )
            for name, kind, default, annotation in said[0]
        ]
        returned = said[1][0] if said[1] else inspect.Signature.empty
        return inspect.Signature(parameters, return_annotation=returned)
    except (TypeError, ValueError, IndexError) as error:
        raise wire.Garbled("A signature that there cannot be.") from error


def _enter(context: Any) -> Any:
    return context.__enter__()


def _of_class(thing: Any, name: str, *arguments: Any) -> Any:
    return getattr(type(thing), name)(thing, *arguments)


def _do(remote: Remote, function: Any, *arguments: Any, **named: Any) -> Any:
    connection: Connection = object.__getattribute__(remote, "_connection")
    return connection.do(function, *arguments, **named)


def _passes_for(said: Known) -> type | None:
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
    return (
        is_written
        and kind.__basicsize__ <= Remote.__basicsize__
        and not issubclass(kind, torch.Tensor)
    )


def _is_an_answer(remote: Remote) -> bool:
    """Whether the author's notebook has a class of this name, or imports its package."""
    said: Known = object.__getattribute__(remote, "_said")
    connection: Connection = object.__getattribute__(remote, "_connection")
    return any(
        part in connection.classes
        for kind in said.kinds
        for part in (kind.rpartition(".")[2], kind.partition(".")[0] + ".")
    )


def _no_value(remote: Remote) -> TypeError:
    kind = object.__getattribute__(remote, "_said").kinds[:1]
    kind = "".join(kind).rpartition(".")[2]
    return TypeError(
        f"an object of the class {kind} stands where a number or another plain value is wanted"
    )


def _unmixed(remote: Remote) -> Remote:
    """Return ``remote``, which may become a plain value.

    Raises:
        TypeError: if it knows a plain value that it could be compared with.

    """
    if object.__getattribute__(remote, "_is_mixed"):
        raise _no_value(remote)
    return remote


def _still_mixed(remote: Remote, result: Any) -> Any:
    """Return ``result``, which came of ``remote`` alone, and knows what that one knows."""
    if object.__getattribute__(remote, "_is_mixed"):
        if not isinstance(result, Remote):
            raise _no_value(remote)
        object.__setattr__(result, "_is_mixed", True)
    return result


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


def _refuse_many(keys: Sequence[Value]) -> None:
    """Refuse more keys than any answer has: integers can be chosen so that all hash alike."""
    if len(keys) > MOST_PARTS:
        raise wire.Garbled(f"{len(keys)} keys, more than {MOST_PARTS}.")


def _operation(name: str, is_turned: bool) -> Callable[[Remote, Any], Any]:
    function = getattr(operator, name)

    def operation(self: Remote, other: Any) -> Any:
        is_plain = not isinstance(other, Remote)
        if is_plain and not _is_an_answer(self):
            raise _no_value(self)
        result = _do(self, function, *((other, self) if is_turned else (self, other)))
        is_mixed = is_plain or object.__getattribute__(other, "_is_mixed")
        is_mixed = is_mixed or object.__getattribute__(self, "_is_mixed")
        if is_mixed and not isinstance(result, Remote):
            raise _no_value(self)
        if is_mixed:
            object.__setattr__(result, "_is_mixed", True)
        return result

    return operation


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__{_name}__", _operation(_name, is_turned=False))
    setattr(Remote, f"__r{_name}__", _operation(_name, is_turned=True))
for _name in ("and_", "or_", "xor", "lshift", "rshift"):
    setattr(Remote, f"__{_name.strip('_')}__", _operation(_name, is_turned=False))
    setattr(Remote, f"__r{_name.strip('_')}__", _operation(_name, is_turned=True))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__i{_name}__", _operation(f"i{_name}", is_turned=False))
for _name in ("and", "or", "xor", "lshift", "rshift"):
    setattr(Remote, f"__i{_name}__", _operation(f"i{_name}", is_turned=False))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Remote, f"__{_name}__", _operation(_name, is_turned=False))


class _KindOfTypes(type):
    def __call__(cls, *given: Any, **named: Any) -> Any:
        if len(given) == 1 and isinstance(given[0], Remote):
            return _do(given[0], type, given[0])
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
                return _do(given[0], function, *given, **named)
            return function(*given, **named)

        return asked

    try:
        for (module, name), function in before.items():
            setattr(module, name, there(function))
        yield
    finally:
        for (module, name), function in before.items():
            setattr(module, name, function)
