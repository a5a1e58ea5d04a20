"""A small reverse-mode engine of the course's own, to hold a student's beside.

Everything here takes the values of any engine whose values have ``data``, ``grad``, ``parents``
and ``shares``: the contract of chapter 7, where ``shares`` turns the head gradient of a value into
one share for each of its parents. ``Array`` is such a value, complete, so that whoever has no
working part of their own can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch

from autograder.lesson.kit.callers import unfinished_calls

Shares = Callable[[Any], tuple[Any, ...]]
#: Whoever visits a value once asks for its parents less often than this.
_OFTEN = 50


def sum_to_shape(gradient: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
    """Undo broadcasting: add up the entries that came from one entry of a tensor of ``shape``."""
    return torch.as_tensor(gradient).sum_to_size(tuple(shape))


class Array:
    """A tensor that remembers how it was computed."""

    def __init__(
        self,
        data: Any,
        parents: tuple[Array, ...] = (),
        operation: str = "",
        shares: Shares | None = None,
    ) -> None:
        self.data = torch.as_tensor(data)
        self.parents = parents
        self.operation = operation
        self.shares = shares
        self.grad: Any = 0.0

    def __add__(self, number: Array | float) -> Array:
        other = self._beside(number)

        def shares(head: Any) -> tuple[Any, ...]:
            return _fitted(head, self), _fitted(head, other)

        return type(self)(self.data + other.data, (self, other), "+", shares)

    def __mul__(self, number: Array | float) -> Array:
        other = self._beside(number)

        def shares(head: Any) -> tuple[Any, ...]:
            return _fitted(head * other.data, self), _fitted(head * self.data, other)

        return type(self)(self.data * other.data, (self, other), "*", shares)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Array:
        return self * -1.0

    def __sub__(self, other: Array | float) -> Array:
        return self + -1.0 * self._beside(other)

    def __truediv__(self, other: Array | float) -> Array:
        return self * self._beside(other) ** -1

    def _beside(self, other: Array | float) -> Array:
        """Return an operand as it is, and a plain number as a new leaf."""
        return type(self)(1.0 * other) if isinstance(other, int | float) else other

    def __pow__(self, n: float) -> Array:
        def shares(head: Any) -> tuple[Any, ...]:
            return (head * n * self.data ** (n - 1),)

        return type(self)(self.data**n, (self,), f"**{n}", shares)

    def __matmul__(self, other: Array) -> Array:
        def shares(head: Any) -> tuple[Any, ...]:
            return head @ other.data.T, self.data.T @ head

        return type(self)(self.data @ other.data, (self, other), "@", shares)

    def tanh(self) -> Array:
        """Return the hyperbolic tangent of each entry."""
        result = torch.tanh(self.data)
        return type(self)(result, (self,), "tanh", lambda head: (head * (1 - result**2),))

    def sum(self) -> Array:
        """Return the sum of all entries, of shape ()."""
        ones = torch.ones_like(self.data)
        return type(self)(self.data.sum(), (self,), "sum", lambda head: (head * ones,))

    def backward(self) -> None:
        """Fill ``grad`` of every value that led to this one."""
        _send(self)


class Shallow(Array):
    """An ``Array`` that does not name its parents to whoever is deep in calls.

    So a walk that calls itself is noticed, whatever Python has been told to allow.
    """

    #: How many calls may have begun since the value was made, and not ended.
    MOST = 300

    def __init__(self, *made: Any) -> None:
        self._made_at = unfinished_calls()
        super().__init__(*made)

    @property
    def parents(self) -> tuple[Array, ...]:
        """Return what it was computed from.

        Raises:
            RecursionError: if too many calls have begun and not ended.

        """
        if unfinished_calls() - self._made_at > self.MOST:
            raise RecursionError(f"{self.MOST} calls have begun and not ended")
        return self._parents

    @parents.setter
    def parents(self, parents: tuple[Array, ...]) -> None:
        self._parents = parents


def shares_of(value: Any, head: Any) -> Sequence[Any]:
    """Return what ``value`` hands on, one share for each parent, or say what is wrong with it.

    Raises:
        TypeError: if ``shares`` returns anything but a tuple, such as one share by itself.
        ValueError: if there are more shares than parents, or fewer.

    """
    shares = value.shares(head)
    if not isinstance(shares, (tuple, list)):
        kind = type(shares).__name__
        raise TypeError(
            f"shares returned a {kind}, where a tuple is wanted, one share for each parent"
        )
    if len(shares) != len(value.parents):
        raise ValueError(f"number of shares: {len(shares)}, of parents: {len(value.parents)}")
    return shares


def doublings(value: Any, depth: int) -> Any:
    """Return ``value`` added to itself ``depth`` times, where nobody may walk along every path.

    An engine that goes to each value once asks a few times for its parents. One that follows the
    paths would never come back, and is stopped.
    """
    for _ in range(depth):
        value = _Doubled(value)
    return value


def gradients(
    f: Callable[..., Any],
    *leaves: Any,
    order: Callable[[Any], Iterable[Any]] | None = None,
) -> tuple[torch.Tensor, ...]:
    """Return the gradients of ``f(*leaves)``, for the values of any engine.

    Args:
        f: computes with the values.
        leaves: fresh values, each holding a tensor.
        order: gives the values that led to a result, each once and parents first; by default
            the course's own.

    """
    result = f(*leaves)
    _accumulate(reversed(list((order or _order)(result))), result)
    return tuple(_as_tensor(leaf.grad, leaf.data) for leaf in leaves)


def engine_mistakes(
    f: Callable[..., Any], *, paths: bool = False, only_order: bool = False
) -> Callable[[torch.Tensor], Mapping[str, Any]]:
    """Return what a faulty engine would make of the gradient of ``f``, as evidence for a check.

    Args:
        f: the function of several values, one for each entry of the probe point, shape (n,).
        paths: whether the engine goes path by path, or else to each value once.
        only_order: whether the student's part is the order alone, and the pass is the course's.

    """

    def evidence(x: torch.Tensor) -> Mapping[str, Any]:
        def outcome(walk: Callable[[Array], None]) -> torch.Tensor:
            leaves = [Array(entry) for entry in x.detach().unbind()]
            walk(f(*leaves))
            return torch.stack([torch.as_tensor(leaf.grad, dtype=x.dtype) for leaf in leaves])

        orders = (_unreversed, _by_level, _downward, _marked_early, *_TURNED)
        told: dict[str, Any] = {
            "sent-again": (outcome(_resend), outcome(_send_each_time)),
            "sent-early": () if paths else tuple(outcome(walk) for walk in orders),
        }
        if not only_order:
            told |= {
                "overwritten": outcome(_replace_on_paths if paths else _replace),
                "head-ignored": outcome(_ones_on_paths if paths else _ones),
                "one-path": outcome(_first_parent),
                "stopped-short": tuple(
                    outcome(walk) for walk in (_SHORT_PATHS if paths else _SHORT)
                ),
            }
            return {"foretold": told}
        # The shares and their sums are the course's: no order alone makes a multiple of them.
        return {"foretold": told, "ruled_out": ("factor", "accumulated")}

    return evidence


def _as_tensor(grad: Any, data: torch.Tensor) -> torch.Tensor:
    """Return a gradient; a plain number, such as the 0 of the beginning, holds for all entries."""
    if isinstance(grad, torch.Tensor):
        return grad.to(data)
    return torch.full_like(data, grad)


def _fitted(share: Any, parent: Array) -> torch.Tensor:
    return sum_to_shape(torch.as_tensor(share, dtype=parent.data.dtype), parent.data.shape)


class _Doubled:
    """A value added to itself, which counts how often it is asked for its parents."""

    def __init__(self, value: Any) -> None:
        self.data = value.data + value.data
        self.operation = "+"
        self.shares: Shares = lambda head: (head, head)
        self.grad: Any = 0.0
        self._parents = (value, value)
        self._asked = 0

    @property
    def parents(self) -> tuple[Any, ...]:
        self._asked += 1
        if self._asked > _OFTEN:
            raise RuntimeError(
                f"one value was asked for its parents more than {_OFTEN} times, where it is to be "
                "visited once"
            )
        return self._parents


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each parent of a value with its share; a wrong number of shares raises."""
    if value.parents:
        yield from zip(value.parents, shares_of(value, value.grad), strict=True)


