"""What a check knows at one probe point."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch

from autograder.lesson.door.data import Raised
from autograder.lesson.numbers.comparison import difference
from autograder.lesson.numbers.oracles import TensorFunction


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """The point, the right answer, the student's, and whatever else the check knows there.

    Only ``x`` and ``reference`` are always there. A check fills in what its exercise has: a
    misconception that needs a fact which is missing stays silent.
    """

    #: The point.
    x: torch.Tensor
    #: The right answer there.
    reference: torch.Tensor
    #: The student's, as far as it is a tensor of real numbers.
    answer: torch.Tensor | None = None
    #: The function asked about.
    f: TensorFunction | None = None
    #: Its gradient as a formula.
    formula: TensorFunction | None = None
    #: The right answer to what was asked before this, on the same leaf.
    earlier: torch.Tensor | None = None
    #: The right answer to what was asked after this, on the same leaf.
    later: torch.Tensor | None = None
    #: The right answer at the input that the chapter shows.
    shown: torch.Tensor | None = None
    #: The vector of a vector–Jacobian product.
    head: torch.Tensor | None = None
    #: Shape (outputs, inputs), both flattened.
    jacobian: torch.Tensor | None = None
    #: Shape (n, n) for an ``x`` of n entries.
    hessian: torch.Tensor | None = None
    #: What each path from ``x`` to the result contributes, in the order in which the exercise
    #: computes them; together they are the whole gradient.
    paths: tuple[torch.Tensor, ...] = ()
    #: The gradient if nothing were detached.
    whole: torch.Tensor | None = None
    #: The gradient if the path that should stay were detached too.
    kept: torch.Tensor | None = None
    #: The verdict of ``==``, where a verdict on numbers is asked for; as the check counts verdicts.
    exact: torch.Tensor | None = None
    #: The same of a bound that does not grow and shrink with the numbers.
    absolute: torch.Tensor | None = None
    #: Where ``torch.where`` takes the other side: truth values of the shape of the answer.
    masked: torch.Tensor | None = None
    #: In a composition, the derivative of the inner function, of the shape of ``x``.
    inner: torch.Tensor | None = None
    #: For a product u·v the two terms u'v and uv'.
    product: tuple[torch.Tensor, torch.Tensor] | None = None
    #: The point to which ``x`` was changed behind autograd's back.
    edited: torch.Tensor | None = None
    #: How often a backward pass went through the result, as the check counted.
    backward_passes: int | None = None
    #: How many of them could have added to a gradient that was there.
    adding_passes: int | None = None
    #: A reference trajectory, one step after the other along the first axis.
    steps: torch.Tensor | None = None
    #: The relative tolerance of the check, if it is not the usual one.
    rtol: float | None = None
    #: What the student's code raised.
    error: Raised | None = None
    #: The text of a warning that it caused.
    warning: str | None = None
    #: Whether the tensor in question is still a leaf.
    leaf: bool | None = None
    #: Whether the answer lives in the memory of another answer, or of a leaf's ``.grad``.
    shared: bool | None = None
    #: The derivatives of one function in their order, beginning with the function's value.
    orders: tuple[torch.Tensor, ...] = ()
    #: The step that a difference quotient should have used.
    step: float | None = None
    #: The length that the answer should have, where it is a direction.
    length: float | None = None
    #: Whether the absolute value of something is asked for.
    unsigned: bool = False
    #: Names of misconceptions that cannot be the student's here, whatever the numbers say: the
    #: exercise leaves no room for them.
    ruled_out: Collection[str] = ()
    #: What a misconception would lead to here, by its name: for an exercise whose numbers it
    #: cannot work out from the other facts. Several tensors, where there are several ways.
    foretold: Mapping[str, torch.Tensor | tuple[torch.Tensor, ...]] = field(default_factory=dict)

    def said(self, *kinds: str) -> str:
        """Return what the error says if it is one of these kinds; nothing otherwise."""
        error = self.error
        return error.text if error is not None and set(kinds) & set(error.kinds) else ""

    @cached_property
    def right(self) -> bool:
        """Whether there is an answer, and a right one."""
        if self.answer is None:
            return False
        return difference(self.answer, self.reference, rtol=self.rtol) is None

    @cached_property
    def value(self) -> torch.Tensor | None:
        """The function's own value, if the function is known."""
        return None if self.f is None else self.f(self.x.detach().clone()).detach()

    def repeats(self, other: Case) -> bool:
        """Whether ``other`` asked for the same at the same point, and so adds no evidence."""
        return _same(self.x, other.x) and _same(self.reference, other.reference)


def each_tensor(fact: Any, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """Return a fact with ``change`` made to each tensor in it."""
    if isinstance(fact, Mapping):
        return {name: each_tensor(part, change) for name, part in fact.items()}
    if isinstance(fact, tuple):
        return tuple(each_tensor(part, change) for part in fact)
    return change(fact) if isinstance(fact, torch.Tensor) else fact


def _same(a: torch.Tensor, b: torch.Tensor) -> bool:
    return a.shape == b.shape and bool((a == b).all())
