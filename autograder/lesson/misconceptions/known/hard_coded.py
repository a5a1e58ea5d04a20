"""An answer made for the input that the chapter shows."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception

_WORDS = {
    "answer": "This is the answer at the shown input, whatever x is.",
    "count": "The formula counts as many entries as the shown input has, whatever it is given.",
    "foretold": "This keeps a number of the example that is shown, where another one is given.",
}


class HardCoded(Misconception):
    """The shown answer itself, or the shown input's number of entries inside a formula.

    Or an argument of the shown call in place of the one that is given, as the check foretells it.
    """

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

    def __init__(self, what: str) -> None:
        self._what, self.says = what, _WORDS[what]

    @classmethod
    def every(cls) -> Iterable[Misconception]:
        return [cls(what) for what in _WORDS]

    def _prediction(self, case: Case) -> torch.Tensor | None:
        told = case.foretold.get(self.name)
        if self._what == "foretold":
            return told if isinstance(told, torch.Tensor) and told.isfinite().all() else None
        predicted = self.predicts(case)
        return predicted if predicted is not None and predicted.isfinite().all() else None

    def predicts(self, case: Case) -> torch.Tensor | None:
        if case.shown is None:
            return None
        if self._what == "answer":
            # A tensor of equal entries may have been written for any shape.
            same = bool((case.shown == case.shown.flatten()[0]).all())
            return case.shown.flatten()[0].expand(case.x.shape) if same else case.shown
        return case.reference * (case.x.numel() / case.shown.numel())
