"""A tensor changed behind autograd's back."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception
from autograder.lesson.numbers.oracles import by_autograd


class DataEdit(Misconception):
    """The gradient at the values that were written into ``.data`` after the forward pass.

    They are those of x, or of tensors on the way: then the check foretells, in several ways, what
    that leads to.
    """

    name = "data-edit"
    hints = (
        "The backward pass found other numbers than the forward pass. Print x right after the "
        "forward pass and right before the backward pass. Do they differ?",
        "To differentiate t², the backward pass looks t up again. If t was 3 in the forward pass "
        "and somebody writes 50 over it, it says 100 instead of 6. Find your 50.",
        "Search your code for .data and for operations that end in an underscore; x.clone() gives "
        "you numbers of your own to change.",
    )

    def __init__(self, way: int | None) -> None:
        self._way = way
        what = "x" if way is None else "a tensor on the way"
        self.says = f"This is the gradient at the values that {what} was changed to afterwards."
        self.asks = f"Which line changed {what} in such a way that autograd does not know?"

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(None), *(cls(way) for way in range(3))]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if self._way is not None:
            ways = case.foretold.get(self.name, ())
            return ways[self._way] if self._way < len(ways) else None
        if case.edited is None:
            return None
        if case.formula is not None:
            return case.formula(case.edited.clone())
        return None if case.f is None else by_autograd(case.f, case.edited)
