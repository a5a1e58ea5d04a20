"""A student's objects as a test cell sees them: plain values are there, others are asked for.

A question goes to the snapshot as code and data (cloudpickle, in this direction only); what comes
back is plain data that ``wire`` has checked.
"""

from __future__ import annotations

import ast
import builtins
import io
import operator
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cloudpickle
import numpy as np
import torch

from autograder.grading import serving, wire
from autograder.grading.serving import DO, OBSERVE, Replies
from autograder.grading.values import (
    Answer,
    ArrayValue,
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
_MAY_PASS_FOR = ("torch.", "builtins.", "collections.", "numpy.")
#: Python's own ones that it may. Not numbers and texts: these come as values.
_CONTAINERS = (list, tuple, dict, set, frozenset)
#: NumPy's dtypes, by the way it writes them, of which an array may be.
_DTYPE = re.compile(r"[<>|=]?([biufcSUmM])(\d{1,4})(\[\w{1,10}\])?")
#: What NumPy and torch ask an object for to find its memory: an address, and not one of this side.
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


class Told(Exception):
    """Not an error of this side: what was raised on the student's, if it has no class here."""


class Connection:
    """The way to one snapshot.

    Args:
        to: Leads there.
        deadline: Until when all questions must be answered, by ``time.monotonic``.

    """

    def __init__(self, to: socket.socket, deadline: float) -> None:
        self._to, self._deadline = to, deadline
        self._tensors: dict[int, torch.Tensor] = {}
        self._theirs: dict[int, int] = {}  # id of a tensor here, to its number there
        self._noted: dict[int, tuple[torch.Tensor, torch.Tensor | None]] = {}
        self._sent = 0
        self._errors: dict[str, type[BaseException]] = {}
        #: The kinds of the errors that the student's code has raised, the latest last.
        self.raised: list[tuple[str, ...]] = []
        #: The names of classes whose objects the author's own answers may be; and of packages,
        #: each with a dot behind it.
        self.classes: frozenset[str] = frozenset()

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

        Arguments that it changes there are changed here.
        """
        answer = wire.unpack(self._ask(DO, (function, arguments, named)), Answer)
        for name, value in (answer.changed or {}).items():
            given = {**{str(k): each for k, each in enumerate(arguments)}, **named}
            if name not in given:
                raise wire.Garbled("An argument has changed that was not given.")
            self._take_over(given[name], value)
        if answer.error is not None:
            self.raised.append(answer.error.kinds)
            raise self._as_error(answer.error)
        if answer.value is None:
            raise wire.Garbled("Neither a value nor an error.")
        return self.value(answer.value)

    def names(self, names: Sequence[str]) -> dict[str, Any]:
        """Return what the student's notebook has under these names."""
        found = self.do(serving.lookup, _Namespace(), tuple(names))
        # Not a name more: abs, or a function of the test's, would be the student's from then on.
        return {name: found[name] for name in names if name in found} if _is_dict(found) else {}

    def public_names(self) -> list[str]:
        """Return the names that the student's notebook has."""
        return [name for name in self.do(serving.public_names, _Namespace()) if type(name) is str]

    def _ask(self, kind: str, content: Any) -> bytes:
        buffer = io.BytesIO()
        _Request(buffer, self).dump((kind, content))
        self._to.settimeout(max(0.01, self._deadline - time.monotonic()))
        wire.send(self._to, buffer.getvalue())
        return wire.receive(self._to, self._deadline)

    def number_for(self, tensor: torch.Tensor) -> tuple[int, bool]:
        """Return the number of a tensor on the student's side, and whether it is new there."""
        number = self._theirs.get(id(tensor))
        if number is not None:
            return number, False
        self._sent += 1
        self._enter(tensor, -self._sent)
        return -self._sent, True

    def _enter(self, tensor: torch.Tensor, number: int) -> None:
        self._tensors[number] = tensor  # which keeps it alive, and its id its own
        self._theirs[id(tensor)] = number
        self._note_now(tensor)

    def note(self, number: int, plain: torch.Tensor, grad: torch.Tensor | None) -> None:
        """Note what the student's side knows of a tensor; gradcheck, for one, changes tensors."""
        self._noted[number] = plain, None if grad is None else grad.detach().clone()

    def _note_now(self, tensor: torch.Tensor) -> None:
        number = self._theirs.get(id(tensor))
        if number is not None:
            grad = tensor.grad if tensor.is_leaf else None
            self.note(number, tensor.detach().clone(), grad)

    def is_known(self, number: int, plain: torch.Tensor, grad: torch.Tensor | None) -> bool:
        """Whether the student's side knows a tensor as it is now."""
        noted, noted_grad = self._noted.get(number, (None, None))
        return _same(noted, plain) and _same(noted_grad, grad)

    # --- Understanding what comes back

    def value(self, said: Value) -> Any:
        """Return what stands for a value of the student's on this side."""
        if isinstance(said, Scalar):
            return said.value
        if isinstance(said, Written):
            return _written(said)
        if isinstance(said, ArrayValue):
            return _array(said)
        if isinstance(said, TensorValue):
            return self._tensor(said)
        if isinstance(said, Several):
            kinds = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
            if said.kind not in kinds:
                raise wire.Garbled(f"No kind of list: {said.kind}.")
            if said.kind in ("set", "frozenset"):
                _refuse_many(said.items)
            return kinds[said.kind](self.value(part) for part in said.items)
        if isinstance(said, Table):
            _refuse_many(said.keys)
            names = [self.value(name) for name in said.keys]
            try:
                return dict(zip(names, map(self.value, said.items), strict=True))
            except (TypeError, ValueError) as error:
                raise wire.Garbled("A dictionary that there cannot be.") from error
        if said.is_class and "builtins.BaseException" in said.kinds:
            return self._error_class(tuple(kind.rpartition(".")[2] for kind in said.kinds))
        return (RemoteCallable if said.is_callable else Remote)(self, said)

    def _tensor(self, said: TensorValue) -> torch.Tensor:
        numbers = said.numbers
        if numbers.content is None:
            raise Told("The tensor is sparse, nested or larger than any answer.")
        known = self._tensors.get(said.number)
        values = numbers.tensor()
        if known is not None and known.shape == values.shape and known.dtype == values.dtype:
            with torch.no_grad():
                known.data.copy_(values)
                if known.is_leaf:
                    known.grad = None if said.grad is None else _fitting(said.grad, known)
            self._note_now(known)
            return known
        if not numbers.requires_grad or not values.is_floating_point():
            tensor = values
        elif numbers.is_leaf or not said.leaves:
            tensor = torch.nn.Parameter(values) if said.is_parameter else values.requires_grad_()
            tensor.grad = None if said.grad is None else _fitting(said.grad, values)
        else:
            leaves = [self._leaf(number) for number in said.leaves]
            tensor = _linked(self, said.number, list(said.leaves), values, *leaves)
        self._enter(tensor, said.number)
        return tensor

    def _leaf(self, number: int) -> torch.Tensor:
        if number not in self._tensors:
            leaf = self.do(_itself, _Object(number))
            if not isinstance(leaf, torch.Tensor):
                raise wire.Garbled("A leaf that is no tensor.")
        return self._tensors[number]

    def _take_over(self, mine: Any, value: Value) -> None:
        """Change an argument as the student's code has changed its copy."""
        if isinstance(mine, torch.Tensor) and isinstance(value, TensorValue):
            if value.numbers.content is None:
                return
            now = value.numbers.tensor()
            with torch.no_grad():
                if now.shape == mine.shape:
                    mine.data.copy_(now)
                if mine.is_leaf and value.grad is not None:
                    mine.grad = _fitting(value.grad, mine)
            self._note_now(mine)
            return
        now = self.value(value)
        if isinstance(mine, list) and isinstance(now, list):
            mine[:] = now
        elif isinstance(mine, dict | set) and type(now) is type(mine):
            mine.clear()
            mine.update(now)
        elif isinstance(mine, np.ndarray) and isinstance(now, np.ndarray):
            np.copyto(mine, now.reshape(mine.shape))

    def _as_error(self, said: Raised) -> BaseException:
        error = self._error_class(said.kinds)
        try:
            raised = error(said.text)
        except Exception:  # an error of Python's that wants other arguments
            raised = Told(said.text)
        raised.__cause__ = None
        return raised

    def _error_class(self, kinds: tuple[str, ...]) -> type[BaseException]:
        """Return the class here for an error of the student's, by the names of its classes."""
        own = kinds[0] if kinds and kinds[0].isidentifier() else "Exception"
        for kind in kinds:
            base = getattr(builtins, kind, None)
            if isinstance(base, type) and issubclass(base, Exception):
                if kind == own:
                    return base
                if own not in self._errors:
                    self._errors[own] = type(own, (base,), {})
                return self._errors[own]
        return Told


def _itself(thing: Any) -> Any:
    return thing


class _Namespace:
    """Stands for the names of the student's notebook in a request."""


class _Object:
    """Stands for an object of the student's in a request."""

    def __init__(self, number: int) -> None:
        self.number = number


class _Request(cloudpickle.Pickler):  # type: ignore[misc]
    def __init__(self, to: io.BytesIO, connection: Connection) -> None:
        super().__init__(to)
        self._connection = connection

    def persistent_id(self, thing: Any) -> Any:
        """Say which objects are the student's own, or are to be known there."""
        if isinstance(thing, torch.Tensor):
            number, is_new = self._connection.number_for(thing)
            grad = thing.grad if thing.is_leaf else None
            plain = thing.detach().clone()
            if not is_new:
                if self._connection.is_known(number, plain, grad):
                    return ("object", number)
                self._connection.note(number, plain, grad)
                return ("changed", number, _Plain(plain), thing.is_leaf, _Plain(grad))
            self._connection.note(number, plain, grad)
            # What is pickled inside must not be numbered in its turn.
            return ("tensor", number, _Plain(plain), thing.requires_grad, _Plain(grad))
        if type(thing) is _Namespace:
            return ("namespace",)
        if type(thing) is _Object:
            return ("object", thing.number)
        if isinstance(thing, Remote):
            return ("object", object.__getattribute__(thing, "_said").number)
        return None


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
        leaves = [_Object(number) for number in ctx.leaves]
        _ = ctx.saved_tensors
        found = ctx.connection.do(
            serving.pull_back, _Object(ctx.number), leaves, head if again else head.detach(), again
        )
        if not isinstance(found, list) or len(found) != len(leaves):
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


def _written(said: Written) -> Any:
    if said.kind == "ellipsis":
        return ...
    if said.kind == "int" and len(said.text) < 100_000:
        return int(said.text, 16)
    if said.kind == "complex":
        value = ast.literal_eval(said.text.replace("nan", "0").replace("inf", "1e999"))
        if isinstance(value, int | float | complex):
            return complex(value)
    raise wire.Garbled(f"No way to write a value: {said.kind}.")


def _array(said: ArrayValue) -> Any:
    if not _DTYPE.fullmatch(said.dtype):
        raise wire.Garbled("An array of no plain numbers, texts or times.")
    if said.dtype.endswith("b1") and said.content.strip(b"\0\1"):
        raise wire.Garbled("A truth value that is neither true nor false.")
    try:
        flat = np.frombuffer(said.content, np.dtype(said.dtype)).copy()
        return flat[0] if said.shape is None else flat.reshape(said.shape)
    except (ValueError, TypeError, IndexError) as error:
        raise wire.Garbled("An array that there cannot be.") from error


class Remote:
    """An object of the student's.

    What it is asked goes to it, with one exception: an operation with a plain value of this
    side must not give a plain value back, at second hand neither. Else an object could be equal
    to whatever a test compares it with, or lie at a distance of 0 from it. And only objects of
    classes that the author's notebook has too take part in such operations at all.
    """

    _said: Known

    def __init__(self, connection: Connection, said: Known) -> None:
        object.__setattr__(self, "_connection", connection)
        object.__setattr__(self, "_said", said)
        #: Whether it is what came of an operation with a plain value of this side.
        object.__setattr__(self, "_is_mixed", False)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The class that it passes for, where that is one of a library's, written in Python."""
        return _passes_for(object.__getattribute__(self, "_said")) or type(self)

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
        return hash(object.__getattribute__(self, "_said").number)

    def __dir__(self) -> list[str]:
        return [str(name) for name in _do(self, dir, self)]

    def __enter__(self) -> Any:
        return _do(self, _enter, self)

    def __exit__(self, *_: object) -> bool:
        return bool(_do(self, _exit, self))

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


class RemoteCallable(Remote):
    """A function, a method or a class of the student's."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it, on the student's side."""
        return _do(self, self, *arguments, **named)


def _enter(context: Any) -> Any:
    return context.__enter__()


def _exit(context: Any) -> Any:
    return context.__exit__(None, None, None)


def _do(remote: Remote, function: Any, *arguments: Any, **named: Any) -> Any:
    connection: Connection = object.__getattribute__(remote, "_connection")
    return connection.do(function, *arguments, **named)


def _passes_for(said: Known) -> type | None:
    """Return the class of a library's that an object may pass for.

    Only classes written in Python, apart from Python's own containers: torch takes for a tensor
    whatever passes for one, and reads its memory as a tensor's. And only modules that are there
    already: to import one is to run it.
    """
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


def _refuse_many(keys: Sequence[Value]) -> None:
    """Refuse more keys than any answer has: integers can be chosen so that all hash alike."""
    if len(keys) > MOST_PARTS:
        raise wire.Garbled(f"{len(keys)} keys, more than {MOST_PARTS}.")


def _same(a: torch.Tensor | None, b: torch.Tensor | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.dtype == b.dtype and torch.equal(a, b)


def _is_dict(thing: Any) -> bool:
    return type(thing) is dict


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__{_name}__", _operation(_name, is_turned=False))
    setattr(Remote, f"__r{_name}__", _operation(_name, is_turned=True))
for _name in ("and_", "or_", "xor", "lshift", "rshift"):
    setattr(Remote, f"__{_name.strip('_')}__", _operation(_name, is_turned=False))
    setattr(Remote, f"__r{_name.strip('_')}__", _operation(_name, is_turned=True))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Remote, f"__{_name}__", _operation(_name, is_turned=False))
