"""A function of the test's that a student's code calls, and then differentiates.

It runs on the referee's side, so its graph is there. The student's side gets the values, and asks
for the vector–Jacobian product when its backward pass comes to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

#: A result in a call's value: its place there, the number by which its products are asked for, and
#: the numbers of the tensors that it was made of.
Link = tuple[int, int, tuple[int, ...]]
#: Graphs that are kept; of more, the oldest are forgotten.
_MOST_KEPT = 500


class Results:
    """On the referee's side: what calls have given, by negative numbers."""

    def __init__(self) -> None:
        self._products: dict[int, Callable[..., Any]] = {}
        self._count = 0

    def products(self, number: int) -> Callable[..., Any] | None:
        """Return what works out the products for a result, None if there is none such."""
        return self._products.get(number)

    def links(self, value: Any, inputs: Sequence[tuple[int, torch.Tensor]]) -> list[Link]:
        """Return which tensors of a call's value can be differentiated by which of its inputs.

        Args:
            value: What the call has given.
            inputs: The tensors that it was given, each with the number that it has there.

        """
        inputs = [(number, tensor) for number, tensor in inputs if tensor.requires_grad]
        found = []
        for place, part in enumerate(_parts(value) if inputs else ()):
            if isinstance(part, torch.Tensor) and part.grad_fn is not None:
                self._count += 1
                self._products[-self._count] = _products_of(part, [t for _, t in inputs])
                found.append((place, -self._count, tuple(number for number, _ in inputs)))
        while len(self._products) > _MOST_KEPT:
            del self._products[next(iter(self._products))]
        return found


def _products_of(result: torch.Tensor, inputs: list[torch.Tensor]) -> Callable[..., Any]:
    def products(head: torch.Tensor, again: bool, *_: Any) -> Any:
        return torch.autograd.grad(
            result, inputs, head, retain_graph=True, create_graph=again, allow_unused=True
        )

    return products


def _parts(value: Any) -> Sequence[Any]:
    return value if type(value) in (list, tuple) else [value]


class _FromTheTest(torch.autograd.Function):
    """A result on the student's side."""

    @staticmethod
    def forward(
        ctx: Any, ask: Callable[..., Any], values: torch.Tensor, *inputs: torch.Tensor
    ) -> torch.Tensor:
        # Not saved for backward: what comes back then is another object, unknown over there.
        ctx.ask, ctx.inputs = ask, inputs
        return values

    @staticmethod
    def backward(ctx: Any, head: torch.Tensor) -> Any:
        again = torch.is_grad_enabled()
        return (None, None, *ctx.ask(head, again, *(ctx.inputs if again else ())))


def linked(
    value: Any,
    links: Sequence[Link],
    ask: Callable[[int], Callable[..., Any]],
    thing: Callable[[int], Any],
) -> Any:
    """Return a call's value with its tensors tied to those that the call was given.

    Args:
        value: The value, as it has come.
        links: Which of its tensors are results.
        ask: Returns the function that asks for products, by its number.
        thing: Returns an object of this side by its number.

    """
    parts = list(_parts(value))
    for place, number, inputs in links:
        values = parts[place].detach()
        parts[place] = _FromTheTest.apply(ask(number), values, *map(thing, inputs))  # type: ignore[no-untyped-call]
    return type(value)(parts) if type(value) in (list, tuple) else parts[0]