def _order(result: Any) -> list[Any]:
    """Return the values that led to ``result``, each once and parents first."""
    order, seen, waiting = [], set(), [(result, False)]
    while waiting:
        value, is_ready = waiting.pop()
        if is_ready:
            order.append(value)
        elif id(value) not in seen:
            seen.add(id(value))
            waiting.append((value, True))
            waiting += [(parent, False) for parent in reversed(value.parents)]
    return order


def _send(result: Any) -> None:
    """Go backward as one should."""
    _accumulate(reversed(_order(result)), result)


def _accumulate(order: Iterable[Any], result: Any) -> None:
    result.grad = torch.ones_like(result.data)
    for value in order:
        for parent, share in _parts(value):
            parent.grad = parent.grad + share


# What follows goes backward in ways that are wrong, each as a student may write it.


def _replace(result: Array) -> None:
    """Let the last share replace those before."""
    result.grad = 1.0
    for value in reversed(_order(result)):
        for parent, share in _parts(value):
            parent.grad = share


def _replace_on_paths(value: Array, head: Any = 1.0) -> None:
    """Let the last path replace those before."""
    value.grad = head
    for parent, share in _parts(value):
        _replace_on_paths(parent, share)


def _resend(value: Array, head: Any = 1.0) -> None:
    """Pass on, with each path, all that has arrived so far."""
    value.grad = value.grad + head
    for parent, share in _parts(value):
        _resend(parent, share)


def _send_each_time(result: Array) -> None:
    """Visit a value as often as it is used, and pass on all it has each time."""
    order: list[Array] = []

    def visit(value: Array) -> None:
        for parent in value.parents:
            visit(parent)
        order.append(value)

    visit(result)
    _accumulate(reversed(order), result)


