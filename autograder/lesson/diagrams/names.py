"""What the student's own variables call their tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import torch

#: What IPython adds to a notebook's namespace, beside names that begin with an underscore.
_NOT_THE_STUDENTS = frozenset({"In", "Out", "exit", "quit"})


#: Pairs of a name and a tensor, in the order of the variables; a tensor with two names is there
#: twice. A name is an expression that the student could type: ``w``, ``ws[0]``, ``params['w']``, or
#: a path within a module, ``net.0.weight``.
Names: TypeAlias = Sequence[tuple[str, torch.Tensor]]


def names_in(namespace: Mapping[str, object]) -> Names:
    """Return what a namespace's variables call tensors.

    Lists, tuples and dicts are looked into one level deep, modules all the way down, for
    parameters and buffers. Nothing of the student's runs: types are asked, not ``isinstance``,
    and no attribute of an object is read but a module's own tables.

    Args:
        namespace: names and objects, such as ``{**frame.f_globals, **frame.f_locals}``.

    """
    tensors: list[tuple[str, torch.Tensor]] = []
    for name, value in variables(namespace):
        if issubclass(type(value), torch.Tensor):
            assert isinstance(value, torch.Tensor)
            tensors.append((name, value))
        elif issubclass(type(value), torch.nn.Module):
            assert isinstance(value, torch.nn.Module)
            for path, module in _modules(name, value):
                tensors += _tensors_of(path, module)
    return tensors


def variables(namespace: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the student's variables, and what lists, tuples and dicts of theirs hold.

    Names that begin with an underscore and IPython's own are left out.
    """
    for name, value in list(namespace.items()):
        if name.startswith("_") or name in _NOT_THE_STUDENTS:
            continue
        yield name, value
        kind = type(value)
        # The classes' own iterators: a subclass of the student's may have redefined them.
        if issubclass(kind, list):
            entries: Iterator[tuple[object, object]] = enumerate(list.__iter__(value))  # type: ignore[arg-type]
        elif issubclass(kind, tuple):
            entries = enumerate(tuple.__iter__(value))  # type: ignore[arg-type]
        elif issubclass(kind, dict):
            entries = iter(list(dict.items(value)))  # type: ignore[arg-type]
        else:
            continue
        for key, entry in entries:
            if type(key) in (str, int):
                yield f"{name}[{key!r}]", entry


def _modules(name: str, module: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Module]]:
    """Yield a module and those within it, each with its path, parents first."""
    seen, waiting = set(), [(name, module)]
    while waiting:
        path, module = waiting.pop(0)
        if id(module) in seen:
            continue
        seen.add(id(module))
        yield path, module
        # Its own table: without super().__init__() a module has none, and reading it raises.
        children = vars(module).get("_modules", {})
        waiting += [
            (f"{path}.{key}", child) for key, child in children.items() if child is not None
        ]


def _tensors_of(path: str, module: torch.nn.Module) -> list[tuple[str, torch.Tensor]]:
    tables = [vars(module).get(table, {}) for table in ("_parameters", "_buffers")]
    return [
        (f"{path}.{key}", tensor)
        for table in tables
        for key, tensor in table.items()
        if tensor is not None
    ]
