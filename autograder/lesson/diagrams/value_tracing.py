"""The graph of a reverse-mode engine that the student has written.

What such an engine's values must have, and nothing else, is said by ``Value``: chapter 7's
contract, for scalars as for arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from autograder.lesson.diagrams.entries import entries
from autograder.lesson.diagrams.model import Edge, Graph, Node
from autograder.lesson.diagrams.names import variables
from autograder.lesson.diagrams.ordering import ordered


class Value(Protocol):
    """A value that remembers how it was computed."""

    @property
    def data(self) -> Any:
        """A number, or an array of numbers."""

    @property
    def grad(self) -> Any:
        """What has been accumulated: a number, an array, or None."""

    @property
    def parents(self) -> Sequence[Value]:
        """The operands that it was computed from, each as often as it was used; of a leaf none."""

    @property
    def operation(self) -> str:
        """What computed it, such as ``"*"`` or ``"exp"``; of a leaf the empty text."""


def is_value(value: object) -> bool:
    """Tell whether an object has what ``Value`` asks for. Runs none of its code."""
    fields = {*dir(type(value)), *getattr(value, "__dict__", {})}
    return fields.issuperset({"data", "grad", "parents", "operation"})


def trace_values(
    roots: Value | Sequence[Value], namespace: Mapping[str, object] | None = None
) -> Graph:
    """Return the graph that led to one value of a student's engine, or to several.

    The same shape of graph as of tensors: a leaf for each value without parents, an operation
    for each other one, and an edge for each entry of ``parents``.

    Args:
        roots: values of the engine.
        namespace: the student's variables, for the names.

    Raises:
        TypeError: if a root or a parent lacks one of the attributes of ``Value``.

    """
    given = list(roots) if isinstance(roots, Sequence) else [roots]
    if not given:
        raise TypeError("The graph of which value? None was given.")
    # By identity: a student's values may compare equal by their data.
    order = ordered(given, _checked_parents, key=id)
    keys = {id(value): f"n{number}" for number, value in enumerate(order)}
    names: dict[int, list[str]] = {id(value): [] for value in order}
    for name, value in variables(namespace or {}):
        if id(value) in names:
            names[id(value)].append(name)
    asked = {id(root) for root in given}
    nodes = [
        _node(value, keys[id(value)], tuple(names[id(value)]), id(value) in asked)
        for value in order
    ]
    edges = [
        Edge(keys[id(parent)], keys[id(value)], slot)
        for value in order
        for slot, parent in enumerate(_parents(value))
    ]
    return Graph(tuple(nodes), tuple(edges))


def _checked_parents(value: Value) -> list[Value]:
    if not is_value(value):
        raise TypeError(
            "A value of an engine has data, grad, parents and operation, and this "
            f"{type(value).__name__} has not. Are all parents values of the engine?"
        )
    return _parents(value)


def _node(value: Value, key: str, names: tuple[str, ...], is_root: bool) -> Node:
    is_leaf = not _parents(value)
    grad = None if value.grad is None else entries(value.grad) or f"shape {_shape(value.grad)}"
    return Node(
        key,
        "leaf" if is_leaf else "operation",
        title="" if is_leaf else str(value.operation or ""),
        names=names,
        shape=_shape(value.data),
        value=entries(value.data),
        grad=grad or ("None" if is_leaf else None),
        is_root=is_root,
    )


def _parents(value: Value) -> list[Value]:
    """Return the operands as a list: an engine may keep them in a set, or None for a leaf."""
    return list(value.parents or ())


def _shape(data: Any) -> tuple[int, ...]:
    return tuple(getattr(data, "shape", ()))
