"""An answer made for the input that the chapter shows."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class HardCoded(Misconception):
    """The shown answer itself, or the shown input's number of entries inside a formula."""

    name = "hard-coded"
    asks = "What in your code holds for that one input only?"
    hints = (
        "Something in your code belongs to the shown input. Print your answer for two inputs of "
        "different length. What does not change along, and should?",
        "The mean of 2, 4 and 6 is their sum divided by 3. A program that divides by 3 is right "
        "until a fourth number comes. Find your 3.",
        "Take what you need from the argument: x.numel() is its number of entries, x.shape its "
        "shape. Mark every literal number in your code and ask where it comes from.",
    )

    def __init__(self, count: bool) -> None:
        self._count = count
        self.says = (
            "The formula counts as many entries as the shown input has, whatever it is given."
            if count
            else "This is the answer at the shown input, whatever x is."
        )

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(count=False), cls(count=True)]

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.shown is None:
            return None
        if not self._count:
            # A tensor of equal entries may have been written for any shape.
            same = bool((case.shown == case.shown.flatten()[0]).all())
            return case.shown.flatten()[0].expand(case.x.shape) if same else case.shown
        return case.reference * (case.x.numel() / case.shown.numel())