def _unreversed(result: Array) -> None:
    """Go to the parents first."""
    _accumulate(_order(result), result)


def _by_level(result: Array) -> None:
    """Go to the values in the order of their distance from the result."""
    order = [result]
    for value in order:
        order += [parent for parent in dict.fromkeys(value.parents) if parent not in order]
    _accumulate(order, result)


def _downward(result: Array) -> None:
    """Go to a value as soon as it is met, and from there on to its parents."""
    order: list[Array] = []

    def visit(value: Array) -> None:
        if value not in order:
            order.append(value)
            for parent in value.parents:
                visit(parent)

    visit(result)
    _accumulate(order, result)


def _marked_early(result: Array) -> None:
    """Keep a stack, and take a value for done as soon as it is put there."""
    order: list[Array] = []
    met, stack = {result}, [(result, False)]
    while stack:
        value, is_ready = stack.pop()
        if is_ready:
            order.append(value)
            continue
        stack.append((value, True))
        for parent in value.parents:
            if parent not in met:
                met.add(parent)
                stack.append((parent, False))
    _accumulate(reversed(order), result)


def _downward_from_the_last(result: Array) -> None:
    """Do the same, but with the last parent first, as from a stack."""
    order, stack = [], [result]
    while stack:
        value = stack.pop()
        if value not in order:
            order.append(value)
            stack += value.parents
    _accumulate(order, result)


def _by_level_from_the_last(result: Array) -> None:
    """Go by the distance from the result, and to those alike from the last to the first."""
    order, level = [], [result]
    while level:
        order += level
        below = [parent for value in level for parent in reversed(value.parents)]
        level = [value for value in dict.fromkeys(below) if value not in order]
    _accumulate(order, result)


def _by_height(result: Array) -> None:
    """Go by the shortest way to a leaf, the farthest first."""

    def height(value: Array) -> int:
        return 1 + min(map(height, value.parents), default=-1)

    _accumulate(sorted(_order(result), key=height, reverse=True), result)


def _met_when_put(result: Array) -> None:
    """Keep a stack, and write a value down as it is taken off, whatever still waits below it."""
    order, met, stack = [], {result}, [result]
    while stack:
        value = stack.pop()
        order.append(value)
        new = [parent for parent in dict.fromkeys(value.parents) if parent not in met]
        met.update(new)
        stack += new
    _accumulate(order, result)


#: More orders in which some value is visited too early.
_TURNED = (_downward_from_the_last, _by_level_from_the_last, _by_height, _met_when_put)


def _by_parent(result: Array) -> None:
    """Keep one share for each different parent: where both operands are one value, one is lost."""
    result.grad = 1.0
    for value in reversed(_order(result)):
        for parent, share in dict(_parts(value)).items():
            parent.grad = parent.grad + share


def _no_further(result: Array) -> None:
    """Hand on to the parents of the result, and end there."""
    result.grad = 1.0
    for parent, share in _parts(result):
        parent.grad = parent.grad + share


def _up_to_a_leaf(result: Array) -> None:
    """End at the first leaf, where there is only nothing to hand on."""
    result.grad = 1.0
    for value in reversed(_order(result)):
        if not value.parents:
            break
        for parent, share in _parts(value):
            parent.grad = parent.grad + share


def _first_alone(value: Array, head: Any = 1.0) -> None:
    """Pass on the first head that comes, and add the later ones without passing them on."""
    is_first = isinstance(value.grad, float) and value.grad == 0
    value.grad = value.grad + head
    if is_first and value.parents:
        for parent, share in zip(value.parents, shares_of(value, head), strict=True):
            _first_alone(parent, share)


def _first_arrival(result: Array) -> None:
    """Take the first head that comes, and nothing more: what came before is known."""
    seen = set()

    def visit(value: Array, head: Any) -> None:
        if value not in seen:
            seen.add(value)
            value.grad = value.grad + head
            if value.parents:
                for parent, share in zip(value.parents, shares_of(value, head), strict=True):
                    visit(parent, share)

    visit(result, 1.0)


#: Ways to lose a share on the paths, and where each value is visited once.
_SHORT_PATHS = (_by_parent, _no_further, _first_alone, _first_arrival)
_SHORT = (_by_parent, _up_to_a_leaf)


def _ones(result: Array) -> None:
    """Hand on what the head 1 leads to, whatever the head is."""
    result.grad = 1.0
    for value in reversed(_order(result)):
        if value.parents:
            for parent, share in zip(value.parents, shares_of(value, 1.0), strict=True):
                parent.grad = parent.grad + share


def _ones_on_paths(value: Array, head: Any = 1.0) -> None:
    """Do the same with each path."""
    value.grad = value.grad + head
    if value.parents:
        for parent, share in zip(value.parents, shares_of(value, 1.0), strict=True):
            _ones_on_paths(parent, share)


def _first_parent(value: Array, head: Any = 1.0) -> None:
    """Follow the first parent, and no other."""
    value.grad = value.grad + head
    if value.parents:
        _first_parent(value.parents[0], shares_of(value, head)[0])
