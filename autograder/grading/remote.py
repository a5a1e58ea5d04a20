"""A student's object as a test cell sees it: whatever it is asked, it is asked where it is."""

from __future__ import annotations

import copy
import inspect
import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from autograder.grading import serving, wire
from autograder.grading.passing_for import passes_for
from autograder.grading.values import Known

if TYPE_CHECKING:
    from autograder.grading.connection import Connection

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
        of_a_library = passes_for(object.__getattribute__(self, "_said"))
        kind: type = of_a_library or do_there(self, type, self)
        return kind

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        """What it holds."""
        return do_there(self, getattr, self, "__dict__")

    def __getattr__(self, name: str) -> Any:
        if name in _MEMORY:
            raise AttributeError(name)
        return do_there(self, getattr, self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        do_there(self, setattr, self, name, value)

    def __delattr__(self, name: str) -> None:
        do_there(self, delattr, self, name)

    def __getitem__(self, key: Any) -> Any:
        return do_there(self, operator.getitem, self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        do_there(self, operator.setitem, self, key, value)

    def __delitem__(self, key: Any) -> None:
        do_there(self, operator.delitem, self, key)

    def __len__(self) -> int:
        return int(do_there(self, len, self))

    def __iter__(self) -> Iterator[Any]:
        iterator = do_there(self, iter, self)
        return iterator if isinstance(iterator, Remote) else iter(iterator)

    def __next__(self) -> Any:
        return do_there(self, next, self)

    def __contains__(self, thing: Any) -> bool:
        if isinstance(thing, Remote) or _is_an_answer(self):
            return bool(do_there(self, operator.contains, self, thing))
        # Else an object could hold whatever it is asked for.
        return any(each is thing or each == thing for each in self)

    def __bool__(self) -> bool:
        return bool(do_there(_unmixed(self), bool, self))

    def __int__(self) -> int:
        return int(do_there(_unmixed(self), int, self))

    def __index__(self) -> int:
        return int(do_there(_unmixed(self), operator.index, self))

    def __float__(self) -> float:
        return float(do_there(_unmixed(self), float, self))

    def __str__(self) -> str:
        return str(do_there(self, str, self))

    def __repr__(self) -> str:
        return str(do_there(self, repr, self))

    def __format__(self, how: str) -> str:
        return str(do_there(self, format, self, how))

    def __hash__(self) -> int:
        return int(do_there(self, hash, self))

    def __dir__(self) -> list[str]:
        return [str(name) for name in do_there(self, dir, self)]

    def __enter__(self) -> Any:
        return do_there(self, _enter, self)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return bool(do_there(self, serving.leave, self, error))

    async def __aenter__(self) -> Any:
        return await do_there(self, _of_class, self, "__aenter__")

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        given = (type(error) if error is not None else None, error, None)
        return bool(await do_there(self, _of_class, self, "__aexit__", *given))

    def __reversed__(self) -> Iterator[Any]:
        iterator = do_there(self, reversed, self)
        return iterator if isinstance(iterator, Remote) else iter(iterator)

    def __round__(self, digits: int | None = None) -> Any:
        return do_there(_unmixed(self), round, self, digits)

    def __complex__(self) -> complex:
        return complex(do_there(_unmixed(self), complex, self))

    def __copy__(self) -> Any:
        return do_there(self, copy.copy, self)

    def __deepcopy__(self, memo: object) -> Any:
        return do_there(self, copy.deepcopy, self)

    def __instancecheck__(self, thing: Any) -> bool:
        return isinstance(thing, Remote) and bool(do_there(self, isinstance, thing, self))

    def __subclasscheck__(self, thing: Any) -> bool:
        return isinstance(thing, Remote) and bool(do_there(self, issubclass, thing, self))

    def __neg__(self) -> Any:
        return _still_mixed(self, do_there(self, operator.neg, self))

    def __pos__(self) -> Any:
        return _still_mixed(self, do_there(self, operator.pos, self))

    def __invert__(self) -> Any:
        return _still_mixed(self, do_there(self, operator.invert, self))

    def __abs__(self) -> Any:
        return _still_mixed(self, do_there(self, abs, self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and bool(do_there(self, operator.eq, self, other))

    def __ne__(self, other: object) -> bool:
        return not isinstance(other, Remote) or bool(do_there(self, operator.ne, self, other))


# The words of a class would be taken for those of each of its objects.
Remote.__doc__ = property(lambda self: do_there(self, getattr, self, "__doc__"))  # type: ignore[assignment]
Remote.__module__ = property(lambda self: do_there(self, getattr, self, "__module__"))  # type: ignore[assignment]


class RemoteCallable(Remote):
    """A function, a method or a class of the student's."""

    def __new__(cls, *given: Any) -> Any:
        """Return a new one; of a name, bases and a body, what a ``class`` statement makes."""
        if len(given) == 3:
            return do_there(
                next(b for b in given[1] if isinstance(b, Remote)), serving.new_class, *given
            )
        return super().__new__(cls)

    def __init__(self, *given: Any) -> None:
        if len(given) == 2:
            super().__init__(*given)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it, on the student's side."""
        return do_there(self, self, *arguments, **named)

    @property
    def __signature__(self) -> inspect.Signature:
        """How it is called: what ``inspect.signature`` asks for."""
        return _signature(do_there(self, serving.signature, self))


REMOTES = (Remote, RemoteCallable)
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


def do_there(remote: Remote, function: Any, *arguments: Any, **named: Any) -> Any:
    """Return what ``function`` gives for these arguments where ``remote`` is."""
    connection: Connection = object.__getattribute__(remote, "_connection")
    return connection.do(function, *arguments, **named)


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
        result = do_there(self, function, *((other, self) if is_turned else (self, other)))
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
