"""The way from a test to its snapshot: a question goes over, plain data comes back.

A question is code and data (``request``); an answer is what ``wire`` has checked, and is
understood here: plain values are there, other objects can be asked (``remote``).
"""

from __future__ import annotations

import builtins
import contextlib
import io
import socket
import sys
import time
from collections import namedtuple
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

import torch

from autograder.grading import serving, wire
from autograder.grading.called_back import Link, Results
from autograder.grading.errors_there import ErrorClasses, OwnError, Told, made_of, own_error
from autograder.grading.making import MAKE_SEVERAL, MAKE_TABLE, array, written
from autograder.grading.passing_for import LIBRARYS_CLASSES
from autograder.grading.remote import Remote, RemoteCallable, do_there
from autograder.grading.request import NamespaceThere, ObjectThere, Request, SessionThere
from autograder.grading.serving import DO, OBSERVE, RETURN, Replies, Wish
from autograder.grading.shared import Shared
from autograder.grading.tensors_there import fitting, linked
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
from autograder.lesson.door.data import MOST_PARTS, Raised

#: What a test may put others in place of, as long as it runs.
_PYTHONS_OWN = {name: getattr(builtins, name) for name in ("input", "print", "open")}


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
        self._results = Results()
        self._remotes: dict[int, Any] = {}
        self._errors = ErrorClasses()
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

    def _called(self, said: Call) -> tuple[Any, BaseException | None, list[Link]]:
        """Call a function of the test's, as the student's code has asked for it."""
        function = self._results.products(said.number) or self.known.function(said.number)
        arguments = [self.value(each) for each in said.arguments]
        named = {name: self.value(each) for name, each in said.named.items()}
        given = [*zip(said.arguments, arguments, strict=True)]
        given += [(said.named[name], here) for name, here in named.items()]
        inputs = [(there.number, here) for there, here in given if isinstance(there, TensorValue)]
        try:
            value = function(*arguments, **named)
            self.known.share(value)
            return value, None, self._results.links(value, inputs)
        except (wire.Garbled, wire.Gone, wire.Late, TimeoutError):
            raise
        except Exception as error:
            return None, error.with_traceback(None), []

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
        found = self._do(serving.lookup, (SessionThere(), tuple(names)), {})
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
        found = self._do(serving.public_names, (NamespaceThere(),), {})
        return [name for name in found if type(name) is str]

    def _ask(self, kind: str, content: Any) -> bytes:
        buffer = io.BytesIO()
        Request(buffer, self.known).dump(self.known.changed())
        Request(buffer, self.known).dump((kind, content))
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
        if library := LIBRARYS_CLASSES.get(said.kinds[0]) if said.is_class and said.kinds else None:
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
            tensor.grad = None if said.grad is None else fitting(said.grad, values)
        else:
            leaves = [self._leaf(number) for number in said.leaves]
            tensor = linked(self, said.number, list(said.leaves), values, *leaves)
        self.known.enter(tensor, said.number)
        return tensor

    def _leaf(self, number: int) -> torch.Tensor:
        if self.known.tensor(number) is None:
            leaf = self._do(_itself, (ObjectThere(number),), {})
            if not isinstance(leaf, torch.Tensor):
                raise wire.Garbled("A leaf that is no tensor.")
        found = self.known.tensor(number)
        if found is None:
            raise wire.Garbled("A leaf of another number.")
        return found

    def pull_back(self, number: int, leaves: list[int], head: torch.Tensor, again: bool) -> Any:
        """Return vector–Jacobian products that the student's side works out."""
        given = (ObjectThere(number), [ObjectThere(leaf) for leaf in leaves], head, again)
        return self._do(serving.pull_back, given, {})

    # --- Errors

    def _as_error(
        self, said: Raised, known: Known | None, arguments: tuple[Value, ...]
    ) -> BaseException:
        kind = self._errors.named(known.kinds if known is not None else said.kinds)
        parts = [self.value(part) for part in arguments]
        try:
            if issubclass(kind, OwnError) and known is not None:
                raised = own_error(kind, Remote(self, known), tuple(parts), said.text)
            else:
                raised = made_of(kind, parts if known is not None else [said.text])
        except Exception:  # an error class that wants to be made otherwise
            raised = Told(said.text)
        raised.__cause__ = None
        return raised

    def _error(self, said: Known) -> Any:
        """Return an error of the student's, or a class of errors, that is given as a value."""
        kind = self._errors.named(said.kinds)
        is_own = issubclass(kind, OwnError)
        if said.is_class:
            if is_own and "_remote" not in vars(kind):
                kind._remote = RemoteCallable(self, said)  # type: ignore[attr-defined]
            return kind
        remote = Remote(self, said)
        parts = tuple(remote.args)
        return own_error(kind, remote, parts, str(remote)) if is_own else made_of(kind, parts)


def _as_call(content: bytes) -> Call | None:
    """Return the call that came in place of an answer, None if it is none."""
    with contextlib.suppress(wire.Garbled):
        return wire.unpack(content, Call)
    return None


def _awaiting(remote: Remote) -> Any:
    """Return a coroutine that lets the student's one run over there."""

    async def coroutine() -> Any:
        return do_there(remote, serving.awaited, remote)

    return coroutine()


async def _each_of(remote: Remote) -> AsyncIterator[Any]:
    """Yield what an asynchronous generator of the student's yields."""
    while True:
        try:
            yield do_there(remote, serving.awaited, do_there(remote, anext, remote))
        except StopAsyncIteration:
            return


def _itself(thing: Any) -> Any:
    return thing


def _refuse_many(keys: Sequence[Value]) -> None:
    """Refuse more keys than any answer has: integers can be chosen so that all hash alike."""
    if len(keys) > MOST_PARTS:
        raise wire.Garbled(f"{len(keys)} keys, more than {MOST_PARTS}.")
